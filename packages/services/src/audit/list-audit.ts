import type { AuditRowDto, ListAuditInput } from "@stead/contracts/audit";
import type { Page } from "@stead/contracts/lists";
import type { KeysetOrder } from "@stead/db/keyset";
import { isId } from "@stead/kernel/ids";
import {
  condition,
  mapBatches,
  readPage,
  readWhole,
  requirePermission,
  requireWholeAgency,
  searchWords,
  when,
  type Condition,
  type ListSpec,
  type Verb,
  type Whole,
  type WholeList,
} from "../context/index.ts";
import { shownChanges } from "./rules.ts";

type Row = Omit<AuditRowDto, "changes"> & { changes: Record<string, unknown> };

const order = {
  name: "at",
  columns: [
    { expression: "a.at", type: "timestamptz" },
    { expression: "a.id", type: "uuid" },
  ],
} as const satisfies Omit<KeysetOrder, "direction">;

/** An id finds what was done to it or in its request; words find actions. */
function searched(q: string): Condition {
  return isId(q)
    ? condition("a.entity_id = ?::uuid or a.request_id = ?::text", q, q)
    : condition("a.action like all (?::text[])", searchWords(q));
}

/**
 * The trail of changes, newest first. `action` is one action (`lease.activated`) or all of a noun (`lease`). Personal
 * values are masked where the trail is written. Only for actors who see the whole agency.
 */
export async function listAudit({ ctx, input }: Verb<ListAuditInput>): Promise<Page<AuditRowDto>> {
  requirePermission(ctx, "audit:read");
  requireWholeAgency(ctx);
  const page = await readPage<Row>(ctx, specOf(input), input);
  return { ...page, items: page.items.map(toAuditRow) };
}

/** The whole trail instead of a page of it. */
export async function readAllAudit({
  ctx,
  input,
  tx,
}: Whole<ListAuditInput>): Promise<WholeList<AuditRowDto>> {
  requirePermission(ctx, "audit:read");
  requireWholeAgency(ctx);
  const { count, batches } = await readWhole(ctx, tx, specOf(input));
  return { count, batches: mapBatches(batches, (rows) => rows.map(toAuditRow)) };
}

const toAuditRow = (row: Row): AuditRowDto => ({ ...row, changes: shownChanges(row.changes) });

function specOf(input: ListAuditInput): ListSpec<Row> {
  return {
    name: "audit_list",
    select: `a.id, a.at, a.actor_kind as "actorKind", a.actor_id as "actorId", a.action, a.entity_type as "entityType",
      a.entity_id as "entityId", a.changes, a.request_id as "requestId"`,
    from: "audit a",
    where: [
      condition("a.agency_id = $1"),
      when(input.entityId, (id) => condition("a.entity_id = ?::uuid", id)),
      when(input.actorId, (id) => condition("a.actor_id = ?::uuid", id)),
      when(input.action || undefined, (action) =>
        condition("a.action = ?::text or starts_with(a.action, ?::text)", action, `${action}.`),
      ),
      when(input.from, (from) => condition("a.at >= ?::timestamptz", from)),
      when(input.to, (to) => condition("a.at < ?::timestamptz", to)),
      when(input.q || undefined, searched),
    ],
    order: { ...order, direction: input.order ?? "desc" },
    cursorOf: (row) => [row.at, row.id],
    decorate: {
      select: condition(`u.name as "actorName"`),
      joins: condition(`left join users u on page."actorKind" = 'user' and u.id = page."actorId"`),
    },
  };
}

import type { Tx } from "@stead/db/client";
import { newId } from "@stead/kernel/ids";
import { instantNow, type ServiceContext } from "./context.ts";

export type AuditEntry = {
  /** Noun and past verb: `lease.activated`. */
  action: string;
  entityType: string;
  entityId: string;
  before?: object | undefined;
  after?: object | undefined;
};

/** Fields that hold personal data: the trail says that they changed, never to what. */
const personalFields = new Set([
  "name",
  "email",
  "phone",
  "address",
  "taxNumber",
  "notes",
  "note",
  "reference",
]);

function shown(field: string, value: unknown): unknown {
  if (value === undefined || value === null) return null;
  if (personalFields.has(field)) return "•••";
  return typeof value === "bigint" ? Number(value) : value;
}

/** `{ field: [before, after] }` of what differs, with personal values masked. */
function auditChanges(before: object = {}, after: object = {}): Record<string, [unknown, unknown]> {
  const left = new Map(Object.entries(before));
  const right = new Map(Object.entries(after));
  const changes: Record<string, [unknown, unknown]> = {};
  for (const field of new Set([...left.keys(), ...right.keys()])) {
    const pair = [left.get(field), right.get(field)] as const;
    const isSame = serialized(pair[0]) === serialized(pair[1]);
    if (!isSame && field !== "updatedAt" && field !== "version")
      changes[field] = [shown(field, pair[0]), shown(field, pair[1])];
  }
  return changes;
}

function serialized(value: unknown): string {
  return JSON.stringify(value ?? null, (_, inner: unknown) =>
    typeof inner === "bigint" ? Number(inner) : inner,
  );
}

const insertAudit = {
  name: "audit_insert",
  text: `insert into audit (agency_id, id, at, actor_kind, actor_id, action, entity_type, entity_id, changes, request_id)
    select $1, e.id, $2, $3, $4, e.action, e.entity_type, e.entity_id, e.changes, $5
    from jsonb_to_recordset($6::jsonb) as e (id uuid, action text, entity_type text, entity_id uuid, changes jsonb)`,
};

/** Writes what changed, by whom, in the transaction of the change. */
export async function recordAudit(
  tx: Tx,
  ctx: Pick<ServiceContext, "agencyId" | "actor" | "clock" | "requestId">,
  ...entries: readonly AuditEntry[]
): Promise<void> {
  const rows = entries.map((entry) => ({
    id: newId(),
    action: entry.action,
    entity_type: entry.entityType,
    entity_id: entry.entityId,
    changes: auditChanges(entry.before, entry.after),
  }));
  const at = instantNow(ctx);
  await tx.sql(
    insertAudit,
    ctx.agencyId,
    at,
    ctx.actor.kind,
    ctx.actor.id,
    ctx.requestId,
    JSON.stringify(rows),
  );
}

import { createHash } from "node:crypto";
import { arrearsPages } from "@stead/cache/keys/reads";
import type { ArrearsPage, ArrearsRowDto, ListArrearsInput } from "@stead/contracts/arrears";
import { totalOf } from "@stead/contracts/lists";
import { keysetOf, pageOf, type KeysetOrder } from "@stead/db/keyset";
import type { CivilDate } from "@stead/kernel/dates";
import { assert, invalidField } from "@stead/kernel/errors";
import {
  agencyToday,
  cachedRead,
  mapBatches,
  requirePermission,
  searchWords,
  type ServiceContext,
  type Verb,
  type Whole,
  type WholeList,
} from "../context/index.ts";
import { ageingOf, rowJoins, rowJson, totalsJson } from "./queries.ts";

/** Leases that only hold credit come after all that owe. */
const never = "9999-12-31";

const orders = {
  overdue: {
    column: { expression: "overdue", type: "bigint" },
    direction: "desc",
    value: (row: ArrearsRowDto) => row.overdueMinor,
  },
  tenant: {
    column: { expression: `tenant collate "C"`, type: "text" },
    direction: "asc",
    value: (row: ArrearsRowDto) => row.tenantName,
  },
  oldest: {
    column: { expression: `coalesce(oldest, '${never}')`, type: "date" },
    direction: "asc",
    value: (row: ArrearsRowDto) => row.oldestDueOn ?? never,
  },
} as const;

/** `readArrears`, a page kept for two minutes at most and never longer than its data. */
export const listArrears = cachedRead(arrearsPages, readArrears);

/**
 * Who owes what, aged by real days past due on a day (today when left out), with credit in a column of its own. A past
 * day leaves out what happened later, so its totals are the receivable and the credit of the books on that day. Deposits
 * are left out. One statement, whatever the size. Amounts in minor units.
 */
async function readArrears({ ctx, input }: Verb<ListArrearsInput>): Promise<ArrearsPage> {
  requirePermission(ctx, "payments:read");
  const asOf = dayOf(ctx, input);
  const order = orders[input.sort];
  const keyset = keysetOrderOf(input);
  const { text, values } = statementOf(ctx, { input, asOf, keyset });
  const name = `arrears_${createHash("sha256").update(text).digest("hex").slice(0, 16)}`;
  const [answer] = await ctx.db.sql<Answer>({ name, text }, ...values);
  assert(answer, "arrears: the list answered no row");
  const { items, nextCursor } = pageOf(keyset, answer.items, input.limit, (row) => [
    order.value(row),
    row.leaseId,
  ]);
  const total = totalOf(answer.count);
  return { asOf, items, nextCursor, total, totals: answer.totals };
}

/** Everybody who owes or holds credit instead of a page of them. */
export async function readAllArrears({
  ctx,
  input,
  tx,
}: Whole<ListArrearsInput>): Promise<WholeList<ArrearsRowDto>> {
  requirePermission(ctx, "payments:read");
  const { text, values } = listedOf(ctx, input, dayOf(ctx, input));
  const { columns, direction } = keysetOrderOf(input);
  const orderBy = columns.map(({ expression }) => `${expression} ${direction}`).join(", ");
  const counted = `with ${text} select count(*)::int as count from listed`;
  const [total] = await tx.sql<{ count: number }>({ name: "", text: counted }, ...values);
  const rows = `with ${text} select ${rowJson} as item from listed r ${rowJoins} order by ${orderBy}`;
  const batches = tx.stream<{ item: ArrearsRowDto }>({ name: "arrears_whole", text: rows }, values);
  return { count: total?.count ?? 0, batches: mapBatches(batches, (batch) => batch.map(({ item }) => item)) };
}

function dayOf(ctx: ServiceContext, input: ListArrearsInput): CivilDate {
  const now = agencyToday(ctx);
  const asOf = input.asOf ?? now;
  if (asOf > now) throw invalidField("asOf", "not_future", "choose today or a past day");
  return asOf;
}

function keysetOrderOf(input: ListArrearsInput): KeysetOrder {
  const order = orders[input.sort];
  return {
    name: input.sort,
    direction: input.order ?? order.direction,
    columns: [order.column, { expression: "lease_id", type: "uuid" }],
  };
}

type Answer = { items: ArrearsRowDto[]; count: number; totals: ArrearsPage["totals"] };
type Request = { input: ListArrearsInput; asOf: CivilDate; keyset: KeysetOrder };

function statementOf(
  ctx: ServiceContext,
  { input, asOf, keyset }: Request,
): { text: string; values: unknown[] } {
  const { text: listed, values } = listedOf(ctx, input, asOf);
  const page = keysetOf(keyset, input.cursor, values.length + 1);
  values.push(...page.values);
  const limit = `$${values.push(input.limit + 1)}`;
  const text = `with ${listed}, page as (
      select listed.*, row_number() over (order by ${page.orderBy}) as place
      from listed where ${page.predicate} order by ${page.orderBy} limit ${limit}
    )
    select coalesce((select json_agg(${rowJson} order by r.place) from page r ${rowJoins}), '[]') as items,
      (select count(*)::int from listed) as count, (${totalsJson}) as totals`;
  return { text, values };
}

/** Common table expressions that end in `listed`: the rows that the filters leave. `$2` is the day. */
function listedOf(
  ctx: ServiceContext,
  input: ListArrearsInput,
  asOf: CivilDate,
): { text: string; values: unknown[] } {
  const values: unknown[] = [ctx.agencyId, asOf];
  const given = (value: unknown) => `$${values.push(value)}`;
  const wanted = propertiesOf(ctx, input.propertyId);
  const properties = wanted && given(wanted);
  const currency = input.currency && given(input.currency);
  const words = input.q ? given(searchWords(input.q)) : undefined;
  const conditions = [
    "(a.total > 0 or a.credit > 0)",
    properties && `l.property_id = any(${properties}::uuid[])`,
    currency && `a.currency = ${currency}`,
    input.minDays === undefined ? undefined : `a.oldest <= $2::date - ${given(input.minDays)}::int`,
    words &&
      `(l.contact_id in (select search_contacts(${words}::text[], 100000)) or l.id in (select search_leases(${words}::text[], 100000)))`,
  ].filter(Boolean);
  const text = `${ageingOf({ properties, currency })}, listed as materialized (
      select a.*, l.number, l.status, l.contact_id, l.property_id, l.unit_id, c.name as tenant, c.phone
      from ageing a
      join leases l on l.agency_id = $1 and l.id = a.lease_id
      join contacts c on c.agency_id = $1 and c.id = l.contact_id
      where ${conditions.join(" and ")}
    )`;
  return { text, values };
}

/** The properties that count: those asked for and allowed. Undefined: every one. */
function propertiesOf(ctx: ServiceContext, propertyId: string | undefined): readonly string[] | undefined {
  if (propertyId === undefined) return ctx.propertyIds ?? undefined;
  return ctx.propertyIds === null || ctx.propertyIds.includes(propertyId) ? [propertyId] : [];
}

import type { ListSuspenseInput, SuspenseDto } from "@stead/contracts/desk";
import type { Page } from "@stead/contracts/lists";
import { daysBetween } from "@stead/kernel/dates";
import {
  agencyToday,
  condition,
  mapBatches,
  readPage,
  readWhole,
  requirePermission,
  requireWholeAgency,
  searchWords,
  when,
  type ListSpec,
  type RailContext,
  type RailVerb,
  type RailWhole,
  type WholeList,
} from "../context/index.ts";
import { openPayerName } from "../rails/index.ts";

type SuspenseRow = Omit<SuspenseDto, "payerName" | "waitingDays"> & { nameSealed: string | null };

const columns = `p.id as "paymentId", p.number, p.rail, b.received_on as "receivedOn", p.currency, b.unallocated_minor as "amountMinor",
  p.reference, b.version, y.name_sealed as "nameSealed"`;
const joins = `payment_balances b
  join payments p on p.agency_id = b.agency_id and p.id = b.payment_id
  left join payment_payers y on y.agency_id = b.agency_id and y.payment_id = b.payment_id`;
const search = `p.id = any(array(select search_payments(?::text[], 20000)))`;

/** Money that came and waits for its lease, the oldest first. The search finds its receipt or reference. */
export async function listSuspense({ ctx, input }: RailVerb<ListSuspenseInput>): Promise<Page<SuspenseDto>> {
  requirePermission(ctx, "payments:read");
  requireWholeAgency(ctx);
  const page = await readPage(ctx, specOf(input), input);
  return { ...page, items: shown(ctx, page.items) };
}

/** All of it instead of a page. */
export async function readAllSuspense({
  ctx,
  input,
  tx,
}: RailWhole<ListSuspenseInput>): Promise<WholeList<SuspenseDto>> {
  requirePermission(ctx, "payments:read");
  requireWholeAgency(ctx);
  const { count, batches } = await readWhole(ctx, tx, specOf(input));
  return { count, batches: mapBatches(batches, (rows) => shown(ctx, rows)) };
}

function specOf(input: ListSuspenseInput): ListSpec<SuspenseRow> {
  return {
    name: "suspense_list",
    select: columns,
    from: joins,
    where: [
      condition("b.agency_id = $1 and b.status = 'unallocated' and b.lease_id is null"),
      when(input.rail, (rail) => condition("p.rail = ?", rail)),
      when(input.q || undefined, (q) => condition(search, searchWords(q))),
    ],
    order: {
      name: "received",
      direction: input.order ?? "asc",
      columns: [
        { expression: "b.received_on", type: "date" },
        { expression: "b.payment_id", type: "uuid" },
      ],
    },
    cursorOf: (row) => [row.receivedOn, row.paymentId],
  };
}

function shown(ctx: RailContext, rows: SuspenseRow[]): SuspenseDto[] {
  const today = agencyToday(ctx);
  return rows.map(({ nameSealed, ...row }) => ({
    ...row,
    payerName: openPayerName(ctx, nameSealed),
    waitingDays: daysBetween(row.receivedOn, today),
  }));
}

import type { LeaseLedgerDto, LeaseLedgerInput } from "@stead/contracts/leases";
import { keysetOf, pageOf, type KeysetOrder } from "@stead/db/keyset";
import { requireFound, requirePermission, type Verb } from "../context/index.ts";
import type { z } from "zod";

type Row = LeaseLedgerDto["items"][number] & { journalId: string };

const order: KeysetOrder = {
  name: "lease_ledger",
  columns: [
    { expression: "e.occurred_on", type: "date" },
    { expression: "e.journal_id", type: "uuid" },
  ],
  direction: "asc",
};

/**
 * Journals of a lease that touch what its tenant owes: 1100 (receivable) and 2010 (credit) make the balance; those that
 * touch 1110 (asked for as deposit) and 2000 (held) alone change nothing of it: their amount is the deposit's own.
 */
export const leaseLedgerEvents = `select j.id as journal_id, j.occurred_on, j.event, j.memo, j.entity_id,
    sum(case when l.account_code in ('1100', '2010') then l.amount_minor else 0 end)::bigint as amount,
    coalesce(sum(l.amount_minor) filter (where l.account_code = '1110'),
      sum(l.amount_minor) filter (where l.account_code = '2000'), 0)::bigint as deposit,
    bool_or(l.account_code in ('1100', '2010')) as is_owed
  from journal_lines l join journals j on j.agency_id = $1 and j.id = l.journal_id
  where l.agency_id = $1 and l.lease_id = $2 and l.account_code in ('1100', '2010', '1110', '2000')
  group by j.id, j.occurred_on, j.event, j.memo, j.entity_id`;

/** What an event is called, told from its row `e`. */
export const leaseLedgerKind = `case
    when not e.is_owed or e.event like 'deposit.%' then 'deposit'
    when e.event like 'credit_note.%' then 'credit_note'
    when e.event like 'write_off.%' then 'write_off'
    when e.event in ('payment.refunded', 'payment.refund_failed') then 'refund'
    when e.event like '%.reversed' then 'reversal'
    when e.event = 'invoice.issued' or (e.event = 'lease.opened' and e.amount > 0) then 'invoice'
    else 'payment' end`;

function pageText(predicate: string, orderBy: string): string {
  return `with e as (
      select *, sum(amount) over (order by occurred_on, journal_id) as balance from (${leaseLedgerEvents}) as found
    )
    select ${leaseLedgerKind} as kind, e.entity_id as id, e.journal_id as "journalId", e.occurred_on as "on",
      coalesce(i.number, n.number, y.number) as number, e.memo as description, e.amount as "amountMinor", e.balance::bigint as "balanceMinor",
      e.deposit as "depositMinor",
      b.open_minor as "openMinor", b.status
    from e
    left join invoices i on i.agency_id = $1 and i.id = e.entity_id
    left join invoice_balances b on b.agency_id = $1 and b.invoice_id = e.entity_id
    left join credit_notes n on n.agency_id = $1 and n.id = e.entity_id
    left join payments y on y.agency_id = $1 and y.id = e.entity_id
    where ${predicate} order by ${orderBy} limit $3`;
}

const leaseOf = {
  name: "lease_ledger_lease",
  text: `select currency, property_id as "propertyId" from leases where agency_id = $1 and id = $2`,
};

/**
 * The tenant's ledger, oldest first: every journal that changes what is owed, with the balance after it. The last
 * balance is the lease's receivable less its credit in the books. Amounts are minor units.
 */
export async function getLeaseLedger({
  ctx,
  input,
}: Verb<z.infer<typeof LeaseLedgerInput>>): Promise<LeaseLedgerDto> {
  requirePermission(ctx, "leases:read");
  const keyset = keysetOf(order, input.cursor, 4);
  const statement = { name: `lease_${keyset.name}`, text: pageText(keyset.predicate, keyset.orderBy) };
  const [[lease], rows] = await Promise.all([
    ctx.db.sql<{ currency: string; propertyId: string }>(leaseOf, ctx.agencyId, input.id),
    ctx.db.sql<Row>(statement, ctx.agencyId, input.id, input.limit + 1, ...keyset.values),
  ]);
  const isInScope =
    lease !== undefined && (ctx.propertyIds === null || ctx.propertyIds.includes(lease.propertyId));
  const { currency } = requireFound(isInScope ? lease : undefined, "lease");
  const { items, nextCursor } = pageOf(order, rows, input.limit, (row) => [row.on, row.journalId]);
  return { currency, nextCursor, items: items.map(({ journalId: _, ...row }) => row) };
}

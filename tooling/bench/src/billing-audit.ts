import type pg from "pg";
import { agencyId } from "./billing-portfolio.ts";

const audit = `select
    (select count(*) from invoices where agency_id = $1 and period_start = $2)::int as invoices,
    (select count(*) from charges where agency_id = $1 and period_start = $2)::int as charges,
    (select count(*) from lease_items i where i.agency_id = $1 and not exists (
      select from charges c where c.agency_id = $1 and c.lease_id = i.lease_id and c.item_id = i.id and c.period_start = $2))::int as missing,
    (select count(*) from (select from charges where agency_id = $1 group by lease_id, item_id, period_start having count(*) > 1) d)::int as doubled,
    (select max(number) - min(number) + 1 - count(*) from invoices where agency_id = $1)::int as gaps,
    (select next - 1 - (select max(number) from invoices where agency_id = $1) from number_counters where agency_id = $1 and kind = 'invoice')::int as "lostNumbers",
    (select count(*) from invoices i left join invoice_balances b on b.agency_id = $1 and b.invoice_id = i.id
      left join journals j on j.agency_id = $1 and j.posting_key = i.source_key
      where i.agency_id = $1 and (b.total_minor is distinct from i.total_minor or b.open_minor is distinct from i.total_minor or j.id is null))::int as torn,
    (select count(*) from (select from journal_lines where agency_id = $1 group by journal_id, currency having sum(amount_minor) <> 0) u)::int as unbalanced,
    (select coalesce(sum(total_minor), 0) from invoices where agency_id = $1 and period_start = $2)::bigint as "totalMinor",
    (select coalesce(sum(amount_minor), 0) from journal_lines where agency_id = $1 and account_code = '1100')::bigint
      - (select coalesce(sum(open_minor), 0) from invoice_balances where agency_id = $1)::bigint as "receivableDifference",
    (select coalesce(sum(debit_minor - credit_minor), 0) from ledger_totals where agency_id = $1)::bigint as "totalsDifference",
    (select coalesce(sum(amount_minor) filter (where metric = 'open'), 0) from stat_deltas where agency_id = $1)::bigint
      - (select coalesce(sum(open_minor), 0) from invoice_balances where agency_id = $1)::bigint as "figuresDifference"`;

export type BillingAudit = Record<string, number>;

/** Counts what a billing run must never leave: missing or doubled charges, gaps, torn invoices, books that differ. */
export async function auditBilling(client: pg.Client, month: string): Promise<BillingAudit> {
  const { rows } = await client.query<Record<string, string | number>>(audit, [agencyId, month]);
  return Object.fromEntries(Object.entries(rows[0] ?? {}).map(([name, value]) => [name, Number(value)]));
}

const mustBeZero = [
  "missing",
  "doubled",
  "gaps",
  "lostNumbers",
  "torn",
  "unbalanced",
  "receivableDifference",
  "totalsDifference",
  "figuresDifference",
];

/** The findings that are not zero. */
export function findingsOf(result: BillingAudit): string[] {
  return mustBeZero
    .filter((name) => result[name] !== 0)
    .map((name) => `${name}: ${result[name] ?? "nothing"}`);
}

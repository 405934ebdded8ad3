import { chart } from "@stead/services/ledger";
import type pg from "pg";

/** The agency of the benchmark. */
export const agencyId = "01900000-0000-7000-8000-000000000001";

/** One unit in four has a parking space, one lease in ten a concession: 1.35 charges a lease. */
const fill = (leases: number) => [
  `insert into agencies (id, name, slug, currency, time_zone, country, policies)
    values ('${agencyId}', 'Bench', 'bench', 'KES', 'Africa/Nairobi', 'KE', '{}')`,
  `insert into number_counters (agency_id, kind) select '${agencyId}', kind from unnest(array['invoice', 'credit_note', 'receipt', 'refund', 'lease']) kind`,
  `insert into properties (agency_id, id, code, name, address_line, city, country, time_zone)
    select '${agencyId}', uuidv7(), 'P' || n, 'House ' || n, n || ' Ngong Road', 'Nairobi', 'KE', 'Africa/Nairobi' from generate_series(1, ${Math.max(1, leases / 100)}) n`,
  `insert into contacts (agency_id, id, kind, name) select '${agencyId}', uuidv7(), 'person', 'Tenant ' || n from generate_series(1, ${leases}) n`,
  `insert into units (agency_id, id, property_id, label, market_rent_minor, currency)
    select '${agencyId}', uuidv7(), p.id, 'U' || n, (20000 + n % 400 * 100) * 100, 'KES'
    from generate_series(1, ${leases}) n
    join (select id, row_number() over (order by id) as place, count(*) over () as total from properties) p on p.place = n % p.total + 1`,
  `insert into leases (agency_id, id, number, property_id, unit_id, contact_id, status, start_on, currency, rent_minor, deposit_minor, reference, bill_from_on)
    select '${agencyId}', uuidv7(), u.place, u.property_id, u.id, c.id, 'active', '2025-01-01', 'KES', u.market_rent_minor, u.market_rent_minor, 'L-' || u.place, '2025-01-01'
    from (select *, row_number() over (order by id) as place from units) u
    join (select id, row_number() over (order by id) as place from contacts) c using (place)`,
  `insert into lease_items (agency_id, id, lease_id, kind, description, amount_minor, from_on)
    select agency_id, uuidv7(), id, 'rent', 'Rent', rent_minor, start_on from leases
    union all select agency_id, uuidv7(), id, 'parking', 'Parking', 200000, start_on from leases where number % 4 = 0
    union all select agency_id, uuidv7(), id, 'concession', 'Loyalty', -100000, start_on from leases where number % 10 = 0`,
];

/** Fills an empty database with one agency and so many active leases, set-based. */
export async function fillPortfolio(client: pg.Client, leases: number): Promise<void> {
  for (const statement of fill(leases)) await client.query(statement);
  for (const { code, name, type } of chart) {
    await client.query("insert into ledger_accounts (agency_id, code, name, type) values ($1, $2, $3, $4)", [
      agencyId,
      code,
      name,
      type,
    ]);
  }
}

/**
 * The baseline: the rows of one month's billing by one statement of hand-written SQL into the same tables, under the same
 * constraints, triggers and policies. `$1` is the month's first day. It checks nothing, explains in constants and cannot
 * be resumed.
 */
export const billByOneStatement = `
with charged as (
  select l.id as lease_id, l.property_id, l.unit_id, l.contact_id, l.currency, i.id as item_id, i.kind, i.description, i.amount_minor
  from leases l join lease_items i on i.agency_id = l.agency_id and i.lease_id = l.id
  where l.agency_id = '${agencyId}' and l.status in ('active', 'notice')
    and i.from_on <= $1::date and coalesce(i.to_on, 'infinity') >= $1::date
), block as (
  update number_counters set next = next + (select count(distinct lease_id) from charged)
  where agency_id = '${agencyId}' and kind = 'invoice' returning next
), bill as materialized (
  select uuidv7() as id, uuidv7() as journal_id, lease_id, property_id, unit_id, contact_id, currency, sum(amount_minor)::bigint as total,
    (select next from block) - count(*) over () + row_number() over (order by lease_id) - 1 as number
  from charged group by lease_id, property_id, unit_id, contact_id, currency
), written_invoices as (
  insert into invoices (agency_id, id, number, lease_id, property_id, unit_id, contact_id, kind, source_key, period_start, period_end,
    issued_on, due_on, currency, net_minor, tax_minor, total_minor)
  select '${agencyId}', id, number, lease_id, property_id, unit_id, contact_id, 'regular', 'invoice:' || lease_id || ':' || $1::date, $1::date,
    ($1::date + interval '1 month - 1 day')::date, $1::date, $1::date, currency, total, 0, total
  from bill
), written_charges as (
  insert into charges (agency_id, id, invoice_id, lease_id, item_id, kind, description, period_start, period_end, net_minor, tax_minor, currency, explanation)
  select '${agencyId}', uuidv7(), b.id, c.lease_id, c.item_id, c.kind, c.description, $1::date, ($1::date + interval '1 month - 1 day')::date,
    c.amount_minor, 0, c.currency, '{"rule": "a whole period", "steps": ["June 2026: KES 30,000.00"]}'
  from charged c join bill b using (lease_id)
), written_balances as (
  insert into invoice_balances (agency_id, invoice_id, lease_id, property_id, kind, due_on, currency, total_minor, open_minor, status)
  select '${agencyId}', id, lease_id, property_id, 'regular', $1::date, currency, total, total, 'open' from bill
), written_journals as (
  insert into journals (agency_id, id, posting_key, event, entity_id, occurred_on, memo)
  select '${agencyId}', journal_id, 'invoice:' || lease_id || ':' || $1::date, 'invoice.issued', id, $1::date, 'Invoice ' || number from bill
), written_lines as (
  insert into journal_lines (agency_id, journal_id, line_no, account_code, amount_minor, currency, occurred_on, property_id, unit_id, lease_id, contact_id)
  select '${agencyId}', journal_id, row_number() over (partition by journal_id), account, amount, currency, $1::date, property_id, unit_id, lease_id, contact_id
  from (
    select journal_id, '1100' as account, total as amount, currency, property_id, unit_id, lease_id, contact_id from bill
    union all
    select b.journal_id, case c.kind when 'rent' then '4000' when 'concession' then '4900' else '4030' end, -c.amount_minor, c.currency, c.property_id,
      c.unit_id, c.lease_id, c.contact_id
    from charged c join bill b using (lease_id)
  ) lines
  returning account_code, amount_minor, currency
)
insert into ledger_totals (agency_id, account_code, currency, month, shard, debit_minor, credit_minor)
select '${agencyId}', account_code, currency, date_trunc('month', $1::date)::date, pg_backend_pid() % 16,
  coalesce(sum(amount_minor) filter (where amount_minor > 0), 0), coalesce(-sum(amount_minor) filter (where amount_minor < 0), 0)
from written_lines group by account_code, currency
on conflict (agency_id, account_code, currency, month, shard) do update
  set debit_minor = ledger_totals.debit_minor + excluded.debit_minor, credit_minor = ledger_totals.credit_minor + excluded.credit_minor`;

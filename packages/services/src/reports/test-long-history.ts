import { fillForPlans } from "../context/test-plans.ts";
import type { TestHouse } from "../context/test-house.ts";

/** An agency whose leases have paid their rent for so many months up to June 2026. */
export type LongHistory = { agencyId: string; leaseCount: number; monthCount: number };

const filled = [
  "leases",
  "invoices",
  "invoice_balances",
  "payments",
  "payment_balances",
  "allocations",
  "journals",
  "journal_lines",
  "deposit_movements",
];

/** The id of the nth row of a kind; `b` is where the agency's numbers begin. */
const idOf = (kind: string, n: string) =>
  `('0000${kind}00-0000-7000-8000-' || lpad(to_hex(b + ${n}), 12, '0'))::uuid`;
const lease = idOf("dd", "l");
const property = idOf("aa", "l % 40");
/** In the order of time, as ids and rows come in life. */
const nth = "($4::int - 1 - k) * $3::int + l";
const asLived = "order by k desc, l";
const invoice = idOf("ee", nth);
const payment = idOf("ab", nth);
const charged = idOf("ac", `2 * (${nth})`);
const paid = idOf("ac", `2 * (${nth}) + 1`);
const month = "(date '2026-06-01' - make_interval(months => k))::date";
/** One lease in ten has not paid the last month; one in fifty has paid more. */
const isOpen = "k = 0 and l % 10 = 0";
const credit = "case when k = 0 and l % 50 = 1 then 5 else 0 end";

/** How far the numbers of two agencies lie apart. */
const agencyStep = 100_000_000;

const each = "from (select $2::int as b) b, generate_series(0, $3::int - 1) l";
const eachMonth = `${each}, generate_series(0, $4::int - 1) k`;
const eachPayment = `${eachMonth} where not (${isOpen})`;

const journals = (id: string, event: string, entity: string, on: string) =>
  `insert into journals (agency_id, id, posting_key, event, entity_id, occurred_on, memo)
   select $1, ${id}, '${event}' || ${nth}, '${event}', ${entity}, ${on}, '${event}'`;
const lines = (id: string, on: string, accounts: string) =>
  `insert into journal_lines (agency_id, journal_id, line_no, account_code, amount_minor, currency, occurred_on, property_id, lease_id)
   select $1, ${id}, n, code, amount, 'KES', ${on}, ${property}, ${lease}
   from (select $2::int as b) b, generate_series(0, $3::int - 1) l, generate_series(0, $4::int - 1) k,
     lateral (values ${accounts}) as a (n, code, amount)`;

const fills = [
  `insert into properties (agency_id, id, code, name, address_line, city, country, time_zone)
   select $1, ${idOf("aa", "l")}, 'P-' || l, 'House ' || l, l || ' Moi Avenue', 'Nairobi', 'KE', 'Africa/Nairobi'
   from (select $2::int as b) b, generate_series(0, 39) l where $3 > 0 and $4 > 0`,
  `insert into units (agency_id, id, property_id, label, market_rent_minor, currency)
   select $1, ${idOf("bb", "l")}, ${property}, 'U-' || l, 100, 'KES' ${each} where $4 > 0`,
  `insert into contacts (agency_id, id, name) select $1, ${idOf("cc", "l")}, 'Person ' || l ${each} where $4 > 0`,
  `insert into leases (agency_id, id, number, property_id, unit_id, contact_id, status, start_on, currency, rent_minor, deposit_minor, reference, bill_from_on)
   select $1, ${lease}, l, ${property}, ${idOf("bb", "l")}, ${idOf("cc", "l")}, 'active', '2020-01-01', 'KES', 100, 100, 'L' || l, '2020-01-01' ${each} where $4 > 0`,
  `insert into lease_items (agency_id, id, lease_id, kind, description, amount_minor, frequency, from_on)
   select $1, ${idOf("af", "l")}, ${lease}, 'rent', 'Rent', 100, 'monthly', '2020-01-01' ${each} where $4 > 0`,
  `insert into invoices (agency_id, id, number, lease_id, property_id, unit_id, contact_id, kind, source_key, period_start, period_end, issued_on, due_on, currency, net_minor, total_minor)
   select $1, ${invoice}, ${nth}, ${lease}, ${property}, ${idOf("bb", "l")}, ${idOf("cc", "l")}, 'regular', 'i' || (${nth}), ${month}, ${month} + 27, ${month}, ${month} + 4, 'KES', 100, 100 ${eachMonth} ${asLived}`,
  `insert into invoice_balances (agency_id, invoice_id, lease_id, property_id, kind, due_on, currency, total_minor, paid_minor, open_minor, status)
   select $1, ${invoice}, ${lease}, ${property}, 'regular', ${month} + 4, 'KES', 100, case when ${isOpen} then 0 else 100 end,
     case when ${isOpen} then 100 else 0 end, case when ${isOpen} then 'open' else 'paid' end ${eachMonth} ${asLived}`,
  `insert into payments (agency_id, id, number, rail, account_code, received_on, amount_minor, currency, journal_id, lease_id, property_id)
   select $1, ${payment}, ${nth}, 'bank', '1000', ${month} + 5, 100 + ${credit}, 'KES', ${paid}, ${lease}, ${property} ${eachPayment} ${asLived}`,
  `insert into payment_balances (agency_id, payment_id, lease_id, received_on, amount_minor, allocated_minor, credit_minor, status)
   select $1, ${payment}, ${lease}, ${month} + 5, 100 + ${credit}, 100, ${credit}, 'allocated' ${eachPayment} ${asLived}`,
  `insert into allocations (agency_id, id, payment_id, invoice_id, lease_id, amount_minor, currency, source, allocated_on, explanation, journal_id)
   select $1, ${idOf("ad", nth)}, ${payment}, ${invoice}, ${lease}, 100, 'KES', 'unallocated', ${month} + 5, '{}', ${paid} ${eachPayment} ${asLived}`,
  `${journals(charged, "invoice.issued", invoice, month)} ${eachMonth} ${asLived}`,
  `${journals(paid, "payment.received", payment, `${month} + 5`)} ${eachPayment} ${asLived}`,
  lines(charged, month, "(1, '1100', 100), (2, '4000', -100)") + ` ${asLived}`,
  `${lines(paid, `${month} + 5`, `(1, '1000', 100 + ${credit}), (2, '1100', -100), (3, '2010', -(${credit}))`)}
   where not (${isOpen}) and amount <> 0 ${asLived}`,
  `insert into deposit_movements (agency_id, id, lease_id, property_id, kind, amount_minor, currency, moved_on, reason, journal_id)
   select $1, ${idOf("ae", "l")}, ${lease}, ${property}, 'received', 100, 'KES', '2020-01-01', 'x', ${idOf("ac", "0")} ${each} where $4 > 0`,
  `insert into ledger_totals (agency_id, account_code, currency, month, shard, debit_minor, credit_minor)
   select agency_id, account_code, currency, date_trunc('month', occurred_on)::date, 0, sum(greatest(amount_minor, 0)), sum(greatest(-amount_minor, 0))
   from journal_lines where agency_id = $1 and $2 >= 0 and $3 > 0 and $4 > 0 group by 1, 2, 3, 4`,
];

/** Fills agencies with leases that pay every month. Only what plans stand on: nothing of it is posted by a verb. */
export async function fillLongHistories(house: TestHouse, histories: readonly LongHistory[]): Promise<void> {
  await fillForPlans(house, filled, async () => {
    for (const [place, { agencyId, leaseCount, monthCount }] of histories.entries())
      for (const fill of fills)
        await house.arrange.query(fill, agencyId, place * agencyStep, leaseCount, monthCount);
  });
}

const rowId = (place: number, kind: string, n: number) =>
  `0000${kind}00-0000-7000-8000-${(place * agencyStep + n).toString(16).padStart(12, "0")}`;

/** The nth lease of the agency at that place. */
export const longLeaseId = (place: number, n: number): string => rowId(place, "dd", n);

/** The nth of the forty properties of the agency at that place; lease n is in the property n % 40. */
export const longPropertyId = (place: number, n: number): string => rowId(place, "aa", n);

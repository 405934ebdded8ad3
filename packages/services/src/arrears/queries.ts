import { ageingBuckets } from "@stead/contracts/arrears";
import { accounts } from "../ledger/index.ts";
import { bucketDays } from "./rules.ts";

/** Which rows count. Each is a fixed text of our own with its parameter. */
export type ArrearsFilter = {
  /** Parameter of the properties, if they are limited. */
  properties: string | undefined;
  /** Parameter of the currency, if there is one. */
  currency: string | undefined;
};

/**
 * What was open on each invoice on the day `$2`: what is open now, and what was taken off it later. So today reads
 * what is open only, and a past day what happened since. Deposits are no arrears.
 */
const partsOf = ({ properties, currency }: ArrearsFilter) => {
  const limits = [
    "b.kind <> 'deposit'",
    properties && `b.property_id = any(${properties}::uuid[])`,
    currency && `b.currency = ${currency}`,
  ].filter(Boolean);
  const where = `b.agency_id = $1 and ${limits.join(" and ")}`;
  const later = (
    table: string,
    on: string,
  ) => `select b.invoice_id, b.lease_id, b.currency, b.due_on, x.amount_minor
      from ${table} x join invoice_balances b on b.agency_id = x.agency_id and b.invoice_id = x.invoice_id
      where x.agency_id = $1 and x.${on} > $2 and ${where}`;
  return `select b.invoice_id, b.lease_id, b.currency, b.due_on, b.open_minor as amount_minor
      from invoice_balances b where ${where} and b.status in ('open', 'part_paid')
    union all ${later("allocations", "allocated_on")}
    union all ${later("credit_notes", "issued_on")}
    union all ${later("write_offs", "written_on")}`;
};

/** Credit that each lease held on the day: what is held now, turned back by what moved since. */
const creditParts = `select b.lease_id, l.currency, b.credit_minor as amount_minor
    from payment_balances b join leases l on l.agency_id = b.agency_id and l.id = b.lease_id
    where b.agency_id = $1 and b.credit_minor > 0
  union all
  select l.lease_id, l.currency, l.amount_minor from journal_lines l
  where l.agency_id = $1 and l.account_code = '${accounts.tenantCredit.code}' and l.occurred_on > $2`;

/** The bucket columns: sums of what is open, by days between due date and the day. */
const bucketColumns = ageingBuckets
  .map((bucket) => `coalesce(sum(amount) filter (where ${bucketWhere(bucket)}), 0)::bigint as "${bucket}"`)
  .join(", ");

function bucketWhere(bucket: (typeof ageingBuckets)[number]): string {
  const { from, to } = bucketDays[bucket];
  const days = "$2::date - due_on";
  return [from !== null && `${days} >= ${from}`, to !== null && `${days} <= ${to}`]
    .filter(Boolean)
    .join(" and ");
}

/** Common table expressions that end in `ageing`: a row for each lease that owed something or held credit. */
export function ageingOf(filter: ArrearsFilter): string {
  return `open_invoices as (
      select lease_id, currency, due_on, sum(amount_minor) as amount from (${partsOf(filter)}) as parts
      where not exists (select from invoices i where i.agency_id = $1 and i.id = parts.invoice_id and i.issued_on > $2)
      group by invoice_id, lease_id, currency, due_on having sum(amount_minor) <> 0
    ), owed as (
      select lease_id, currency, ${bucketColumns}, sum(amount)::bigint as total,
        coalesce(sum(amount) filter (where due_on < $2::date), 0)::bigint as overdue, min(due_on) as oldest
      from open_invoices group by lease_id, currency
    ), credit as (
      select lease_id, currency, sum(amount_minor)::bigint as credit from (${creditParts}) as parts
      where lease_id is not null group by lease_id, currency having sum(amount_minor) <> 0
    ), ageing as (
      select coalesce(o.lease_id, c.lease_id) as lease_id, coalesce(o.currency, c.currency) as currency,
        ${ageingBuckets.map((bucket) => `coalesce(o."${bucket}", 0) as "${bucket}"`).join(", ")},
        coalesce(o.total, 0) as total, coalesce(o.overdue, 0) as overdue, o.oldest, coalesce(c.credit, 0) as credit
      from owed o full join credit c on c.lease_id = o.lease_id and c.currency = o.currency
    )`;
}

const bucketsJson = (from: string, value: (bucket: string) => string) =>
  `json_build_object(${ageingBuckets.map((bucket) => `'${bucket}', ${value(`${from}."${bucket}"`)}`).join(", ")})`;

/** One row of the list, as JSON; `r` is the row, with what only a page of rows needs looked up beside it. */
export const rowJson = `json_build_object('leaseId', r.lease_id, 'leaseNumber', r.number, 'leaseStatus', r.status, 'contactId', r.contact_id,
    'tenantName', r.tenant, 'phone', r.phone, 'propertyId', r.property_id, 'propertyName', pr.name, 'unitLabel', u.label,
    'currency', r.currency, 'buckets', ${bucketsJson("r", (column) => column)}, 'overdueMinor', r.overdue, 'totalMinor', r.total,
    'creditMinor', r.credit, 'depositHeldMinor', coalesce(held.amount, 0), 'oldestDueOn', r.oldest,
    'lastPaymentOn', last.received_on, 'lastPaymentMinor', last.amount_minor)`;

/**
 * `r` must be read as a table (a materialised one): under row-level security an index is not searched for what an
 * expression answers.
 */
export const rowJoins = `join properties pr on pr.agency_id = $1 and pr.id = r.property_id
    join units u on u.agency_id = $1 and u.id = r.unit_id
    left join lateral (select sum(m.amount_minor) as amount from deposit_movements m
      where m.agency_id = $1 and m.lease_id = r.lease_id and m.moved_on <= $2 and m.kind not in ('invoiced', 'uninvoiced')) held on true
    left join lateral (select p.received_on, p.amount_minor from payment_balances b
      join payments p on p.agency_id = b.agency_id and p.id = b.payment_id
      where b.agency_id = $1 and b.lease_id = r.lease_id and b.received_on <= $2 and p.rail in ('cash', 'bank') and not exists (
        select from payment_reversals v where v.agency_id = $1 and v.payment_id = p.id and v.reversed_on <= $2)
      order by b.received_on desc, p.number desc limit 1) last on true`;

/** The totals of everything listed, per currency. */
export const totalsJson = `select coalesce(json_agg(json_build_object('currency', t.currency, 'buckets', ${bucketsJson("t", (column) => column)},
      'totalMinor', t.total, 'creditMinor', t.credit, 'leaseCount', t.leases) order by t.currency), '[]')
    from (select currency, ${ageingBuckets.map((bucket) => `sum("${bucket}") as "${bucket}"`).join(", ")}, sum(total) as total,
      sum(credit) as credit, count(*) filter (where total > 0) as leases from listed group by currency) t`;

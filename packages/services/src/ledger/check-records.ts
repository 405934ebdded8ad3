import type { ProofCheck } from "./rows.ts";

// As in check-accounts.ts: one row a currency, with what breaks the check among its samples.

const summed = (label: string) =>
  `select currency, coalesce(sum(left_minor), 0)::bigint as "leftMinor", coalesce(sum(right_minor), 0)::bigint as "rightMinor",
    coalesce((array_agg(${label} order by ${label}) filter (where wrong))[1:5], '{}') as samples
  from sides group by currency order by currency`;

const sumOf = (table: string, column: string) =>
  `(select ${column} as id, sum(amount_minor) as amount from ${table} where agency_id = $1 and ${column} is not null group by 1)`;

/** What went back of each payment: a refund that did not arrive took nothing. */
const arrivedRefunds = `(select r.payment_id as id, sum(r.amount_minor) as amount from refunds r
  where r.agency_id = $1 and r.payment_id is not null
    and not exists (select from refund_failures f where f.agency_id = $1 and f.refund_id = r.id) group by 1)`;

/** A gapless series: as many documents as its counter has given, and none left out. */
function gapless(series: "invoice" | "credit_note" | "receipt" | "refund", table: string): ProofCheck {
  return {
    name: `${series}_numbers_have_no_gap`,
    description: `Numbers of ${table.replace("_", " ")} run from 1 without a gap to the counter`,
    text: `with numbered as (
        select number, row_number() over (order by number) as place from ${table} where agency_id = $1
      )
      select null as currency, (select count(*) from numbered) as "leftMinor",
        coalesce((select next - 1 from number_counters where agency_id = $1 and kind = '${series}'), 0) as "rightMinor",
        coalesce((select array_agg(number::text) from (select number from numbered where number <> place order by number limit 5) as off), '{}') as samples`,
  };
}

const journaled: readonly { table: string; id?: string }[] = [
  { table: "payments" },
  { table: "allocations" },
  { table: "refunds" },
  { table: "refund_failures", id: "refund_id" },
  { table: "payment_reversals" },
  { table: "credit_notes" },
  { table: "write_offs" },
  { table: "deposit_movements" },
  { table: "owner_entries" },
];

/** Payments, invoices and the owners' cash book agree with the rows that made them. */
export const recordChecks: readonly ProofCheck[] = [
  {
    name: "payments_are_their_parts",
    description: "Every payment is what was allocated, kept, left, refunded and taken back of it",
    text: `with sides as (
        select p.currency, p.id::text as label, p.amount_minor as left_minor,
          coalesce(a.amount, 0) + b.credit_minor + b.unallocated_minor + coalesce(r.amount, 0)
            + case when v.id is null then 0 else p.amount_minor - coalesce(r.amount, 0) end as right_minor,
          b.payment_id is null or b.amount_minor <> p.amount_minor or b.allocated_minor <> coalesce(a.amount, 0)
            or b.refunded_minor <> coalesce(r.amount, 0) or b.reversed_minor <> case when v.id is null then 0 else p.amount_minor - coalesce(r.amount, 0) end
            or b.amount_minor <> b.allocated_minor + b.credit_minor + b.unallocated_minor + b.refunded_minor + b.reversed_minor as wrong
        from payments p
        left join payment_balances b on b.agency_id = p.agency_id and b.payment_id = p.id
        left join ${sumOf("allocations", "payment_id")} a on a.id = p.id
        left join ${arrivedRefunds} r on r.id = p.id
        left join payment_reversals v on v.agency_id = p.agency_id and v.payment_id = p.id
        where p.agency_id = $1
      ) ${summed("label")}`,
  },
  {
    name: "invoices_are_their_settlements",
    description: "What is open on an invoice is its total less what was paid, credited and written off",
    text: `with sides as (
        select i.currency, i.id::text as label, b.open_minor as left_minor,
          i.total_minor - coalesce(a.amount, 0) - coalesce(c.amount, 0) - coalesce(w.amount, 0) as right_minor,
          b.invoice_id is null or b.total_minor <> i.total_minor or b.paid_minor <> coalesce(a.amount, 0)
            or b.credited_minor <> coalesce(c.amount, 0) or b.written_off_minor <> coalesce(w.amount, 0)
            or b.open_minor <> b.total_minor - b.paid_minor - b.credited_minor - b.written_off_minor
            or (b.open_minor > 0) <> (b.status in ('open', 'part_paid'))
            or b.lease_id <> i.lease_id or b.kind <> i.kind or b.due_on <> i.due_on or b.currency <> i.currency as wrong
        from invoices i
        left join invoice_balances b on b.agency_id = i.agency_id and b.invoice_id = i.id
        left join ${sumOf("allocations", "invoice_id")} a on a.id = i.id
        left join ${sumOf("credit_notes", "invoice_id")} c on c.id = i.id
        left join ${sumOf("write_offs", "invoice_id")} w on w.id = i.id
        where i.agency_id = $1
      ) ${summed("label")}`,
  },
  {
    name: "invoices_are_their_charges",
    description: "Every invoice's total is the sum of its charges and their tax",
    text: `with sides as (
        select i.currency, i.id::text as label, i.total_minor as left_minor, coalesce(c.net + c.tax, 0) as right_minor,
          (i.net_minor, i.tax_minor) is distinct from (coalesce(c.net, 0), coalesce(c.tax, 0)) as wrong
        from invoices i
        left join (select invoice_id, sum(net_minor) as net, sum(tax_minor) as tax from charges where agency_id = $1 group by 1) c
          on c.invoice_id = i.id
        where i.agency_id = $1
      ) ${summed("label")}`,
  },
  {
    name: "reversals_mirror_what_they_reverse",
    description: "Every allocation taken back is taken back whole, from the same invoice and payment",
    text: `with sides as (
        select r.currency, r.id::text as label, -r.amount_minor as left_minor, coalesce(o.amount_minor, 0) as right_minor,
          o.id is null or o.amount_minor <> -r.amount_minor or o.invoice_id <> r.invoice_id or o.payment_id <> r.payment_id
            or o.lease_id <> r.lease_id as wrong
        from allocations r
        left join allocations o on o.agency_id = r.agency_id and o.id = r.reverses_id
        where r.agency_id = $1 and r.reverses_id is not null
      ) ${summed("label")}`,
  },
  {
    name: "owners_have_what_was_allocated",
    description: "The owners' cash book has each allocation of an invoice that is no deposit",
    text: `with sides as (
        select coalesce(a.currency, e.currency) as currency, coalesce(a.id, e.source_id)::text as label,
          coalesce(e.amount, 0) as left_minor, coalesce(a.amount_minor, 0) as right_minor,
          coalesce(e.amount, 0) <> coalesce(a.amount_minor, 0) as wrong
        from (select a.id, a.currency, a.amount_minor from allocations a
          join invoices i on i.agency_id = a.agency_id and i.id = a.invoice_id
          where a.agency_id = $1 and i.kind <> 'deposit') a
        full join (select source_id, currency, sum(amount_minor) as amount from owner_entries
          where agency_id = $1 and kind in ('rent', 'utility', 'fee', 'other', 'tax') group by 1, 2) e
          on e.source_id = a.id and e.currency = a.currency
      ) ${summed("label")}`,
  },
  {
    name: "every_effect_has_its_journal",
    description:
      "Every receipt, allocation, refund, reversal, credit note, write-off and movement names a journal that exists",
    text: `with rows as (
        ${journaled.map(({ table, id = "id" }) => `select '${table} ' || ${id} as label, journal_id from ${table} where agency_id = $1`).join("\n        union all ")}
      ), sides as (
        select null as currency, label, 1 as left_minor, (j.id is not null)::int as right_minor, j.id is null as wrong
        from rows left join journals j on j.agency_id = $1 and j.id = rows.journal_id
      ) ${summed("label")}`,
  },
  {
    name: "what_is_sent_out_is_booked",
    description:
      "Money on its way out has its refund in the books; what failed or was called off took nothing",
    text: `with paths as (
        select d.currency, d.id::text as label,
          case when d.state in ('failed', 'cancelled', 'awaiting_approval') then 0 else d.amount_minor end as left_minor,
          case when r.id is null or f.refund_id is not null or (d.state in ('failed', 'cancelled') and v.id is not null)
            then 0 else r.amount_minor end as right_minor
        from disbursements d
        left join refunds r on r.agency_id = d.agency_id and r.id = d.refund_id
        left join refund_failures f on f.agency_id = d.agency_id and f.refund_id = d.refund_id
        left join payment_reversals v on v.agency_id = d.agency_id and v.payment_id = d.payment_id
        where d.agency_id = $1
      ), sides as (select *, left_minor <> right_minor as wrong from paths) ${summed("label")}`,
  },
  gapless("invoice", "invoices"),
  gapless("credit_note", "credit_notes"),
  gapless("receipt", "payments"),
  gapless("refund", "refunds"),
];

import { agencyId } from "./billing-portfolio.ts";

/** Unpaid at every size: what is open does not grow with history. */
const open = 300;

/** Statements that give the leases of a portfolio `count` invoices over two years, all but 300 of them paid. */
export const fillInvoices = (count: number, leases: number): string[] => [
  `insert into invoices (agency_id, id, number, lease_id, property_id, unit_id, contact_id, kind, source_key, period_start, period_end,
      issued_on, due_on, currency, net_minor, tax_minor, total_minor)
    select '${agencyId}', uuidv7(), n, l.id, l.property_id, l.unit_id, l.contact_id, 'regular', 'bench:' || n, d.on_day, d.on_day + 27,
      d.on_day, d.on_day, 'KES', 3000000, 0, 3000000
    from generate_series(1, ${count}) n
    join (select *, row_number() over (order by id) - 1 as place from leases) l on l.place = n % ${leases}
    cross join lateral (select (date '2024-12-01' + make_interval(months => (n / ${leases}) % 24))::date as on_day) d`,
  `insert into invoice_balances (agency_id, invoice_id, lease_id, property_id, kind, due_on, currency, total_minor, paid_minor, open_minor, status)
    select agency_id, id, lease_id, property_id, kind, due_on, currency, total_minor,
      case when number <= ${open} then 0 else total_minor end, case when number <= ${open} then total_minor else 0 end,
      case when number <= ${open} then 'open' else 'paid' end
    from invoices`,
];

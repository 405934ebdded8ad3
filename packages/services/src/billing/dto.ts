import type { InvoiceDto, InvoiceRowDto } from "@stead/contracts/billing";
import type { Sql, Statement } from "@stead/db/client";
import { today } from "@stead/kernel/clock";
import { daysBetween, type CivilDate } from "@stead/kernel/dates";
import { requireFound, type ServiceContext } from "../context/index.ts";

/** A row as SQL answers it: `timeZone` is that of the property, in which "today" decides about overdue days. */
export type InvoiceRow = InvoiceRowDto & { timeZone: string };

export const invoiceNames = `l.number as "leaseNumber", t.name as "tenantName", p.name as "propertyName", u.label as "unitLabel", p.time_zone as "timeZone"`;

type Named = "lease" | "contact" | "property" | "unit";

/** Joins what an invoice names; `idOf` is the column that holds its id. */
export const invoiceJoins = (idOf: (named: Named) => string) => `
  join leases l on l.agency_id = $1 and l.id = ${idOf("lease")}
  join contacts t on t.agency_id = $1 and t.id = ${idOf("contact")}
  join properties p on p.agency_id = $1 and p.id = ${idOf("property")}
  join units u on u.agency_id = $1 and u.id = ${idOf("unit")}`;

/** `overdueDays` is set where the day is known: `setOverdueDays`. */
export const invoiceColumns = `i.id, i.number, i.kind, i.lease_id as "leaseId", i.contact_id as "contactId", i.property_id as "propertyId",
  i.issued_on as "issuedOn", i.due_on as "dueOn", i.period_start as "periodStart", i.period_end as "periodEnd", i.currency,
  i.total_minor as "totalMinor", b.open_minor as "openMinor", b.status, 0 as "overdueDays"`;

/** Days past due on a day; zero when nothing is open. */
function overdueDays({ openMinor, dueOn }: { openMinor: number; dueOn: CivilDate }, on: CivilDate): number {
  return openMinor > 0 && dueOn < on ? daysBetween(dueOn, on) : 0;
}

/** Counts the days of each row by the day it is at its property. */
export function setOverdueDays<Row extends InvoiceRow>(ctx: ServiceContext, rows: Row[]): Row[] {
  const days = new Map<string, CivilDate>();
  for (const row of rows) {
    const on = days.getOrInsertComputed(row.timeZone, () => today(ctx.clock, row.timeZone));
    row.overdueDays = overdueDays(row, on);
  }
  return rows;
}

type DetailRow = InvoiceRow & InvoiceDto;

const invoiceById: Statement = {
  name: "invoice_get",
  text: `select ${invoiceColumns}, ${invoiceNames}, i.net_minor as "netMinor", i.tax_minor as "taxMinor", b.paid_minor as "paidMinor",
      b.credited_minor as "creditedMinor", b.written_off_minor as "writtenOffMinor",
      coalesce((select json_agg(json_build_object('id', c.id, 'kind', c.kind, 'description', c.description, 'periodStart', c.period_start,
          'periodEnd', c.period_end, 'netMinor', c.net_minor, 'taxMinor', c.tax_minor, 'explanation', c.explanation)
          order by c.kind <> 'rent', c.net_minor < 0, c.period_start, c.id)
        from charges c where c.agency_id = $1 and c.invoice_id = i.id), '[]') as charges,
      coalesce((select json_agg(json_build_object('id', a.id, 'paymentId', a.payment_id, 'receiptNumber', y.number, 'amountMinor', a.amount_minor,
          'allocatedOn', a.allocated_on, 'explanation', a.explanation,
          'isReversed', exists (select from allocations r where r.agency_id = $1 and r.reverses_id = a.id)) order by a.created_at, a.id)
        from allocations a join payments y on y.agency_id = $1 and y.id = a.payment_id
        where a.agency_id = $1 and a.invoice_id = i.id), '[]') as allocations,
      coalesce((select json_agg(json_build_object('id', n.id, 'number', n.number, 'amountMinor', n.amount_minor, 'reason', n.reason,
          'issuedOn', n.issued_on) order by n.number)
        from credit_notes n where n.agency_id = $1 and n.invoice_id = i.id), '[]') as "creditNotes",
      coalesce((select json_agg(json_build_object('id', w.id, 'amountMinor', w.amount_minor, 'reason', w.reason, 'writtenOn', w.written_on,
          'reversesId', w.reverses_id, 'isRecovered', exists (select from write_offs r where r.agency_id = $1 and r.reverses_id = w.id))
          order by w.created_at, w.id)
        from write_offs w where w.agency_id = $1 and w.invoice_id = i.id), '[]') as "writeOffs",
      coalesce((select json_agg(j.id order by j.id) from journals j where j.agency_id = $1
        and j.entity_id in (select i.id union all select n.id from credit_notes n where n.agency_id = $1 and n.invoice_id = i.id
          union all select w.id from write_offs w where w.agency_id = $1 and w.invoice_id = i.id)), '[]') as "journalIds"
    from invoices i
    join invoice_balances b on b.agency_id = $1 and b.invoice_id = i.id ${invoiceJoins((named) => `i.${named}_id`)}
    where i.agency_id = $1 and i.id = $2`,
};

/** An invoice with all that happened to it, in one statement. Throws NOT_FOUND, also outside the actor's properties. */
export async function readInvoice(sql: Sql, ctx: ServiceContext, id: string): Promise<InvoiceDto> {
  const [row] = await sql<DetailRow>(invoiceById, ctx.agencyId, id);
  const isInScope =
    row !== undefined && (ctx.propertyIds === null || ctx.propertyIds.includes(row.propertyId));
  const [invoice] = setOverdueDays(ctx, [requireFound(isInScope ? row : undefined, "invoice")]);
  return requireFound(invoice, "invoice");
}

import type { ListInvoicesInput } from "@stead/contracts/billing";
import { readWhole, requirePermission, type Whole, type WholeList } from "../context/index.ts";
import { invoiceJoins } from "./dto.ts";
import { invoiceConditions, orderOfInvoices } from "./list-invoices.ts";

/** A line of an invoice with who owes it. Amounts in minor units. */
export type ChargeRow = {
  id: string;
  invoiceNumber: number;
  leaseNumber: number;
  tenantName: string;
  propertyName: string;
  unitLabel: string;
  kind: string;
  description: string;
  periodStart: string;
  periodEnd: string;
  issuedOn: string;
  dueOn: string;
  currency: string;
  netMinor: number;
  taxMinor: number;
};

/** Every charge of the invoices that a list shows, in the order of the invoices. */
export async function readAllCharges({
  ctx,
  input,
  tx,
}: Whole<ListInvoicesInput>): Promise<WholeList<ChargeRow>> {
  requirePermission(ctx, "billing:read");
  return readWhole<ChargeRow>(ctx, tx, {
    name: "charges_list",
    select: `c.id, i.number as "invoiceNumber", c.kind, c.description, c.period_start as "periodStart", c.period_end as "periodEnd",
      i.issued_on as "issuedOn", i.due_on as "dueOn", c.currency, c.net_minor as "netMinor", c.tax_minor as "taxMinor",
      i.lease_id as "leaseId", i.contact_id as "contactId", i.property_id as "propertyId", i.unit_id as "unitId"`,
    from: `charges c join invoices i on i.agency_id = c.agency_id and i.id = c.invoice_id
      join invoice_balances b on b.agency_id = i.agency_id and b.invoice_id = i.id`,
    where: [{ sql: "c.agency_id = $1", values: [] }, ...invoiceConditions(ctx, input)],
    order: orderOfInvoices(input),
    cursorOf: (row) => [row.id],
    decorate: {
      select: {
        sql: `l.number as "leaseNumber", t.name as "tenantName", p.name as "propertyName", u.label as "unitLabel"`,
        values: [],
      },
      joins: {
        sql: invoiceJoins((named) => `page."${named}Id"`),
        values: [],
      },
    },
  });
}

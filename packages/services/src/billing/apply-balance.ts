import type { Tx } from "@stead/db/client";
import { requireFound, type ServiceContext } from "../context/index.ts";
import { invoiceStatus, type ChargeKind, type InvoiceKind } from "./rules.ts";

/** An invoice and its balance, under the balance's lock. */
export type BalanceState = {
  id: string;
  number: number;
  kind: InvoiceKind;
  leaseId: string;
  propertyId: string;
  unitId: string;
  contactId: string;
  currency: string;
  issuedOn: string;
  totalMinor: number;
  paidMinor: number;
  creditedMinor: number;
  writtenOffMinor: number;
  openMinor: number;
  timeZone: string;
  charges: { kind: ChargeKind; netMinor: number; taxMinor: number }[];
};

const balanceOf = {
  name: "billing_balance",
  text: `select i.id, i.number, i.kind, i.lease_id as "leaseId", i.property_id as "propertyId", i.unit_id as "unitId",
      i.contact_id as "contactId", i.currency, i.issued_on as "issuedOn", b.total_minor as "totalMinor", b.paid_minor as "paidMinor",
      b.credited_minor as "creditedMinor", b.written_off_minor as "writtenOffMinor", b.open_minor as "openMinor", p.time_zone as "timeZone",
      coalesce((select json_agg(json_build_object('kind', c.kind, 'netMinor', c.net_minor, 'taxMinor', c.tax_minor) order by c.id)
        from charges c where c.agency_id = i.agency_id and c.invoice_id = i.id), '[]') as charges
    from invoices i
    join invoice_balances b on b.agency_id = i.agency_id and b.invoice_id = i.id
    join properties p on p.agency_id = i.agency_id and p.id = i.property_id
    where i.agency_id = $1 and i.id = $2`,
};

/** Reads it after the invoice's money was locked (`lockInvoiceMoney`). */
export async function readBalance(tx: Tx, ctx: ServiceContext, invoiceId: string): Promise<BalanceState> {
  const [row] = await tx.sql<BalanceState>(balanceOf, ctx.agencyId, invoiceId);
  return requireFound(row, "invoice");
}

const save = {
  name: "billing_balance_save",
  text: `update invoice_balances set credited_minor = $3, written_off_minor = $4, open_minor = $5, status = $6
    where agency_id = $1 and invoice_id = $2`,
};

/** Adds to what is credited or written off (minor units) and keeps open amount and status true to it. */
export async function applyBalance(
  tx: Tx,
  ctx: ServiceContext,
  state: BalanceState,
  change: { creditedMinor?: number; writtenOffMinor?: number },
): Promise<void> {
  const creditedMinor = state.creditedMinor + (change.creditedMinor ?? 0);
  const writtenOffMinor = state.writtenOffMinor + (change.writtenOffMinor ?? 0);
  const openMinor = state.totalMinor - state.paidMinor - creditedMinor - writtenOffMinor;
  const status = invoiceStatus({ openMinor, paidMinor: state.paidMinor, writtenOffMinor, creditedMinor });
  await tx.sql(save, ctx.agencyId, state.id, creditedMinor, writtenOffMinor, openMinor, status);
}

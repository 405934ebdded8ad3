import type { Tx } from "@stead/db/client";
import { requirePropertyInScope, type ServiceContext } from "../context/index.ts";
import type { InvoiceState, LeaseState } from "./rows.ts";

// Unnamed, as every batch: planned for the sizes that the tables have now.
const lockRows = {
  name: "",
  text: `select l.id, l.number, l.status, l.property_id as "propertyId", l.unit_id as "unitId", l.contact_id as "contactId",
      l.currency, p.time_zone as "timeZone"
    from leases l join properties p on p.agency_id = l.agency_id and p.id = l.property_id
    where l.agency_id = $1 and l.id = any($2::uuid[])
    order by l.id for no key update of l`,
};

/** Locks the money of many leases, in the order of their ids; by id. Those that don't exist are not in the answer. */
export async function lockLeases(
  tx: Tx,
  ctx: ServiceContext,
  ids: readonly string[],
): Promise<Map<string, LeaseState>> {
  const rows = ids.length === 0 ? [] : await tx.sql<LeaseState>(lockRows, ctx.agencyId, ids);
  for (const { propertyId } of rows) requirePropertyInScope(ctx, propertyId);
  return new Map(rows.map((row) => [row.id, row]));
}

const lockInvoiceRows = {
  name: "",
  text: `select b.invoice_id as id, i.number, b.lease_id as "leaseId", b.kind, b.due_on as "dueOn", i.issued_on as "issuedOn",
      b.currency, b.open_minor as "openMinor"
    from invoice_balances b join invoices i on i.agency_id = b.agency_id and i.id = b.invoice_id
    where b.agency_id = $1 and b.lease_id = any($2::uuid[]) and b.status in ('open', 'part_paid')
    order by b.due_on, b.invoice_id for update of b`,
};

/** The open invoices of many leases, oldest due first, under their locks. Take the leases' locks before. */
export async function lockInvoicesOfLeases(
  tx: Tx,
  ctx: ServiceContext,
  leaseIds: readonly string[],
): Promise<InvoiceState[]> {
  return leaseIds.length === 0 ? [] : tx.sql<InvoiceState>(lockInvoiceRows, ctx.agencyId, leaseIds);
}

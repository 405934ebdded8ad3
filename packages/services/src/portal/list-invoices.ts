import type { InvoiceRowDto } from "@stead/contracts/billing";
import type { Page } from "@stead/contracts/lists";
import type { PortalListInput } from "@stead/contracts/portal";
import { listInvoices as listAllInvoices } from "../billing/index.ts";
import { allowing, requireOwnLease, type PortalVerb } from "./queries.ts";

/** The invoices of one of the tenant's leases, newest first. Throws NOT_FOUND for another's lease. */
export async function listInvoices({
  ctx,
  input,
}: PortalVerb<PortalListInput>): Promise<Page<InvoiceRowDto>> {
  const leaseId = requireOwnLease(ctx, input.leaseId);
  return listAllInvoices({
    ctx: allowing(ctx, "billing:read"),
    input: { ...input, leaseId, sort: "issued" },
  });
}

import type { DocumentDto } from "@stead/contracts/documents";
import type { OpenPortalDocumentInput } from "@stead/contracts/portal";
import { readOne } from "../context/index.ts";
import { openDocument as openAnyDocument } from "../documents/index.ts";
import { allowing, requireOwnLease, type PortalContext, type PortalVerb } from "./queries.ts";

const ofInvoice = {
  name: "portal_invoice_lease",
  text: `select lease_id as "leaseId" from invoices where agency_id = $1 and id = $2`,
};
const ofPayment = {
  name: "portal_payment_lease",
  text: `select lease_id as "leaseId" from payment_balances where agency_id = $1 and payment_id = $2`,
};

async function leaseOf(ctx: PortalContext, { kind, id }: OpenPortalDocumentInput): Promise<string | null> {
  if (kind === "statement") return id;
  const statement = kind === "invoice" ? ofInvoice : ofPayment;
  const row = await readOne<{ leaseId: string | null }>(ctx.db.sql, statement, ctx.agencyId, id);
  return row?.leaseId ?? null;
}

/**
 * The PDF of one of the tenant's invoices or receipts, or the statement of a lease: a link when it is made, else it is
 * being drawn and asked for again. Throws NOT_FOUND for what is another's.
 */
export async function openDocument({
  ctx,
  input,
}: PortalVerb<OpenPortalDocumentInput>): Promise<DocumentDto> {
  requireOwnLease(ctx, await leaseOf(ctx, input));
  const permitted = allowing(ctx, "billing:read", "payments:read", "leases:read");
  return openAnyDocument({ ctx: permitted, input });
}

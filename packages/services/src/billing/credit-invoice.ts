import type { CreditInvoiceInput, InvoiceDto } from "@stead/contracts/billing";
import { inTransaction, once, requirePermission, type Verb } from "../context/index.ts";
import { readInvoice } from "./dto.ts";
import { issueCreditNote } from "./issue-credit-note.ts";

/**
 * Takes back part or all of an invoice with a numbered credit note. First what is open, then what was paid, which
 * becomes the tenant's credit. Amounts are minor units. PRECONDITION when less is left of the invoice, or when the
 * books of the day are closed.
 */
export async function creditInvoice({ ctx, input }: Verb<CreditInvoiceInput>): Promise<InvoiceDto> {
  requirePermission(ctx, "billing:write");
  return inTransaction(ctx, (tx) =>
    once(tx, ctx, { operation: "billing.credit-invoice", input }, async () => {
      await issueCreditNote(tx, ctx, input);
      return readInvoice(tx.sql, ctx, input.invoiceId);
    }),
  );
}

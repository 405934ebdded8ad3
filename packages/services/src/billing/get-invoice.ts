import type { InvoiceDto } from "@stead/contracts/billing";
import { requirePermission, type Verb } from "../context/index.ts";
import { readInvoice } from "./dto.ts";

/** One invoice with its charges and their arithmetic, payments, credit notes and write-offs. Throws NOT_FOUND. */
export async function getInvoice({ ctx, input }: Verb<{ id: string }>): Promise<InvoiceDto> {
  requirePermission(ctx, "billing:read");
  return readInvoice(ctx.db.sql, ctx, input.id);
}

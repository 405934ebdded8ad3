import type { DocumentKind } from "@stead/contracts/documents";
import type { Letter } from "@stead/documents/pdf/document-name";
import { assert } from "@stead/kernel/errors";
import type { ServiceContext } from "../context/index.ts";
import { readInvoiceLetter, readSettlementLetter } from "./read-invoice.ts";
import { readLeaseLetter } from "./read-lease.ts";
import { readReceiptLetter } from "./read-receipt.ts";
import { readStatementLetter } from "./read-statement.ts";
import type { DocumentParams } from "./rows.ts";

export type LetterRequest = { kind: DocumentKind; subjectId: string; params: DocumentParams };

/** What a document says now. Needs the permission to read its subject; throws NOT_FOUND outside the actor's properties. */
export async function readLetter(
  ctx: ServiceContext,
  { kind, subjectId: id, params: { from, to, asOf } }: LetterRequest,
): Promise<Letter> {
  switch (kind) {
    case "invoice":
      return { template: kind, data: await readInvoiceLetter(ctx, id) };
    case "settlement":
      assert(asOf, "documents: a settlement is as of a day");
      return { template: kind, data: await readSettlementLetter(ctx, { id, asOf }) };
    case "receipt":
      return { template: kind, data: await readReceiptLetter(ctx, id) };
    case "lease":
      return { template: kind, data: await readLeaseLetter(ctx, id) };
    case "statement":
      assert(from && to, "documents: a statement has its days");
      return { template: kind, data: await readStatementLetter(ctx, { id, from, to }) };
  }
}

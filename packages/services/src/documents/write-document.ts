import { Readable } from "node:stream";
import { fileNameOf, type Letter } from "@stead/documents/pdf/document-name";
import type { PdfRenderer } from "@stead/documents/pdf/renderer";
import { templateVersion } from "@stead/documents/pdf/template-version";
import { AppError } from "@stead/kernel/errors";
import type { FileStore, StoredObject } from "@stead/kernel/files";
import { recordAudit, requireFound, type ServiceContext, type Verb } from "../context/index.ts";
import { recordFile } from "../files/index.ts";
import { readLetter } from "./read-letter.ts";
import { readDocument, type DocumentRow } from "./rows.ts";
import { fingerprintOf } from "./rules.ts";

export type WriteDocumentOptions = { pdf: Pick<PdfRenderer, "render">; files: FileStore };

const mostBytes = 64 * 1_048_576;
const dayMs = 24 * 3_600_000;
/** What can be made again at any time is kept for a month; invoices and leases stay. */
const keptDays: Record<DocumentRow["kind"], number | null> = {
  invoice: null,
  lease: null,
  settlement: 30,
  receipt: 30,
  statement: 30,
};

const finish = {
  name: "document_finish",
  text: `update documents set status = 'ready', file_id = $3, sha256 = $4, template_version = $5, fingerprint = $6, problem = null, made_at = $7
    where agency_id = $1 and id = $2 and status <> 'ready' returning id`,
};

/** Draws a document that was asked for and stores it: a job's work. Does nothing to one that is made already. */
export async function writeDocument({
  ctx,
  input,
  pdf,
  files,
}: Verb<{ documentId: string }> & WriteDocumentOptions): Promise<void> {
  const document = requireFound(await readDocument(ctx.db.sql, ctx.agencyId, input.documentId), "document");
  if (document.status === "ready") return;
  const letter = await readLetter(ctx, document);
  const bytes = await pdf.render(letter.template, letter.data, { signal: ctx.signal });
  const stored = await files.put(Readable.from([bytes]), { maxBytes: mostBytes });
  try {
    await recordMade(ctx, { document, letter, stored });
  } catch (error) {
    await files.delete(stored.key);
    if (error !== alreadyMade) throw error;
  }
}

/** Another try of the job was faster. */
const alreadyMade = new AppError("CONFLICT", "this document is made already");

type Made = { document: DocumentRow; letter: Letter; stored: StoredObject };

async function recordMade(ctx: ServiceContext, { document, letter, stored }: Made): Promise<void> {
  const { id, kind } = document;
  const version = templateVersion(letter.template);
  const nowMs = ctx.clock.nowMs();
  const days = keptDays[kind];
  await ctx.db.transaction(async (tx) => {
    const file = await recordFile(tx, ctx, {
      ...stored,
      name: fileNameOf(letter),
      contentType: "application/pdf",
      purpose: "document",
      ownerUserId: null,
      expiresAt: days === null ? null : new Date(nowMs + days * dayMs).toISOString(),
    });
    const values = [
      file.id,
      stored.sha256,
      version,
      fingerprintOf(letter, version),
      new Date(nowMs).toISOString(),
    ];
    const claimed = await tx.sql(finish, ctx.agencyId, id, ...values);
    if (claimed.length === 0) throw alreadyMade;
    await recordAudit(tx, ctx, {
      action: "document.made",
      entityType: "document",
      entityId: id,
      after: { kind, sha256: stored.sha256, templateVersion: version },
    });
  });
}

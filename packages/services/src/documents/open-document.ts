import type { DocumentDto, OpenDocumentInput } from "@stead/contracts/documents";
import { templateVersion } from "@stead/documents/pdf/template-version";
import type { Tx } from "@stead/db/client";
import { newId } from "@stead/kernel/ids";
import { enqueue } from "@stead/queue/enqueue";
import {
  actingUserId,
  agencyToday,
  readOne,
  recordAudit,
  requireFound,
  type ServiceContext,
  type Verb,
} from "../context/index.ts";
import { giveDownloadLink } from "../files/index.ts";
import { readLetter, type LetterRequest } from "./read-letter.ts";
import { findEqual, readDocument, toDocumentDto, type DocumentParams } from "./rows.ts";
import { fingerprintOf } from "./rules.ts";

const lockSubject = {
  name: "document_lock",
  text: "select pg_advisory_xact_lock(hashtextextended('stead.document:' || $1::text || $2 || $3::text, 0))",
};
const insert = {
  name: "document_insert",
  text: `insert into documents (agency_id, id, kind, subject_id, params, fingerprint, job_run_id, created_by) values ($1, $2, $3, $4, $5::jsonb, $6, $7, $8)`,
};
const queueAgain = {
  name: "document_queue_again",
  text: `update documents set status = 'queued', problem = null, job_run_id = $3 where agency_id = $1 and id = $2`,
};
const leaseStart = {
  name: "document_lease_start",
  text: `select start_on as "startOn" from leases where agency_id = $1 and id = $2`,
};

async function paramsOf(ctx: ServiceContext, input: OpenDocumentInput): Promise<DocumentParams> {
  if (input.kind === "settlement") return { asOf: agencyToday(ctx) };
  if (input.kind !== "statement") return {};
  const { to = agencyToday(ctx) } = input;
  if (input.from !== undefined) return { from: input.from, to };
  const lease = await readOne<{ startOn: string }>(ctx.db.sql, leaseStart, ctx.agencyId, input.id);
  const { startOn } = requireFound(lease, "lease");
  return { from: startOn < to ? startOn : to, to };
}

/**
 * The PDF of an invoice, a receipt, a lease or a tenant's account: a link to it where one that says the same is made
 * already, else a job draws it. An invoice's is made once and never again. Needs the permission to read the subject.
 */
export async function openDocument({ ctx, input }: Verb<OpenDocumentInput>): Promise<DocumentDto> {
  const request = { kind: input.kind, subjectId: input.id, params: await paramsOf(ctx, input) };
  const letter = await readLetter(ctx, request);
  const fingerprint = fingerprintOf(letter, templateVersion(letter.template));
  return ctx.db.transaction(async (tx) => {
    // Two who ask at the same time get one document.
    await tx.sql(lockSubject, ctx.agencyId, request.kind, request.subjectId);
    const known = await findEqual(tx.sql, ctx, { ...request, fingerprint });
    if (known?.status === "ready" && known.fileId !== null)
      return toDocumentDto(known, await giveDownloadLink(tx, ctx, { fileId: known.fileId }));
    if (known?.status === "queued") return toDocumentDto(known, null);
    const id = known?.id ?? newId();
    const jobRunId = await startDrawing(tx, ctx, id);
    if (known === undefined) await insertDocument(tx, ctx, { ...request, id, fingerprint, jobRunId });
    else await tx.sql(queueAgain, ctx.agencyId, id, jobRunId);
    return toDocumentDto(requireFound(await readDocument(tx.sql, ctx.agencyId, id), "document"), null);
  });
}

function startDrawing(tx: Tx, ctx: ServiceContext, documentId: string): Promise<string> {
  const actorUserId = actingUserId(ctx);
  const payload = { agencyId: ctx.agencyId, documentId };
  return enqueue(tx, ctx, "documents.write", payload, { jobRun: { subjectId: documentId, actorUserId } });
}

type NewDocument = LetterRequest & { id: string; fingerprint: string; jobRunId: string };

async function insertDocument(tx: Tx, ctx: ServiceContext, document: NewDocument): Promise<void> {
  const { id, kind, subjectId, params, fingerprint, jobRunId } = document;
  const createdBy = actingUserId(ctx);
  const values = [kind, subjectId, JSON.stringify(params), fingerprint, jobRunId, createdBy];
  await tx.sql(insert, ctx.agencyId, id, ...values);
  await recordAudit(tx, ctx, {
    action: "document.requested",
    entityType: "document",
    entityId: id,
    after: { kind, subjectId, ...params },
  });
}

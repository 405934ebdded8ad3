import { CreateExportInput, type ExportFormat } from "@stead/contracts/exports";
import { writeCsv } from "@stead/documents/csv";
import type { Row } from "@stead/documents/table-document";
import { writeXlsx } from "@stead/documents/xlsx";
import type { FileStore, StoredObject } from "@stead/kernel/files";
import { actAsMember } from "../access/index.ts";
import {
  agencyToday,
  readOne,
  recordAudit,
  requirePermission,
  type RailContext,
  type RailVerb,
} from "../context/index.ts";
import { giveDownloadLink, recordFile } from "../files/index.ts";
import { notify } from "../notifications/index.ts";
import { openTable, tableOf } from "./describe-tables.ts";

export type ExportJobInput = { exportId: string; jobRunId: string };

export type ExportRunOptions = {
  files: FileStore;
  /** Told of rows written and rows in all. */
  onProgress?: (done: number, total: number) => void;
};

const maxBytes = 4 * 1024 ** 3;
const fileLifeMs = 7 * 24 * 3_600_000;

const begin = {
  name: "export_begin",
  text: `update exports set status = 'running', problem = null
    where agency_id = $1 and id = $2 and job_run_id = $3 and status in ('queued', 'running')
    returning list, format, filters, created_by as "createdBy"`,
};
const finish = {
  name: "export_finish",
  text: `update exports set status = 'done', row_count = $4, file_id = $5, finished_at = $6
    where agency_id = $1 and id = $2 and job_run_id = $3 and status = 'running' returning id`,
};

const writers = {
  csv: { write: writeCsv, contentType: "text/csv; charset=utf-8" },
  xlsx: {
    write: writeXlsx,
    contentType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  },
} as const satisfies Record<ExportFormat, object>;

type Begun = { list: string; format: string; filters: unknown; createdBy: string };
type Made = { file: StoredObject; rowCount: number };

/**
 * Makes the file of an export with the rights that its person has now, stores it for a week and tells the person. Runs
 * again after a crash from the beginning. FORBIDDEN when the person has lost the right.
 */
export async function runExport({
  ctx,
  input,
  files,
  onProgress,
}: RailVerb<ExportJobInput> & ExportRunOptions): Promise<{ rowCount: number } | undefined> {
  const { exportId, jobRunId } = input;
  const begun = await readOne<Begun>(ctx.db.sql, begin, ctx.agencyId, exportId, jobRunId);
  // It was cancelled, or an earlier run did it.
  if (begun === undefined) return undefined;
  const request = CreateExportInput.parse(begun);
  const member = { ...(await actAsMember(ctx, begun.createdBy)), rails: ctx.rails };
  requirePermission(member, "exports:write");
  const made = await makeFile(member, request, { files, ...(onProgress && { onProgress }) });
  const { title } = tableOf(request.list);
  const name = `${title} ${agencyToday(ctx)}.${request.format}`;
  const now = ctx.clock.nowMs();
  try {
    const isMine = await ctx.db.transaction(async (tx) => {
      const { id: fileId } = await recordFile(tx, ctx, {
        ...made.file,
        name,
        contentType: writers[request.format].contentType,
        purpose: "export",
        ownerUserId: begun.createdBy,
        expiresAt: new Date(now + fileLifeMs).toISOString(),
      });
      const at = new Date(now).toISOString();
      const done = await tx.sql(finish, ctx.agencyId, exportId, jobRunId, made.rowCount, fileId, at);
      if (done.length === 0) return false;
      const after = { list: request.list, rowCount: made.rowCount, sizeBytes: made.file.sizeBytes };
      await recordAudit(tx, member, {
        action: "export.made",
        entityType: "export",
        entityId: exportId,
        after,
      });
      const { url } = await giveDownloadLink(tx, member, { fileId });
      await notify(tx, ctx, {
        kind: "export.ready",
        userIds: [begun.createdBy],
        subject: { kind: "export", id: exportId },
        params: { name: title, rowCount: made.rowCount },
        links: [{ label: `Download the ${request.format.toUpperCase()} file`, url }],
      });
      return true;
    });
    return isMine ? { rowCount: made.rowCount } : undefined;
  } catch (error) {
    await files.delete(made.file.key);
    throw error;
  }
}

/** Writes the rows into the store as they come out of the database, in one snapshot. */
async function makeFile(
  member: RailContext,
  request: CreateExportInput,
  { files, onProgress }: ExportRunOptions,
): Promise<Made> {
  const { title, columns } = tableOf(request.list);
  return member.db.transaction(
    async (tx) => {
      const { count, batches } = await openTable({ ctx: member, input: request, tx });
      let rowCount = 0;
      const rows = async function* (): AsyncGenerator<Row[]> {
        for await (const batch of batches) {
          yield batch;
          rowCount += batch.length;
          onProgress?.(rowCount, Math.max(count, rowCount));
        }
      };
      const { timeZone } = member.agency;
      const table = { title, columns: [...columns], rows: rows() };
      const content = writers[request.format].write(table, { timeZone });
      return { file: await files.put(content, { maxBytes }), rowCount };
    },
    { isolationLevel: "RepeatableRead" },
  );
}

import { Readable } from "node:stream";
import { ReportRequest, type ReportFormat } from "@stead/contracts/reports";
import { writeCsv } from "@stead/documents/csv";
import type { PdfRenderer } from "@stead/documents/pdf/renderer";
import type { TableDocument } from "@stead/documents/table-document";
import { writeXlsx } from "@stead/documents/xlsx";
import { civilDateIn } from "@stead/kernel/dates";
import { AppError } from "@stead/kernel/errors";
import type { FileStore, StoredObject } from "@stead/kernel/files";
import { actAsMember } from "../access/index.ts";
import {
  agencyToday,
  readOne,
  recordAudit,
  type MessageLink,
  type ServiceContext,
  type Verb,
} from "../context/index.ts";
import { readSender } from "../documents/index.ts";
import { giveDownloadLink, recordFile } from "../files/index.ts";
import { notify } from "../notifications/index.ts";
import { askReport, type Question } from "./ask-report.ts";
import { ensureResult, type Result } from "./make-result.ts";
import { toPlots } from "./present-result.ts";
import { flatten, printedPlots, rowsOf, tableOf } from "./tabulate-result.ts";

export type ReportJobInput = { runId: string; jobRunId: string };

export type MakeReportOptions = {
  files: FileStore;
  pdf: Pick<PdfRenderer, "render">;
  /** Told of rows written, and rows in all. */
  onProgress?: (done: number, total: number) => void;
};

const maxBytes = 2 * 1024 ** 3;
const fileLifeMs = 30 * 24 * 3_600_000;

const contentTypes: Record<ReportFormat, string> = {
  csv: "text/csv; charset=utf-8",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  pdf: "application/pdf",
};

const begin = {
  name: "report_run_begin",
  text: `update report_runs set status = 'running', problem = null
    where agency_id = $1 and id = $2 and job_run_id = $3 and status in ('queued', 'running')
    returning kind, params, formats, created_by as "createdBy"`,
};
const finish = {
  name: "report_run_finish",
  text: `update report_runs set status = 'done', row_count = $4, duration_ms = $5, was_cached = $6, finished_at = $7
    where agency_id = $1 and id = $2 and job_run_id = $3 and status = 'running' returning id`,
};
const insertFile = {
  name: "report_file_insert",
  text: `insert into report_files (agency_id, run_id, format, file_id) values ($1, $2, $3, $4)`,
};

type Begun = { kind: string; params: unknown; formats: ReportFormat[]; createdBy: string };
type Made = { format: ReportFormat; stored: StoredObject };

/**
 * Makes a report and its files for the person of a run, with the rights that the person has now, and tells them. Runs
 * again after a crash from the beginning; FORBIDDEN when the right is gone.
 */
export async function makeReport({
  ctx,
  input,
  ...options
}: Verb<ReportJobInput> & MakeReportOptions): Promise<{ rowCount: number } | undefined> {
  const begun = await readOne<Begun>(ctx.db.sql, begin, ctx.agencyId, input.runId, input.jobRunId);
  // It was cancelled, or an earlier try did it.
  if (begun === undefined) return undefined;
  const startedMs = performance.now();
  const member = await actAsMember(ctx, begun.createdBy);
  const question = await askReport(member, ReportRequest.parse(begun));
  const result = await ensureResult(member, question);
  const made: Made[] = [];
  try {
    await writeFiles(member, { question, result, formats: begun.formats, made }, options);
    const durationMs = Math.round(performance.now() - startedMs);
    const isMine = await recordMade(member, input, { question, result, made, durationMs });
    if (isMine) return { rowCount: result.rowCount };
  } catch (error) {
    await dropFiles(options.files, made);
    throw error;
  }
  await dropFiles(options.files, made);
  return undefined;
}

async function dropFiles(files: FileStore, made: readonly Made[]): Promise<void> {
  for (const { stored } of made) await files.delete(stored.key);
}

type Work = { question: Question; result: Result; formats: readonly ReportFormat[]; made: Made[] };

async function writeFiles(
  member: ServiceContext,
  { question, result, formats, made }: Work,
  { files, pdf, onProgress }: MakeReportOptions,
): Promise<void> {
  const total = Math.max(1, result.rowCount * formats.length);
  let done = 0;
  const onRows = (count: number) => onProgress?.((done += count), total);
  const table = tableOf(question, result);
  for (const format of formats) {
    if (member.signal?.aborted) throw new AppError("CANCELLED", "the report is not wanted any more");
    const batches = rowsOf(member.db.sql, member, { result, columns: table.columns, onRows });
    const content =
      format === "pdf"
        ? await drawPdf(member, { question, result, table: { ...table, rows: flatten(batches) } }, pdf)
        : (format === "csv" ? writeCsv : writeXlsx)(
            { ...table, rows: batches },
            { timeZone: member.agency.timeZone },
          );
    made.push({ format, stored: await files.put(content, { maxBytes }) });
  }
}

type Drawing = Pick<Work, "question" | "result"> & { table: TableDocument };

async function drawPdf(
  member: ServiceContext,
  { question, result, table }: Drawing,
  pdf: MakeReportOptions["pdf"],
): Promise<Readable> {
  const { letterhead } = await readSender(member);
  const bytes = await pdf.render(
    "table-report",
    {
      letterhead,
      table,
      plots: printedPlots(toPlots(question.plan, result.plots)),
      madeOn: agencyToday(member),
    },
    { signal: member.signal },
  );
  return Readable.from([bytes]);
}

type Finished = {
  question: Question;
  result: Result & { isNew: boolean };
  made: readonly Made[];
  durationMs: number;
};

/** The run, its files and the news of it, together. False when somebody else has ended the run. */
function recordMade(
  member: ServiceContext,
  { runId, jobRunId }: ReportJobInput,
  { question, result, made, durationMs }: Finished,
): Promise<boolean> {
  const { kind, params, definition } = question;
  const nowMs = member.clock.nowMs();
  const at = new Date(nowMs).toISOString();
  const userId = member.actor.id ?? "";
  return member.db.transaction(async (tx) => {
    const values = [result.rowCount, durationMs, !result.isNew, at];
    const done = await tx.sql(finish, member.agencyId, runId, jobRunId, ...values);
    if (done.length === 0) return false;
    const days = params.asOf ?? [params.from, params.to].filter(Boolean).join(" to ");
    const links: MessageLink[] = [];
    for (const { format, stored } of made) {
      const file = await recordFile(tx, member, {
        ...stored,
        name: `${definition.title} ${days}.${format}`,
        contentType: contentTypes[format],
        purpose: "report",
        ownerUserId: null,
        expiresAt: new Date(nowMs + fileLifeMs).toISOString(),
      });
      await tx.sql(insertFile, member.agencyId, runId, format, file.id);
      const { url, expiresAt } = await giveDownloadLink(tx, member, { fileId: file.id });
      const until = civilDateIn(member.agency.timeZone, Date.parse(expiresAt));
      links.push({ label: `Download as ${format.toUpperCase()}, until ${until}`, url });
    }
    await recordAudit(tx, member, {
      action: "report.made",
      entityType: "report_run",
      entityId: runId,
      after: { kind, rowCount: result.rowCount },
    });
    await notify(tx, member, {
      kind: "report.ready",
      userIds: [userId],
      subject: { kind: "report_run", id: runId },
      params: { name: `${definition.title}, ${days}` },
      links,
    });
    return true;
  });
}

import type { Readable } from "node:stream";
import { AppError } from "@stead/kernel/errors";
import type { FileStore } from "@stead/kernel/files";
import { requirePermission, requireWholeAgency, type ServiceContext, type Verb } from "../context/index.ts";
import { recordFile } from "../files/index.ts";
import { convertWorkbook, isWorkbook } from "./convert-workbook.ts";
import { detectDelimiter, detectOtherFile, EncodingProbe } from "./detect-text.ts";
import { requireGoing, type ImportRunOptions } from "./open-import-file.ts";
import { noteDate, orderOf, type DateEvidence, type DateOrder } from "./parse-date.ts";
import { fieldsOf } from "./plan-import.ts";
import { readCsv, readHeader, type CsvFormat } from "./read-csv.ts";
import { readImport, type ImportRecord } from "./rows.ts";
import { suggestMapping } from "./suggest-mapping.ts";

export type ImportJobInput = { importId: string; jobRunId: string };

const headBytes = 65_536;
const sampleRows = 20;
const sampleCell = 200;
const progressRows = 10_000;

const begin = {
  name: "import_analysis_begin",
  text: `update imports set status = 'analysing', problem = null
    where agency_id = $1 and id = $2 and job_run_id = $3 and status in ('uploaded', 'analysing') returning id`,
};
const finish = {
  name: "import_analysis_finish",
  text: `update imports set status = 'ready', columns = $4::jsonb, sample = $5::jsonb, mapping = $6::jsonb, options = options || $7::jsonb, row_count = $8, version = version + 1
    where agency_id = $1 and id = $2 and job_run_id = $3 and status = 'analysing'`,
};

/**
 * Reads a whole file once to know how it is written: its encoding, delimiter, header, first rows, number of rows and
 * the order of its dates; and suggests a mapping. Of a workbook the first sheet is made into text first. Throws
 * INVALID, in words for people, for a file that is neither.
 */
export async function runImportAnalysis({
  ctx,
  input,
  files,
  onProgress,
}: Verb<ImportJobInput> & ImportRunOptions): Promise<void> {
  requirePermission(ctx, "imports:write");
  requireWholeAgency(ctx);
  const { importId, jobRunId } = input;
  const begun = await ctx.db.sql(begin, ctx.agencyId, importId, jobRunId);
  // Another job has taken over, or the import was cancelled.
  if (begun.length === 0) return;
  const record = await readImport(ctx.db.sql, ctx, importId);
  const { textKey, format } = await findText(ctx, record, { files, onProgress });
  const content = await survey(ctx, await files.open(textKey), format, onProgress);
  const { columns, sample, rowCount, dateOrders } = content;
  const mapping = suggestMapping(columns, fieldsOf(record.kind));
  const found = JSON.stringify({ ...format, dateOrders, isChecked: false });
  await ctx.db.sql(
    finish,
    ctx.agencyId,
    importId,
    jobRunId,
    JSON.stringify(columns),
    JSON.stringify(sample),
    JSON.stringify(mapping),
    found,
    rowCount,
  );
}

const keepText = {
  name: "import_keep_text",
  text: `update imports set options = options || jsonb_build_object('textKey', $3::text) where agency_id = $1 and id = $2`,
};

type FoundText = { textKey: string; format: CsvFormat };

/** The text of a file and how it is written; that of a workbook is made first. */
async function findText(
  ctx: ServiceContext,
  record: ImportRecord,
  { files, onProgress }: ImportRunOptions,
): Promise<FoundText> {
  const { storageKey, options } = record;
  const format: CsvFormat = { encoding: "utf-8", delimiter: "," };
  if (options.textKey !== undefined) return { textKey: options.textKey, format };
  if (!isWorkbook(await readHead(await files.open(storageKey))))
    return { textKey: storageKey, format: await probe(ctx, files, record) };
  const stored = await convertWorkbook({ files, storageKey, signal: ctx.signal, onProgress });
  await ctx.db.transaction(async (tx) => {
    const about = { name: `${record.fileName}.csv`, contentType: "text/csv", purpose: "import" };
    await recordFile(tx, ctx, { ...stored, ...about, ownerUserId: record.createdBy, expiresAt: null });
    await tx.sql(keepText, ctx.agencyId, record.id, stored.key);
  });
  return { textKey: stored.key, format };
}

async function readHead(stream: Readable): Promise<Buffer> {
  for await (const piece of stream) {
    stream.destroy();
    return Buffer.isBuffer(piece) ? piece : Buffer.from(String(piece));
  }
  return Buffer.alloc(0);
}

async function probe(
  ctx: ServiceContext,
  files: FileStore,
  { storageKey }: ImportRecord,
): Promise<CsvFormat> {
  const encoding = new EncodingProbe();
  let head = Buffer.alloc(0);
  for await (const piece of await files.open(storageKey)) {
    requireGoing(ctx.signal);
    const bytes: Buffer = Buffer.isBuffer(piece) ? piece : Buffer.from(String(piece));
    if (head.length < headBytes) head = Buffer.concat([head, bytes.subarray(0, headBytes - head.length)]);
    encoding.add(bytes);
  }
  if (head.length === 0) throw new AppError("INVALID", "the file is empty");
  const other = detectOtherFile(head);
  if (other !== undefined) throw new AppError("INVALID", other);
  const found = encoding.end();
  return { encoding: found, delimiter: detectDelimiter(new TextDecoder(found).decode(head)) };
}

type Survey = {
  columns: string[];
  sample: string[][];
  rowCount: number;
  dateOrders: Record<string, DateOrder | "mixed">;
};

async function survey(
  ctx: ServiceContext,
  file: Readable,
  format: CsvFormat,
  onProgress: ImportRunOptions["onProgress"],
): Promise<Survey> {
  let columns: string[] | undefined;
  let evidence: DateEvidence[] = [];
  const sample: string[][] = [];
  let rowCount = 0;
  for await (const row of readCsv(file, format)) {
    if (columns === undefined) {
      columns = readHeader(row);
      evidence = columns.map(() => ({ dayFirst: 0, monthFirst: 0 }));
      continue;
    }
    rowCount++;
    if (sample.length < sampleRows)
      sample.push(row.cells.map((cell) => cell.replaceAll("\0", "").slice(0, sampleCell)));
    for (const [index, seen] of evidence.entries()) noteDate(seen, row.cells[index] ?? "");
    if (rowCount % progressRows !== 0) continue;
    requireGoing(ctx.signal);
    onProgress?.(rowCount, null);
  }
  if (columns === undefined || rowCount === 0)
    throw new AppError("INVALID", "the file has a header and no rows, or nothing at all");
  const orders = columns.flatMap((column, index) => {
    const order = evidence[index] && orderOf(evidence[index]);
    return order === undefined ? [] : [[column, order] as const];
  });
  return { columns, sample, rowCount, dateOrders: Object.fromEntries(orders) };
}

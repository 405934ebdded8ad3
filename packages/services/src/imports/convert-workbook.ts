import { createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { maxImportBytes } from "@stead/contracts/imports";
import { AppError } from "@stead/kernel/errors";
import type { StoredObject } from "@stead/kernel/files";
import { requireGoing, type ImportRunOptions } from "./open-import-file.ts";
import { openWorkbook, type Workbook } from "./open-workbook.ts";
import { mostRows } from "./read-csv.ts";

/** A packed file is this much larger as text at most. */
const maxTextBytes = 4 * maxImportBytes;
const rowsTogether = 1_000;

type Conversion = Pick<ImportRunOptions, "files" | "onProgress"> & {
  storageKey: string;
  signal: AbortSignal | undefined;
};

/** Whether a file is a packed workbook, by its first bytes. */
export function isWorkbook(head: Buffer): boolean {
  return head.subarray(0, 4).equals(Buffer.from([0x50, 0x4b, 0x03, 0x04]));
}

/**
 * Stores the first sheet of a workbook as CSV text with the same rows, so that all that follows reads one kind of file.
 * The workbook's parts are read where they lie in the file, so it is copied to this machine first. Throws INVALID, in
 * words for people.
 */
export async function convertWorkbook({
  files,
  storageKey,
  signal,
  onProgress,
}: Conversion): Promise<StoredObject> {
  const folder = await mkdtemp(path.join(tmpdir(), "stead-workbook-"));
  try {
    const copy = path.join(folder, "workbook.xlsx");
    await pipeline(await files.open(storageKey), createWriteStream(copy), { ...(signal && { signal }) });
    const workbook = await openWorkbook(copy);
    try {
      const text = Readable.from(
        csvOf(workbook, (done) => {
          requireGoing(signal);
          onProgress?.(done, null);
        }),
      );
      return await files.put(text, { maxBytes: maxTextBytes });
    } finally {
      workbook.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The rows as CSV, in pieces. Rows without cells are empty lines, so that each row keeps its number. */
async function* csvOf(workbook: Workbook, onRows: (done: number) => void): AsyncGenerator<Buffer> {
  let lines: string[] = [];
  let rowNo = 0;
  for await (const row of workbook.rows()) {
    if (row.rowNo > mostRows)
      throw new AppError(
        "INVALID",
        `the sheet has more than ${mostRows.toLocaleString("en")} rows; split it`,
      );
    for (rowNo++; rowNo < row.rowNo; rowNo++) lines.push("");
    lines.push(row.cells.map(csvCell).join(","));
    if (lines.length < rowsTogether) continue;
    yield Buffer.from(`${lines.join("\n")}\n`);
    lines = [];
    onRows(rowNo);
  }
  if (lines.length > 0) yield Buffer.from(`${lines.join("\n")}\n`);
}

function csvCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

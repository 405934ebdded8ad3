import { Transform, type Readable } from "node:stream";
import { AppError } from "@stead/kernel/errors";
import { CsvError, parse } from "csv-parse";
import type { Delimiter, Encoding } from "./detect-text.ts";

/** A record of a file. `rowNo` counts as spreadsheets do: the header is row 1. */
export type CsvRow = { rowNo: number; cells: readonly string[] };

export type CsvFormat = { encoding: Encoding; delimiter: Delimiter };

const mostColumns = 200;
export const longestCell = 10_000;
export const mostRows = 2_000_000;

const longestRecordBytes = 1_048_576;

/**
 * Reads records as they stream in, header first, without those that are empty. Throws INVALID when the file's quotes
 * never end, a record is longer than 1 MiB, or there are more than 2,000,000 records.
 */
export async function* readCsv(file: Readable, { encoding, delimiter }: CsvFormat): AsyncGenerator<CsvRow> {
  const parser = parse({
    bom: true,
    delimiter,
    relax_column_count: true,
    relax_quotes: true,
    max_record_size: longestRecordBytes,
  });
  const source = encoding === "utf-8" ? file : file.pipe(decoded(encoding));
  for (const part of source === file ? [file] : [file, source])
    part.on("error", (error) => parser.destroy(error));
  source.pipe(parser);
  let rowNo = 0;
  try {
    for await (const record of parser as AsyncIterable<string[]>) {
      rowNo++;
      if (rowNo > mostRows)
        throw new AppError(
          "INVALID",
          `the file has more than ${mostRows.toLocaleString("en")} rows; split it`,
        );
      if (record.some((cell) => cell.trim() !== "")) yield { rowNo, cells: record };
    }
  } catch (error) {
    throw explain(error);
  } finally {
    file.destroy();
    parser.destroy();
  }
}

function decoded(encoding: Encoding): Transform {
  const decoder = new TextDecoder(encoding);
  return new Transform({
    transform: (bytes: Buffer, _encoding, done) => done(null, decoder.decode(bytes, { stream: true })),
    flush: (done) => done(null, decoder.decode()),
  });
}

const texts: Partial<Record<string, (rowNo: number) => string>> = {
  CSV_QUOTE_NOT_CLOSED: (rowNo) => `a quoted cell after row ${rowNo} never ends; close its quotes`,
  CSV_MAX_RECORD_SIZE: (rowNo) =>
    `row ${rowNo + 1} is longer than 1 MiB; look for quotes that are not closed`,
  CSV_INVALID_CLOSING_QUOTE: (rowNo) =>
    `row ${rowNo + 1} has text behind closing quotes; double the quotes inside a cell`,
};

function explain(error: unknown): unknown {
  if (!(error instanceof CsvError)) return error;
  // The parser is ahead of the rows that were taken from it: it knows where it stopped.
  const records: unknown = Reflect.get(error, "records");
  const rowNo = typeof records === "number" ? records : 0;
  const text = texts[error.code] ?? ((row: number) => `row ${row + 1} cannot be read as CSV`);
  return new AppError("INVALID", text(rowNo), { rowNo }, { cause: error });
}

/** Names of the columns: empty ones get their number, repeated ones a counter. Throws INVALID beyond 200 columns. */
export function readHeader({ cells }: CsvRow): string[] {
  if (cells.length > mostColumns)
    throw new AppError("INVALID", `the file has ${cells.length} columns; at most ${mostColumns} are taken`);
  const seen = new Map<string, number>();
  return cells.map((cell, index) => {
    const name = cell.trim().slice(0, 200) || `Column ${index + 1}`;
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return count === 1 ? name : `${name} (${count})`;
  });
}

import { Readable } from "node:stream";
import { formatDecimalAmount } from "@stead/kernel/money";
import { readerOf, type Row, type TableColumn } from "./table-document.ts";
import { batchesOf, type StreamedTable } from "./table-rows.ts";
import { TextPieces } from "./text-pieces.ts";
import { createWallClock } from "./zone-time.ts";

export type WriteOptions = {
  /** The IANA zone that instants are shown in. */
  timeZone: string;
};

type Cell = (row: Row) => string;

/** Tells spreadsheets that the file is UTF-8: without it, Excel reads accents wrong. */
const byteOrderMark = "\uFEFF";

/**
 * A table as CSV: UTF-8 with a byte order mark, comma, CRLF (RFC 4180), the labels first. Dates are `YYYY-MM-DD`,
 * instants the wall clock of the zone, amounts decimals without grouping. A text that a spreadsheet would take for a
 * formula begins with an apostrophe. Memory does not grow with the rows; destroying the stream ends the rows.
 */
export function writeCsv(table: StreamedTable, options: WriteOptions): Readable {
  return Readable.from(csvPieces(table, options), { objectMode: false });
}

async function* csvPieces(table: StreamedTable, options: WriteOptions): AsyncGenerator<Buffer> {
  const [first, ...others] = table.columns.map((column) => cellOf(column, options));
  const line = (row: Row) => {
    let cells = first === undefined ? "" : first(row);
    for (const cell of others) cells += `,${cell(row)}`;
    return `${cells}\r\n`;
  };
  const pieces = new TextPieces();
  pieces.add(`${byteOrderMark}${table.columns.map(({ label }) => textCell(label)).join(",")}\r\n`);
  for await (const batch of batchesOf(table.rows)) {
    for (const row of batch) {
      const full = pieces.add(line(row));
      if (full !== undefined) yield full;
    }
  }
  const full = table.totals && pieces.add(line(table.totals));
  if (full) yield full;
  yield pieces.take();
}

function cellOf(column: TableColumn, { timeZone }: WriteOptions): Cell {
  const { kind, currencyKey } = column;
  const read = readerOf(column);
  const orEmpty = (write: (value: string | number, row: Row) => string): Cell => {
    return (row) => {
      const value = read(row);
      return value === null || value === undefined ? "" : write(value, row);
    };
  };
  switch (kind) {
    case "text":
      return orEmpty((value) => (typeof value === "number" ? String(value) : textCell(value)));
    case "money":
      return orEmpty((value, row) => moneyText(value, currencyKey && row[currencyKey]));
    case "instant": {
      const wallClock = createWallClock(timeZone);
      return orEmpty((value) => wallClock(String(value)).text);
    }
    case "date":
    case "number":
    case "percent":
      return orEmpty((value) => (typeof value === "number" ? String(value) : textCell(value)));
  }
}

function moneyText(value: string | number, currency: string | number | null | undefined): string {
  return typeof value === "number" && typeof currency === "string"
    ? formatDecimalAmount(value, currency)
    : textCell(String(value));
}

/**
 * What needs care: a text to be quoted, and what spreadsheets read as the beginning of a formula (OWASP: CSV
 * injection), in half and full width. One look at each text, because most need none.
 */
const special = /[",\r\n]|^[=+\-@\t＝＋－＠]/;
const quoted = /[",\r\n]/;
const formulaStart = /^[=+\-@\t\r\n＝＋－＠]/;
const plainNumber = /^[+-]?[\d ]+(\.\d+)?$/;

/** A text as a cell, never a formula: a phone number or another plain number stays as it is. */
function textCell(text: string): string {
  if (!special.test(text)) return text;
  const neutral = formulaStart.test(text) && !plainNumber.test(text) ? `'${text}` : text;
  return quoted.test(neutral) ? `"${neutral.replaceAll('"', '""')}"` : neutral;
}

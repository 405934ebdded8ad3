import { PassThrough, Readable } from "node:stream";
import { ZipFile } from "yazl";
import type { WriteOptions } from "./csv.ts";
import type { Row, TableColumn } from "./table-document.ts";
import { batchesOf, type StreamedTable } from "./table-rows.ts";
import { TextPieces } from "./text-pieces.ts";
import { cellOf, type XmlCell } from "./xlsx/cells.ts";
import { packageParts, sheetEnd, sheetName, sheetStart, styles } from "./xlsx/parts.ts";
import { textCell } from "./xlsx/text-cell.ts";

/** Rows of a sheet with its header: Excel's own limit. */
const sheetRows = 1_048_576;

/** Beyond it a file grows little smaller and takes twice the processor. */
const compressionLevel = 3;

const widths = { text: 24, date: 12, instant: 20, money: 16, number: 12, percent: 10 } as const;

export type XlsxOptions = WriteOptions & {
  /** Rows of a sheet with its header; the limit of Excel unless a smaller one is given. */
  rowsPerSheet?: number;
};

/**
 * A table as XLSX. Dates and amounts are numbers with a format, texts never formulas; rows beyond a sheet's limit go
 * on in the next sheet, and a last one tells title and facts. Memory does not grow with the rows; destroying the
 * stream ends the rows.
 */
export function writeXlsx(table: StreamedTable, options: XlsxOptions): Readable {
  const zip = new ZipFile();
  const output = new PassThrough();
  const rows = flatten(batchesOf(table.rows));
  const book = new Book({ zip, table, rows, onFailure: (error) => output.destroy(error) }, options);
  zip.on("error", (error: Error) => output.destroy(error));
  output.once("close", () => book.abandon());
  book.addSheet();
  zip.outputStream.pipe(output);
  return output;
}

/** Hands out the rows of batches one by one; asking for the next is synchronous within a batch. */
type RowSource = { next(): Row | Promise<Row | undefined> | undefined; end(): Promise<unknown> };

function flatten(batches: AsyncGenerator<readonly Row[]>): RowSource {
  let batch: readonly Row[] = [];
  let index = 0;
  const more = async (): Promise<Row | undefined> => {
    for (;;) {
      const turn = await batches.next();
      if (turn.done === true) return undefined;
      batch = turn.value;
      index = 0;
      if (batch.length > 0) return batch[index++];
    }
  };
  return {
    next: () => (index < batch.length ? batch[index++] : more()),
    end: () => batches.return(undefined),
  };
}

type BookParts = {
  zip: ZipFile;
  table: StreamedTable;
  rows: RowSource;
  onFailure: (error: Error) => void;
};

class Book {
  readonly #zip: ZipFile;
  readonly #table: StreamedTable;
  readonly #rows: RowSource;
  readonly #columns: readonly { letters: string; write: XmlCell }[];
  readonly #rowsPerSheet: number;
  readonly #names: string[] = [];
  readonly #onFailure: BookParts["onFailure"];
  #current: Readable | undefined;

  constructor({ zip, table, rows, onFailure }: BookParts, options: XlsxOptions) {
    this.#zip = zip;
    this.#onFailure = onFailure;
    this.#table = table;
    this.#rows = rows;
    this.#columns = table.columns.map((column, index) => ({
      letters: lettersOf(index),
      write: cellOf(column, options.timeZone),
    }));
    this.#rowsPerSheet = Math.max(2, Math.min(sheetRows, options.rowsPerSheet ?? sheetRows));
  }

  /** Nobody reads on: the rows end, and what they hold is let go. */
  abandon(): void {
    this.#current?.destroy();
    // They may have failed themselves, which was told already.
    this.#rows.end().catch(() => {});
  }

  addSheet(first?: Row): void {
    const name = sheetName(this.#table.title, this.#names.length + 1);
    this.#add(name, Readable.from(this.#sheet(first), { objectMode: false }));
  }

  #add(name: string, content: Readable): void {
    this.#names.push(name);
    this.#current = content;
    // The zip library does not listen for it.
    content.on("error", this.#onFailure);
    this.#zip.addReadStream(content, `xl/worksheets/sheet${this.#names.length}.xml`, { compressionLevel });
  }

  async *#sheet(first: Row | undefined): AsyncGenerator<Buffer> {
    const { columns } = this.#table;
    const pieces = new TextPieces();
    pieces.add(sheetStart(columns.map(({ kind, width }) => ({ width: width ?? widths[kind] }))));
    pieces.add(headerRow(columns));
    let rowNumber = 1;
    let row = first ?? (await this.#rows.next());
    while (row !== undefined && rowNumber < this.#rowsPerSheet) {
      const full = pieces.add(this.#row(row, ++rowNumber));
      if (full !== undefined) yield full;
      const next = this.#rows.next();
      row = next instanceof Promise ? await next : next;
    }
    const { totals } = this.#table;
    const isLast = row === undefined && totals !== undefined && rowNumber < this.#rowsPerSheet;
    const end = (isLast ? this.#row(totals, rowNumber + 1) : "") + sheetEnd;
    const full = pieces.add(end);
    if (full !== undefined) yield full;
    yield pieces.take();
    if (row === undefined) this.#finish();
    else this.addSheet(row);
  }

  #row(row: Row, rowNumber: number): string {
    // Unlike other ways of writing a number this one is not remembered: a million would be.
    const number = rowNumber.toFixed(0);
    let text = `<row r="${number}">`;
    for (const { letters, write } of this.#columns) text += write(row, letters + number);
    return `${text}</row>`;
  }

  #finish(): void {
    const { title, subtitle, facts = [] } = this.#table;
    if (subtitle !== undefined || facts.length > 0)
      this.#add("About", Readable.from([Buffer.from(aboutSheet(title, subtitle, facts))]));
    for (const { name, xml } of packageParts(this.#names)) this.#zip.addBuffer(Buffer.from(xml), name);
    this.#zip.end();
  }
}

function headerRow(columns: readonly TableColumn[]): string {
  const style = ` s="${styles.header}"`;
  return `<row r="1">${columns.map(({ label }, index) => textCell(label, `${lettersOf(index)}1`, style)).join("")}</row>`;
}

function aboutSheet(
  title: string,
  subtitle: string | undefined,
  facts: readonly { label: string; value: string }[],
): string {
  const lines = [
    [title],
    ...(subtitle === undefined ? [] : [[subtitle]]),
    ...facts.map((fact) => [fact.label, fact.value]),
  ];
  const rows = lines.map((cells, index) => {
    const style = index === 0 ? ` s="${styles.title}"` : "";
    return `<row r="${index + 1}">${cells.map((cell, column) => textCell(cell, `${lettersOf(column)}${index + 1}`, style)).join("")}</row>`;
  });
  return sheetStart([{ width: 30 }, { width: 60 }]) + rows.join("") + sheetEnd;
}

/** A column's name in a sheet: A to Z, then AA. */
function lettersOf(index: number): string {
  const letter = String.fromCodePoint(65 + (index % 26));
  return index < 26 ? letter : lettersOf(Math.floor(index / 26) - 1) + letter;
}

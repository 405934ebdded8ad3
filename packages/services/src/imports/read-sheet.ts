import type { Readable } from "node:stream";
import { AppError } from "@stead/kernel/errors";
import { readXml, type XmlEvent } from "./read-xml.ts";
import { toCellText, type CellFormat } from "./read-sheet-values.ts";

/** A row of a sheet that has cells. `rowNo` is the sheet's own number. */
export type SheetRow = { rowNo: number; cells: string[] };

/** What the cells of a sheet refer to. */
export type SheetTexts = {
  shared: readonly string[];
  /** How numbers of each style are shown. */
  formats: readonly CellFormat[];
  isDate1904: boolean;
};

/** No list has more; a cell further right is a slip of the hand. */
const mostColumns = 1_000;

type OpenCell = { column: number; type: string; style: number; value: string };

/** The zero-based column of a reference such as `AB12`. */
function columnOf(reference: string): number {
  let column = 0;
  for (const char of reference) {
    const letter = char.charCodeAt(0) - 64;
    if (letter < 1 || letter > 26) break;
    column = column * 26 + letter;
  }
  return column - 1;
}

/** Puts the events of a sheet together into rows. */
class SheetReader {
  readonly rows: SheetRow[] = [];
  readonly #texts: SheetTexts;
  #row: SheetRow | undefined;
  #lastRowNo = 0;
  #cell: OpenCell | undefined;
  #isValue = false;
  #phonetic = 0;

  constructor(texts: SheetTexts) {
    this.#texts = texts;
  }

  take(event: XmlEvent): void {
    if (event.kind === "text") {
      if (this.#isValue && this.#phonetic === 0 && this.#cell) this.#cell.value += event.text;
    } else if (event.kind === "open") this.#open(event.name, event.attributes);
    else this.#close(event.name);
  }

  #open(name: string, attributes: Readonly<Record<string, string>>): void {
    if (name === "row") {
      const rowNo = Number(attributes["r"] ?? this.#lastRowNo + 1);
      if (!Number.isSafeInteger(rowNo) || rowNo <= this.#lastRowNo)
        throw new AppError("INVALID", "the spreadsheet is damaged; save it again");
      this.#row = { rowNo, cells: [] };
      this.#lastRowNo = rowNo;
    } else if (name === "c") {
      const reference = attributes["r"];
      const column = reference === undefined ? (this.#row?.cells.length ?? 0) : columnOf(reference);
      this.#cell = {
        column,
        type: attributes["t"] ?? "n",
        style: Number(attributes["s"] ?? 0),
        value: "",
      };
    } else if (name === "rPh") this.#phonetic++;
    else if (name === "v" || name === "t") this.#isValue = true;
  }

  #close(name: string): void {
    if (name === "v" || name === "t") this.#isValue = false;
    else if (name === "rPh") this.#phonetic--;
    else if (name === "c") this.#endCell();
    else if (name === "row" && this.#row) {
      if (this.#row.cells.length > 0) this.rows.push(this.#row);
      this.#row = undefined;
    }
  }

  #endCell(): void {
    const [cell, row] = [this.#cell, this.#row];
    this.#cell = undefined;
    if (!cell || !row || cell.value === "") return;
    if (cell.column < 0 || cell.column >= mostColumns)
      throw new AppError(
        "INVALID",
        `row ${row.rowNo} has a cell beyond column ${mostColumns.toLocaleString("en")}; delete what stands there`,
      );
    while (row.cells.length < cell.column) row.cells.push("");
    row.cells[cell.column] = toCellText(cell, this.#texts);
  }
}

/** The rows of a sheet as it streams in. Throws INVALID for a sheet that cannot be read. */
export async function* readSheet(stream: Readable, texts: SheetTexts): AsyncGenerator<SheetRow> {
  const reader = new SheetReader(texts);
  for await (const events of readXml(stream)) {
    for (const event of events) reader.take(event);
    yield* reader.rows.splice(0);
  }
}

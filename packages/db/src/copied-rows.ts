import type pg from "pg";
import { textParser } from "./parsers.ts";

const nothing = String.raw`\N`;

const escapes: Readonly<Record<string, string>> = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t", v: "\v" };

/** A cell of COPY's text format as it was. */
function plain(cell: string): string {
  return cell.replaceAll(/\\(.)/g, (_, escaped: string) => escapes[escaped] ?? escaped);
}

/** Reads lines of COPY's text format as rows, each value as the lanes read its type. */
export function rowReader<Row extends object>(fields: readonly pg.FieldDef[]): (line: string) => Row {
  const columns = fields.map(({ name, dataTypeID }) => ({
    name,
    parse: textParser(dataTypeID),
  }));
  // A copy of one row that has every column keeps its layout: rows are alike, and quick to make and to read.
  const blank: Record<string, unknown> = Object.fromEntries(columns.map(({ name }) => [name, null]));
  return (line) => {
    const hasEscapes = line.includes("\\");
    const cells = line.split("\t");
    const row = { ...blank };
    for (let index = 0; index < columns.length; index++) {
      const column = columns[index];
      const cell = cells[index];
      if (column === undefined || cell === undefined || (hasEscapes && cell === nothing)) continue;
      row[column.name] = column.parse(hasEscapes && cell.includes("\\") ? plain(cell) : cell);
    }
    // The statement names the columns, as with every statement of this lane.
    return row as Row;
  };
}

import { AppError } from "@stead/kernel/errors";
import { CsvError, parse } from "csv-parse/sync";
import { refuse } from "./refusal.ts";

/** A row of a table in text, with the line of the file it begins on. */
export type TableRow = { line: number; cells: readonly string[] };

export const statementDelimiters = [",", ";", "\t", "|"] as const;
export type StatementDelimiter = (typeof statementDelimiters)[number];

const longestRowCharacters = 65_536;
const longestCellCharacters = 4_096;
const mostRows = 250_000;
const mostColumns = 200;

/** The rows of a CSV text that are not empty; `limit` ends early. Throws INVALID with the line for quotes without end. */
export function readRecords(text: string, delimiter: StatementDelimiter, limit?: number): TableRow[] {
  const rows: TableRow[] = [];
  let nextLine = 1;
  try {
    parse(text, {
      bom: true,
      delimiter,
      relax_column_count: true,
      relax_quotes: true,
      max_record_size: longestRowCharacters,
      ...(limit === undefined ? {} : { to: limit }),
      on_record: (record: string[], info) => {
        const line = nextLine;
        nextLine = info.lines + 1;
        if (record.some((cell) => cell.trim() !== "")) rows.push({ line, cells: record });
        if (record.length > mostColumns) throw refuse({ line }, `a row has more than ${mostColumns} columns`);
        if (record.some((cell) => cell.length > longestCellCharacters))
          throw refuse({ line }, `a cell has more than ${longestCellCharacters} characters`);
        if (rows.length > mostRows)
          throw refuse({ line }, "the file has too many rows; export a shorter period");
        return null;
      },
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const reason =
      error.code === "CSV_QUOTE_NOT_CLOSED"
        ? "quotes that begin here or later never end"
        : "the row cannot be read: look for quotes that never end";
    throw new AppError(
      "INVALID",
      `line ${nextLine}: ${reason}`,
      { line: nextLine, reason },
      { cause: error },
    );
  }
  return rows;
}

/** A name of a column as it is compared: lower case, letters and digits only. */
export function plainName(name: string): string {
  return name
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, "");
}

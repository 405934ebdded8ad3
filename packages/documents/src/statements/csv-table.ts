import { areEnough, guessColumns, type CsvColumns, type CsvMapping } from "./csv-mapping.ts";
import { readRecords, statementDelimiters, type StatementDelimiter, type TableRow } from "./read-records.ts";

/** A table of movements in a CSV text: where its header is and what its columns hold. */
export type CsvTable = {
  delimiter: StatementDelimiter;
  header: TableRow;
  columns: CsvColumns;
  preamble: readonly TableRow[];
  rows: readonly TableRow[];
};

const headerWithin = 64;

/** Finds the row that heads the movements; undefined when no row names a date and an amount. */
export function findCsvTable(text: string, { columns, delimiter }: CsvMapping = {}): CsvTable | undefined {
  const candidates = delimiter === undefined ? statementDelimiters : [delimiter];
  const found = candidates.flatMap((candidate) => {
    const head = readRecords(text, candidate, headerWithin);
    const index = head.findIndex(({ cells }) => areEnough(guessColumns(cells, columns)));
    const header = head[index];
    return header === undefined
      ? []
      : [{ delimiter: candidate, index, header, columns: guessColumns(header.cells, columns) }];
  });
  const size = (table: { columns: CsvColumns }) => Object.keys(table.columns).length;
  const [best] = found.toSorted((a, b) => size(b) - size(a));
  if (best === undefined) return undefined;
  const rows = readRecords(text, best.delimiter);
  return { ...best, preamble: rows.slice(0, best.index), rows: rows.slice(best.index + 1) };
}

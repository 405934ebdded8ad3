type Cell = string | number | null;

/** One row of a table: a cell for each column's key. Money is in integer minor units. */
export type Row = Record<string, Cell>;

/**
 * What a column holds. `date` is `YYYY-MM-DD`, `instant` an ISO instant in UTC, `money` integer minor units of the
 * currency that stands in the row under `currencyKey`, `percent` a number where 12.5 means 12.5 %.
 */
export type ColumnKind = "text" | "date" | "instant" | "money" | "number" | "percent";

export type TableColumn = {
  key: string;
  label: string;
  kind: ColumnKind;
  /** The cell that names the currency; a column of kind `money` has it. */
  currencyKey?: string;
  /** In characters. */
  width?: number;
  /** Makes the cell of a row that does not hold it under the key. */
  make?: (row: Row) => Cell;
};

/** How the cells of a column are read. */
export function readerOf({ key, make }: TableColumn): (row: Row) => Cell | undefined {
  return make ?? ((row) => row[key]);
}

/** A table that becomes a file. Its rows are read once and never held. */
export type TableDocument = {
  title: string;
  subtitle?: string;
  /** What the table is about: filters, the day it is as of. */
  facts?: { label: string; value: string }[];
  columns: TableColumn[];
  rows: AsyncIterable<Row> | Iterable<Row>;
  /** A last row. */
  totals?: Row;
};

import type { CsvRow } from "./read-csv.ts";
import { longestCell } from "./read-csv.ts";
import type { Draft, Field, Fields } from "./describe-fields.ts";
import type { CellContext } from "./read-cell.ts";
import type { DateOrder } from "./parse-date.ts";

/** Something to tell about a cell: the field, what stood there, and what is wrong or was done. */
export type RowNote = { field: string; value: string; message: string };

/** Where a field's text comes from: a column, or the same text for every row. */
export type Source = { column: number; dateOrder: DateOrder | "mixed" | undefined } | { constant: string };

/** The sources of the mapped fields, by name. */
export type Sources = ReadonlyMap<string, Source>;

export type RowReading<D> = {
  rowNo: number;
  cells: readonly string[];
  draft: D | undefined;
  problems: RowNote[];
  warnings: RowNote[];
};

const longestShown = 200;

/** A mapping whose value begins with this gives its text to every row. */
const constantMark = "=";

/** Finds the columns of a mapping. A field whose column the file has not is left out. */
export function readSources(
  mapping: Readonly<Record<string, string>>,
  columns: readonly string[],
  dateOrders: Readonly<Record<string, DateOrder | "mixed">>,
): Sources {
  const sources = new Map<string, Source>();
  for (const [name, column] of Object.entries(mapping)) {
    const index = columns.indexOf(column);
    if (index >= 0) sources.set(name, { column: index, dateOrder: dateOrders[column] });
    else if (column.startsWith(constantMark))
      sources.set(name, { constant: column.slice(constantMark.length) });
  }
  return sources;
}

function textOf(source: Source | undefined, cells: readonly string[]): string {
  if (source === undefined) return "";
  return "constant" in source ? source.constant : (cells[source.column] ?? "");
}

type Reader = {
  fields: Fields;
  sources: Sources;
  columnCount: number;
  context: Omit<CellContext, "dateOrder">;
};

/** Reads the cells of a row into a draft of its kind. A row with a problem has no draft. */
export function readRow<F extends Fields>(
  fields: F,
  { rowNo, cells }: CsvRow,
  reader: Omit<Reader, "fields">,
): RowReading<Draft<F>> {
  const values: Record<string, unknown> = {};
  const problems: RowNote[] = [];
  const warnings: RowNote[] = [];
  const extra = cells.slice(reader.columnCount).find((cell) => cell.trim() !== "");
  if (extra !== undefined)
    problems.push({
      field: "",
      value: shown(extra),
      message: `the row has ${cells.length} cells and the header ${reader.columnCount}; look for a stray separator`,
    });
  let context = reader.context;
  for (const [name, field] of inReadingOrder(fields)) {
    const source = reader.sources.get(name);
    const cell = textOf(source, cells);
    const dateOrder = source !== undefined && "column" in source ? source.dateOrder : undefined;
    values[name] = readField({ name, field, cell, context: { ...context, dateOrder } }, problems, warnings);
    if (name === "currency" && typeof values[name] === "string")
      context = { ...context, currency: values[name] };
  }
  // Each value came from the reader of its own field, and none of the required ones is missing.
  const draft = problems.length === 0 ? (values as Draft<F>) : undefined;
  return { rowNo, cells, draft, problems, warnings };
}

const readingOrders = new WeakMap<Fields, [string, Field][]>();

/** The currency first: amounts are read in it. */
function inReadingOrder(fields: Fields): [string, Field][] {
  const known = readingOrders.get(fields);
  if (known !== undefined) return known;
  const order = Object.entries(fields).toSorted(
    ([left], [right]) => Number(right === "currency") - Number(left === "currency"),
  );
  readingOrders.set(fields, order);
  return order;
}

type FieldReading = { name: string; field: Field; cell: string; context: CellContext };

function readField(
  { name, field, cell, context }: FieldReading,
  problems: RowNote[],
  warnings: RowNote[],
): unknown {
  if (cell.trim() === "") {
    if (field.isRequired)
      problems.push({ field: name, value: "", message: `${field.label} is empty; fill it in` });
    return null;
  }
  if (cell.length > longestCell || cell.includes("\0")) {
    problems.push({
      field: name,
      value: shown(cell),
      message: `this cell is not plain text of at most ${longestCell.toLocaleString("en")} characters`,
    });
    return null;
  }
  const reading = field.read(cell, context);
  if ("problem" in reading) {
    problems.push({ field: name, value: shown(cell), message: reading.problem });
    return null;
  }
  if (reading.warning !== undefined)
    warnings.push({ field: name, value: shown(cell), message: reading.warning });
  if (reading.value === null && field.isRequired)
    problems.push({ field: name, value: shown(cell), message: `${field.label} cannot be read` });
  return reading.value;
}

function shown(cell: string): string {
  return cell.replaceAll("\0", "").trim().slice(0, longestShown);
}

import type { ExportFilters, ExportList } from "@stead/contracts/exports";
import type { Permission } from "@stead/contracts/permissions";
import type { Row, TableColumn } from "@stead/documents/table-document";
import type { Whole, WholeList } from "../context/index.ts";

/** A column of an export: what a spreadsheet needs to know, and where the value is. */
export type ExportColumn<Item> = Omit<TableColumn, "key"> & {
  value: (item: Item) => string | number | null;
  /** The currency of an amount. */
  currency?: (item: Item) => string;
};

/** A list as a table, whatever its rows are. */
export type ExportTable<List extends ExportList> = {
  title: string;
  permission: Permission;
  columns: readonly TableColumn[];
  open: (whole: Whole<ExportFilters<List>>) => Promise<WholeList<Row>>;
};

type Definition<List extends ExportList, Item> = {
  title: string;
  permission: Permission;
  columns: readonly ExportColumn<Item>[];
  read: (whole: Whole<ExportFilters<List>>) => Promise<WholeList<Item>>;
};

/** Verbs of pages want a page's length; a whole list has none. */
export const anyLimit = { limit: 1 };

const keyOf = (index: number) => `c${index}`;
const currencyKeyOf = (index: number) => `u${index}`;

/** Hides the type of the rows behind columns that read them. */
export function defineTable<List extends ExportList, Item>({
  title,
  permission,
  columns,
  read,
}: Definition<List, Item>): ExportTable<List> {
  const toRow = (item: Item): Row => {
    const row: Row = {};
    for (const [index, column] of columns.entries()) {
      row[keyOf(index)] = column.value(item);
      if (column.currency) row[currencyKeyOf(index)] = column.currency(item);
    }
    return row;
  };
  return {
    title,
    permission,
    columns: columns.map(({ label, kind, width, currency }, index) => ({
      key: keyOf(index),
      label,
      kind,
      ...(width === undefined ? {} : { width }),
      ...(currency === undefined ? {} : { currencyKey: currencyKeyOf(index) }),
    })),
    open: async (whole) => {
      const { count, batches } = await read(whole);
      return { count, batches: toRows(batches, toRow) };
    },
  };
}

async function* toRows<Item>(
  batches: AsyncIterable<Item[]>,
  toRow: (item: Item) => Row,
): AsyncGenerator<Row[]> {
  for await (const batch of batches) yield batch.map(toRow);
}

type Value<Item> = ExportColumn<Item>["value"];
type Minor<Item> = (item: Item) => number | null;

export const text = <Item>(label: string, value: Value<Item>, width = 24): ExportColumn<Item> => ({
  label,
  kind: "text",
  width,
  value,
});
export const date = <Item>(label: string, value: Value<Item>): ExportColumn<Item> => ({
  label,
  kind: "date",
  value,
});
export const instant = <Item>(label: string, value: Value<Item>): ExportColumn<Item> => ({
  label,
  kind: "instant",
  value,
});
export const number = <Item>(label: string, value: Value<Item>): ExportColumn<Item> => ({
  label,
  kind: "number",
  value,
});

/** Amounts of items that have one currency. */
export const amount = <Item extends { currency: string }>(
  label: string,
  value: Minor<Item>,
): ExportColumn<Item> => ({ label, kind: "money", value, currency: (item) => item.currency });

/** A word of ours for people: `part_paid` is "Part paid". */
export function words(code: string): string {
  const spaced = code.replaceAll("_", " ");
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

import type { ExportFilters, ExportList } from "@stead/contracts/exports";
import type { Permission } from "@stead/contracts/permissions";
import type { Row, TableColumn } from "@stead/documents/table-document";
import type { Whole, WholeList } from "../context/index.ts";

type Cell = string | number | null;
type Read<Item, Value> = (item: Item) => Value;
type KeyOf<Item, Value> = { [Key in keyof Item]: Item[Key] extends Value ? Key : never }[keyof Item] & string;

/** A column of an export: a field of the rows as it is, or what is made of them. */
export type ExportColumn<Item> = Omit<TableColumn, "key" | "currencyKey"> & {
  from: string | Read<Item, Cell>;
  /** The field that names the currency of an amount. */
  currency?: string;
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

/** Hides the type of the rows behind columns that read them. */
export function defineTable<List extends ExportList, Item extends object>({
  title,
  permission,
  columns,
  read,
}: Definition<List, Item>): ExportTable<List> {
  const made: { key: string; read: Read<Item, Cell> }[] = [];
  const shown = columns.map(({ from, currency, ...column }, index): TableColumn => {
    if (typeof from === "function") made.push({ key: `made${index}`, read: from });
    return {
      ...column,
      key: typeof from === "string" ? from : `made${index}`,
      ...(typeof currency === "string" ? { currencyKey: currency } : {}),
    };
  });
  return {
    title,
    permission,
    columns: shown,
    open: async (whole) => {
      const { count, batches } = await read(whole);
      return { count, batches: toRows(batches, made) };
    },
  };
}

/** The items become rows where they are: they were read for nobody else, and a million copies would cost. */
async function* toRows<Item extends object>(
  batches: AsyncIterable<Item[]>,
  made: readonly { key: string; read: Read<Item, Cell> }[],
): AsyncGenerator<Row[]> {
  for await (const batch of batches) {
    const rows = batch as (Item & Row)[];
    for (const row of rows) {
      const cells: Row = row;
      for (const { key, read } of made) cells[key] = read(row);
    }
    yield rows;
  }
}

type From<Item, Value> = KeyOf<Item, Value> | Read<Item, Value>;

export const text = <Item>(label: string, from: From<Item, Cell>, width = 24): ExportColumn<Item> => ({
  label,
  kind: "text",
  width,
  from,
});
export const date = <Item>(label: string, from: From<Item, string | null>): ExportColumn<Item> => ({
  label,
  kind: "date",
  from,
});
export const instant = <Item>(label: string, from: From<Item, string>): ExportColumn<Item> => ({
  label,
  kind: "instant",
  from,
});
export const number = <Item>(label: string, from: From<Item, number | null>): ExportColumn<Item> => ({
  label,
  kind: "number",
  from,
});

/** Amounts of items that have one currency. */
export const amount = <Item extends { currency: string }>(
  label: string,
  from: From<Item, number | null>,
): ExportColumn<Item> => ({ label, kind: "money", from, currency: "currency" });

const known = new Map<string, string>();

/** A word of ours for people: `part_paid` is "Part paid". Ours are few, so they are remembered. */
export function words(code: string): string {
  return known.getOrInsertComputed(code, () => {
    const spaced = code.replaceAll("_", " ");
    return spaced.charAt(0).toUpperCase() + spaced.slice(1);
  });
}

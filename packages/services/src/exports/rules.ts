import type { ExportFilters, ExportList } from "@stead/contracts/exports";
import type { Permission } from "@stead/contracts/permissions";
import type { Row, TableColumn } from "@stead/documents/table-document";
import type { RailWhole, WholeList } from "../context/index.ts";

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
  open: (whole: RailWhole<ExportFilters<List>>) => Promise<WholeList<Row>>;
};

type Definition<List extends ExportList, Item> = {
  title: string;
  permission: Permission;
  columns: readonly ExportColumn<Item>[];
  read: (whole: RailWhole<ExportFilters<List>>) => Promise<WholeList<Item>>;
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
  return {
    title,
    permission,
    columns: columns.map(({ from, currency, ...column }, index): TableColumn => ({
      ...column,
      ...(typeof from === "string" ? { key: from } : { key: `made${index}`, make: from as Read<Row, Cell> }),
      ...(typeof currency === "string" ? { currencyKey: currency } : {}),
    })),
    // Columns of the same definition read the items, as keys or by functions of their own: a million copies would cost.
    open: async (whole) => (await read(whole)) as WholeList<object> as WholeList<Row>,
  };
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
export const instant = <Item>(label: string, from: From<Item, string | null>): ExportColumn<Item> => ({
  label,
  kind: "instant",
  from,
});
export const number = <Item>(label: string, from: From<Item, number | null>): ExportColumn<Item> => ({
  label,
  kind: "number",
  from,
});

/** Amounts of items that have one currency; one that has none has no amount either. */
export const amount = <Item extends { currency: string | null }>(
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

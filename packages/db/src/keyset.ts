import { AppError } from "@stead/kernel/errors";

export type SortType = "text" | "bigint" | "integer" | "date" | "timestamptz" | "uuid" | "boolean";

/** One column of an order. `expression` is SQL of our own, never of a caller, and never null; the last one is unique. */
export type SortColumn = { expression: string; type: SortType };

export type KeysetOrder = {
  /** Names the order inside its list. A cursor of another order is refused. */
  name: string;
  columns: readonly SortColumn[];
  direction: "asc" | "desc";
};

/** SQL for one page. `name` is part of the statement's name, because the text depends on it. */
export type Keyset = {
  name: string;
  predicate: string;
  orderBy: string;
  values: (string | number | boolean)[];
};

type CursorValue = string | number | boolean;

const patterns: Record<SortType, RegExp> = {
  // PostgreSQL text holds no NUL.
  text: /^[^\0]*$/,
  bigint: /^-?\d{1,16}$/,
  integer: /^-?\d{1,10}$/,
  date: /^\d{4}-\d{2}-\d{2}$/,
  timestamptz: /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,6})?Z$/,
  uuid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  boolean: /^(true|false)$/,
};

const longestCursor = 2_048;

/** The place after a row in an order, as text that means nothing to others: the values of the order's columns. */
export function encodeCursor(order: KeysetOrder, values: readonly CursorValue[]): string {
  return Buffer.from(JSON.stringify([order.name, order.direction, ...values])).toString("base64url");
}

/** The values of a cursor. Throws INVALID when it is not one of this order. */
export function decodeCursor(order: KeysetOrder, cursor: string): CursorValue[] {
  const parsed =
    cursor.length <= longestCursor ? parseJson(Buffer.from(cursor, "base64url").toString("utf8")) : undefined;
  if (!Array.isArray(parsed)) throw invalidCursor();
  const parts: readonly unknown[] = parsed;
  const [name, direction, ...values] = parts;
  if (name !== order.name || direction !== order.direction || values.length !== order.columns.length)
    throw invalidCursor();
  return order.columns.map(({ type }, index) => {
    const value = values[index];
    const isPlain = typeof value === "string" || typeof value === "number" || typeof value === "boolean";
    if (!isPlain || !patterns[type].test(String(value)) || !isCalendarTime(type, String(value)))
      throw invalidCursor();
    return value;
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isCalendarTime(type: SortType, text: string): boolean {
  if (type !== "date" && type !== "timestamptz") return true;
  const instant = new Date(type === "date" ? `${text}T00:00:00Z` : text);
  // A day such as 31 February rolls over; the server would refuse it.
  return !Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(text.slice(0, 10));
}

function invalidCursor(): AppError {
  return new AppError("INVALID", "the cursor is not one of this list", {
    fields: [{ path: "cursor", rule: "cursor", message: "start again without a cursor" }],
  });
}

/**
 * The predicate and order of the page after `cursor` (of the first page without one). The predicate is one row
 * comparison, so an index on the columns finds the page's start. `firstParameter` is the number of its first `$`.
 */
export function keysetOf(order: KeysetOrder, cursor: string | undefined, firstParameter: number): Keyset {
  const { columns, direction } = order;
  const orderBy = columns.map(({ expression }) => `${expression} ${direction}`).join(", ");
  const name = `${order.name}_${direction}`;
  if (cursor === undefined) return { name, predicate: "true", orderBy, values: [] };
  const left = columns.map(({ expression }) => expression).join(", ");
  const right = columns.map(({ type }, index) => `$${firstParameter + index}::${type}`).join(", ");
  const comparison = direction === "asc" ? ">" : "<";
  return {
    name: `${name}_after`,
    predicate: `(${left}) ${comparison} (${right})`,
    orderBy,
    values: decodeCursor(order, cursor),
  };
}

/** Cuts a page from rows that were asked for with `limit + 1`, and says where the next one starts. */
export function pageOf<Row>(
  order: KeysetOrder,
  rows: readonly Row[],
  limit: number,
  valuesOf: (row: Row) => readonly CursorValue[],
): { items: Row[]; nextCursor: string | null } {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  const hasMore = rows.length > limit && last !== undefined;
  return { items, nextCursor: hasMore ? encodeCursor(order, valuesOf(last)) : null };
}

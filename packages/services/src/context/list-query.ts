import { createHash } from "node:crypto";
import { totalCap, totalOf, type Page } from "@stead/contracts/lists";
import type { Sql, Statement } from "@stead/db/client";
import { keysetOf, pageOf, type KeysetOrder } from "@stead/db/keyset";
import { assert } from "@stead/kernel/errors";
import type { ServiceContext } from "./context.ts";

/** A part of a statement. `sql` is a fixed text of ours; each `?` in it stands for one of `values`. */
export type Condition = { sql: string; values: readonly unknown[] };

/** A part of a statement, of our own text. */
export function condition(sql: string, ...values: readonly unknown[]): Condition {
  return { sql, values };
}

/** The condition, unless its value was not asked for. */
export function when<T>(value: T | undefined, make: (value: T) => Condition): Condition | undefined {
  return value === undefined ? undefined : make(value);
}

/** Limits rows to the actor's properties; `column` holds the property's id. Nothing for an actor without limits. */
export function inScope(ctx: ServiceContext, column: string): Condition | undefined {
  return ctx.propertyIds === null ? undefined : condition(`${column} = any(?::uuid[])`, ctx.propertyIds);
}

/**
 * What people type in a search field, as patterns for the search functions: every word must occur. The longest comes
 * first, because its trigrams are what the index is asked for.
 */
export function searchWords(q: string): string[] {
  const words = q
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  const longest = words.toSorted((left, right) => right.length - left.length).slice(0, 8);
  return longest.map((word) => `%${word.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`);
}

/** More than any list shows; it bounds the memory of a search for a single letter. */
const mostFound = 100_000;

/** Rows whose id one of the search functions finds. */
export function found(
  by: "search_properties" | "search_contacts" | "search_leases" | "search_payments",
  column: string,
  q: string,
): Condition {
  return condition(`${column} in (select ${by}(?::text[], ${mostFound}))`, searchWords(q));
}

/** Rows of the leases that a search finds, by lease or by tenant; `column` holds the lease's id. */
export function foundLease(column: string, q: string): Condition {
  const words = searchWords(q);
  const text = `${column} = any(array(
    select l.id from leases l where l.agency_id = $1 and l.contact_id = any(array(select search_contacts(?::text[], ${mostOfLease})))
    union select search_leases(?::text[], ${mostOfLease})))`;
  return condition(text, words, words);
}

/** Rows of the leases or the payments that a search finds; the columns hold their ids. */
export function foundLeaseOrPayment(leaseColumn: string, paymentColumn: string, q: string): Condition {
  const lease = foundLease(leaseColumn, q);
  const payment = found("search_payments", paymentColumn, q);
  return condition(`${lease.sql} or ${payment.sql}`, ...lease.values, ...payment.values);
}

/** A search that finds more says nothing; it bounds what one for a single letter may cost. */
const mostOfLease = 20_000;

export type ListSpec<Row extends object> = {
  /** Names the statements, for measurements. */
  name: string;
  /** The columns of a row. `$1` is the agency. */
  select: string;
  from: string;
  /** The agency's condition first: it is never left to row-level security alone. */
  where: readonly (Condition | undefined)[];
  order: KeysetOrder;
  /** The values of the order's columns. */
  cursorOf: (row: Row) => readonly (string | number | boolean)[];
  /** What only the rows of the page need: more columns, and joins that see the page as `page`. */
  decorate?: { select: Condition; joins?: Condition };
};

/** Reads are made a little longer than asked, so that few different texts are prepared. */
const steps = [26, 51, 101, 201];

/**
 * One page of a list and its capped total, in two statements whatever the number of rows. Text and parameters are
 * kept apart: equal filters make equal texts, which the server keeps prepared by a name made from the text.
 */
export async function readPage<Row extends object>(
  ctx: Pick<ServiceContext, "agencyId" | "db">,
  spec: ListSpec<Row>,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
): Promise<Page<Row>> {
  const values: unknown[] = [ctx.agencyId];
  const where = allOf(spec.where, values);
  const countText = `select count(*)::int as count from (select from ${spec.from} where ${where} limit ${totalCap + 1}) as counted`;
  const countValues = [...values];
  const keyset = keysetOf(spec.order, cursor, values.length + 1);
  values.push(...keyset.values);
  const step = steps.find((rows) => rows > limit) ?? limit + 1;
  const rowsText = `select ${spec.select} from ${spec.from} where ${where} and ${keyset.predicate} order by ${keyset.orderBy} limit ${step}`;
  const text = decorated(rowsText, spec.decorate, values);
  const [rows, [counted]] = await Promise.all([
    ctx.db.sql<Row>(named(spec.name, text), ...values),
    ctx.db.sql<{ count: number }>(named(`${spec.name}_count`, countText), ...countValues),
  ]);
  const { items, nextCursor } = pageOf(spec.order, rows, limit, spec.cursorOf);
  for (const item of items) Reflect.deleteProperty(item, "place");
  return { items, nextCursor, total: totalOf(counted?.count ?? 0) };
}

/**
 * Sums over all rows that a list would show: one statement with the list's own conditions, which `text` puts in their
 * place. `$1` is the agency.
 */
export async function readSums<Row extends object>(
  ctx: Pick<ServiceContext, "agencyId" | "db">,
  spec: { name: string; where: readonly (Condition | undefined)[]; text: (where: string) => string },
): Promise<Row[]> {
  const values: unknown[] = [ctx.agencyId];
  const text = spec.text(allOf(spec.where, values));
  return ctx.db.sql<Row>(named(spec.name, text), ...values);
}

/** Every condition at once, with its values put behind those that are there. */
export function allOf(where: readonly (Condition | undefined)[], values: unknown[]): string {
  const filters = where.filter((part) => part !== undefined).map((part) => `(${placed(part, values)})`);
  return filters.length === 0 ? "true" : filters.join("\n and ");
}

function placed({ sql, values }: Condition, all: unknown[]): string {
  let next = 0;
  const text = sql.replaceAll("?", () => {
    all.push(values[next++]);
    return `$${all.length}`;
  });
  assert(next === values.length, "lists: a condition has another number of values than places");
  return text;
}

function decorated(rows: string, decorate: ListSpec<object>["decorate"], values: unknown[]): string {
  if (decorate === undefined) return rows;
  const { columns, joins } = decorationOf(decorate, values);
  // Joins do not promise to keep an order, so each row remembers its place.
  return `with page as (select *, row_number() over () as place from (${rows}) as chosen)
    select page.*${columns} from page ${joins} order by page.place`;
}

/** What decorates the rows of `page`: more columns behind a comma, and joins. */
export function decorationOf(
  decorate: ListSpec<object>["decorate"],
  values: unknown[],
): { columns: string; joins: string } {
  return {
    columns: decorate === undefined ? "" : `, ${placed(decorate.select, values)}`,
    joins: decorate?.joins === undefined ? "" : placed(decorate.joins, values),
  };
}

const names = new Map<string, string>();
const namesKept = 5_000;

/** One name for one text: the server refuses a name that comes with another text. */
function named(family: string, text: string): Statement {
  const known = names.get(text);
  if (known !== undefined) return { name: known, text };
  const name = `${family}_${createHash("sha256").update(text).digest("hex").slice(0, 16)}`;
  assert(name.length < 64, "lists: a statement's name has at most 63 characters");
  if (names.size < namesKept) names.set(text, name);
  return { name, text };
}

/** Runs one statement of a lane and returns its only row. */
export async function readOne<Row extends object>(
  sql: Sql,
  statement: Statement,
  ...values: readonly unknown[]
): Promise<Row | undefined> {
  const [row] = await sql<Row>(statement, ...values);
  return row;
}

import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { assert } from "@stead/kernel/errors";
import pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { laneError } from "./errors.ts";
import type { TransactionSlot } from "./transaction.ts";

/** A value of a row: numbers must be finite, dates are instants, arrays are one-dimensional, objects become JSON. */
export type CopyValue =
  | string
  | number
  | bigint
  | boolean
  | Date
  | Buffer
  | null
  | undefined
  | readonly (string | number | null)[]
  | object;

export type CopyRequest = {
  table: string;
  /** The columns that each row gives, in its order. */
  columns: readonly string[];
  rows: Iterable<readonly CopyValue[]> | AsyncIterable<readonly CopyValue[]>;
  /** Leave out rows that break a unique key, instead of failing. */
  skipsDuplicates?: boolean;
};

const chunkCharacters = 65_536;

let copies = 0;

/**
 * Streams rows into a table inside a transaction and returns how many it holds more. COPY itself is refused under
 * row-level security, so the rows go to a temporary table and from there by one INSERT, which the policies check.
 * Memory stays flat: the stream waits for the server. Nothing else may run in the transaction meanwhile.
 */
export async function copyRows(
  slot: TransactionSlot,
  { table, columns, rows, skipsDuplicates = false }: CopyRequest,
): Promise<number> {
  const target = pg.escapeIdentifier(table);
  const names = columns.map((column) => pg.escapeIdentifier(column)).join(", ");
  const staging = `incoming_${copies++}`;
  const run = (name: string, text: string) => slot.run({ text }, { lane: "sql", name: `copy.${name}`, text });
  try {
    await run(
      "stage",
      `create temporary table ${staging} on commit drop as select ${names} from ${target} with no data`,
    );
    await send(slot, `copy ${staging} (${names}) from stdin`, rows);
    const conflict = skipsDuplicates ? " on conflict do nothing" : "";
    const { rowCount } = await run(
      "insert",
      `insert into ${target} (${names}) select ${names} from ${staging}${conflict}`,
    );
    await run("drop", `drop table ${staging}`);
    return rowCount ?? 0;
  } catch (error) {
    throw laneError(error, slot.scope);
  }
}

async function send(slot: TransactionSlot, text: string, rows: CopyRequest["rows"]): Promise<void> {
  const { client, end } = slot.startCopy();
  try {
    const encoded = Readable.from(encode(rows), { objectMode: true, highWaterMark: 4 });
    await pipeline(encoded, client.query(copyFrom(text)));
  } catch (error) {
    await end(error);
    throw error;
  }
  await end();
}

/** Rows as COPY's text format, in pieces of about 64 KiB. */
async function* encode(rows: CopyRequest["rows"]): AsyncGenerator<Buffer> {
  let text = "";
  for await (const row of rows) {
    for (let index = 0; index < row.length; index++)
      text += (index === 0 ? "" : "\t") + encodeValue(row[index]);
    text += "\n";
    if (text.length < chunkCharacters) continue;
    yield Buffer.from(text);
    text = "";
  }
  if (text !== "") yield Buffer.from(text);
}

const special = /[\\\t\n\r]/;

function escapeText(text: string): string {
  if (!special.test(text)) return text;
  return text
    .replaceAll("\\", "\\\\")
    .replaceAll("\t", "\\t")
    .replaceAll("\n", "\\n")
    .replaceAll("\r", "\\r");
}

function encodeValue(value: CopyValue): string {
  if (value === null || value === undefined) return "\\N";
  if (typeof value === "string") return escapeText(value);
  if (typeof value === "boolean") return value ? "t" : "f";
  if (typeof value === "number") assert(Number.isFinite(value), "copy: a number must be finite");
  if (typeof value !== "object") return String(value);
  if (value instanceof Date) return value.toISOString();
  if (Buffer.isBuffer(value)) return `\\\\x${value.toString("hex")}`;
  if (isList(value)) return escapeText(encodeArray(value));
  return escapeText(JSON.stringify(value));
}

function isList(value: object): value is readonly (string | number | null)[] {
  return Array.isArray(value);
}

/** A one-dimensional array as PostgreSQL writes it. */
export function encodeArray(values: readonly (string | number | null)[]): string {
  const items = values.map((item) =>
    item === null ? "NULL" : `"${String(item).replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`,
  );
  return `{${items.join(",")}}`;
}

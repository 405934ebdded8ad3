import { assert } from "@stead/kernel/errors";
import pg from "pg";
import { isRetryable, sqlState, violationOf } from "./errors.ts";
import type { Lanes } from "./lanes.ts";
import type { IsolationLevel } from "./scope.ts";

/** A row by the names of its columns. Dates, numbers, texts, arrays and objects as JSON has them; bigint stays exact. */
export type BatchRow = Readonly<Record<string, unknown>>;

export type BatchOptions = {
  /** Rows of one transaction; 1,000 when left out. */
  chunkRows?: number;
  /** Chunks that run at once, at most 5. */
  parallel?: number;
  isolationLevel?: IsolationLevel;
  /** Told after each chunk: rows that were tried. */
  onProgress?: (done: number, total: number) => void;
};

/** A row that the database refused, by its place in what was given. */
export type BatchError = { index: number; error: unknown };

export type BatchResult = {
  /** Rows that were written, changed or deleted. */
  rowCount: number;
  /** The rows that were refused; all others are done. In the order of the rows. */
  errors: BatchError[];
  chunkCount: number;
  durationMs: number;
  slowestChunkMs: number;
};

/** Throws why the first refused row was refused: for rows that are written all or not at all. */
export function requireEveryRow({ errors: [refused] }: Pick<BatchResult, "errors">): void {
  if (refused !== undefined) throw refused.error;
}

type Target = { table: string; rows: readonly BatchRow[] };

const most = { parallel: 5, attempts: 4 } as const;

/**
 * Inserts rows in chunks. Rows that break a rule of the schema are left out and told one by one; a failure that is not
 * a row's (connection, deadline, cancellation) is thrown, and what was committed stays. Each chunk is one statement with
 * one parameter, so no number of rows meets the limit of parameters.
 */
export function batchCreate(
  db: Pick<Lanes, "transaction">,
  { table, columns, rows, ...options }: Target & { columns: readonly string[] } & BatchOptions,
): Promise<BatchResult> {
  const names = columns.map((column) => pg.escapeIdentifier(column)).join(", ");
  const text = `with done as (insert into ${pg.escapeIdentifier(table)} (${names}) select ${names} from ${given(table)} returning 1)`;
  return runBatch(db, text, rows, options);
}

/** Sets `columns` of the rows that `key` finds, in chunks; see `batchCreate`. A key that finds nothing changes nothing. */
export function batchUpdate(
  db: Pick<Lanes, "transaction">,
  {
    table,
    key,
    columns,
    rows,
    ...options
  }: Target & { key: readonly string[]; columns: readonly string[] } & BatchOptions,
): Promise<BatchResult> {
  const sets = columns.map((column) => pg.escapeIdentifier(column)).map((name) => `${name} = given.${name}`);
  const text = `with done as (update ${pg.escapeIdentifier(table)} as kept set ${sets.join(", ")} from ${given(table)} where ${matches(key)} returning 1)`;
  return runBatch(db, text, rows, options);
}

/** Deletes the rows that `key` finds, in chunks; see `batchCreate`. */
export function batchDelete(
  db: Pick<Lanes, "transaction">,
  { table, key, rows, ...options }: Target & { key: readonly string[] } & BatchOptions,
): Promise<BatchResult> {
  const text = `with done as (delete from ${pg.escapeIdentifier(table)} as kept using ${given(table)} where ${matches(key)} returning 1)`;
  return runBatch(db, text, rows, options);
}

/** The rows of the one parameter, with the types that the table's columns have. */
const given = (table: string) =>
  `jsonb_populate_recordset(null::${pg.escapeIdentifier(table)}, $1::jsonb) as given`;

function matches(key: readonly string[]): string {
  assert(key.length > 0, "batch: a key has columns");
  return key
    .map((column) => pg.escapeIdentifier(column))
    .map((name) => `kept.${name} = given.${name}`)
    .join(" and ");
}

async function runBatch(
  db: Pick<Lanes, "transaction">,
  text: string,
  rows: readonly BatchRow[],
  { chunkRows = 1_000, parallel = most.parallel, isolationLevel, onProgress }: BatchOptions,
): Promise<BatchResult> {
  assert(chunkRows >= 1 && parallel >= 1, "batch: chunks hold rows, and one runs at least");
  const startedMs = performance.now();
  const statement = { name: "", text: `${text} select count(*)::int as count from done` };
  const options = isolationLevel === undefined ? {} : { isolationLevel };
  const write = async (part: readonly BatchRow[]): Promise<number> => {
    const [row] = await db.transaction(
      (tx) => tx.sql<{ count: number }>(statement, JSON.stringify(part, exact)),
      options,
    );
    return row?.count ?? 0;
  };
  const result: BatchResult = { rowCount: 0, errors: [], chunkCount: 0, durationMs: 0, slowestChunkMs: 0 };
  let from = 0;
  let done = 0;
  const work = async () => {
    while (from < rows.length) {
      const first = from;
      const chunk = rows.slice(first, (from += chunkRows));
      const chunkStartedMs = performance.now();
      await writeOrSplit(write, chunk, first, result);
      result.chunkCount++;
      result.slowestChunkMs = Math.max(result.slowestChunkMs, performance.now() - chunkStartedMs);
      done += chunk.length;
      onProgress?.(done, rows.length);
    }
  };
  const workers = Array.from({ length: Math.min(parallel, most.parallel) }, async () => {
    try {
      await work();
    } catch (error) {
      // The others begin no further chunk.
      from = rows.length;
      throw error;
    }
  });
  const settled = await Promise.allSettled(workers);
  const failed = settled.find((outcome) => outcome.status === "rejected");
  if (failed) throw failed.reason;
  result.errors.sort((left, right) => left.index - right.index);
  result.durationMs = performance.now() - startedMs;
  return result;
}

/** Writes a part; when the database refuses a row of it, halves it until that row stands alone. */
async function writeOrSplit(
  write: (part: readonly BatchRow[]) => Promise<number>,
  part: readonly BatchRow[],
  first: number,
  result: BatchResult,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      const count = await write(part);
      result.rowCount += count;
      return;
    } catch (error) {
      if (isRetryable(error) && attempt < most.attempts) continue;
      if (!isOfRow(error)) throw error;
      if (part.length === 1) {
        result.errors.push({ index: first, error });
        return;
      }
      break;
    }
  }
  const middle = Math.ceil(part.length / 2);
  await writeOrSplit(write, part.slice(0, middle), first, result);
  await writeOrSplit(write, part.slice(middle), first + middle, result);
}

/** Whether a row caused the error: a rule of the schema, a value that its type cannot hold, row-level security. */
function isOfRow(error: unknown): boolean {
  const state = sqlState(error);
  return violationOf(error) !== undefined || state?.startsWith("22") === true || state === "42501";
}

function exact(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? String(value) : value;
}

import { AsyncLocalStorage } from "node:async_hooks";
import type { SeamEvents, Seams } from "@stead/kernel/seams";
import type pg from "pg";

/** Where the statements of both lanes are told; a process's `Seams`. */
export type QueryEvents = Pick<Seams, "emit">;

/** What a budget counts: statements by their names, in order, and transactions that were opened around them. */
export type StatementCount = { statements: string[]; transactions: number };

const counts = new AsyncLocalStorage<StatementCount>();

/** Runs `work` and counts the statements of both lanes that it starts. */
export async function countStatements<T>(work: () => Promise<T>): Promise<StatementCount & { result: T }> {
  const count: StatementCount = { statements: [], transactions: 0 };
  const result = await counts.run(count, work);
  return { ...count, result };
}

export type Observed = { lane: SeamEvents["query"]["lane"]; name: string; text: string };

const shapes = new Map<string, string>();
const shapesKept = 2_000;

/** The statement without what varies between equal calls: blanks and the length of parameter lists. */
function shapeOf(text: string): string {
  const known = shapes.get(text);
  if (known !== undefined) return known;
  const shape = text
    .replaceAll(/\s+/g, " ")
    .replaceAll(/\$\d+(?:,\s*\$\d+)+/g, "$n")
    .trim();
  if (shapes.size < shapesKept) shapes.set(text, shape);
  return shape;
}

const control = new Set(["begin", "commit", "rollback"]);

/** Runs one statement and tells its shape, rows and times. `waitMs` is what the pool took before it. */
export async function observe<R extends pg.QueryResult>(
  events: QueryEvents | undefined,
  { lane, name, text }: Observed,
  waitMs: number,
  run: () => Promise<R>,
): Promise<R> {
  const count = counts.getStore();
  if (count && name === "begin") count.transactions++;
  else if (count && !control.has(name)) count.statements.push(name || shapeOf(text));
  if (events === undefined) return run();
  const startedMs = performance.now();
  const emit = (rows: number, failed: boolean) =>
    events.emit("query", {
      shape: shapeOf(text),
      name,
      lane,
      durationMs: performance.now() - startedMs,
      waitMs,
      rows,
      failed,
    });
  try {
    const result = await run();
    emit(result.rowCount ?? 0, false);
    return result;
  } catch (error) {
    emit(0, true);
    throw error;
  }
}

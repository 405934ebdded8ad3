import { laneError } from "./errors.ts";
import type { Statement } from "./statement.ts";
import type { TransactionSlot } from "./transaction.ts";

export type StreamOptions = {
  /** Rows that are fetched at once; two batches are held at most. Small ones die young, and memory stays flat. */
  batchRows?: number;
};

let streams = 0;

/**
 * The rows of one statement in batches, through a cursor of the server inside a transaction: one snapshot, flat memory.
 * The next batch is under way while the caller works on the last one. Ending the loop early closes the cursor. Nothing
 * else may run in the transaction between two batches that depends on its own order.
 */
export async function* streamRows<Row extends object>(
  slot: TransactionSlot,
  { name, text }: Statement,
  values: readonly unknown[],
  { batchRows = 500 }: StreamOptions = {},
): AsyncGenerator<Row[]> {
  const cursor = `stream_${streams++}`;
  const run = async (step: string, sql: string, parameters?: unknown[]): Promise<Row[]> => {
    const config = parameters === undefined ? { text: sql } : { text: sql, values: parameters };
    const { rows } = await slot.run(config, { lane: "sql", name: `${name}.${step}`, text: sql });
    return rows as Row[];
  };
  const fetch = () => {
    const batch = run("fetch", `fetch forward ${batchRows} from ${cursor}`);
    // It may fail before anybody waits for it; whoever waits then is told.
    batch.catch(() => {});
    return batch;
  };
  try {
    // All rows will be read: the plan that is cheapest in all, not the one that is first with a few.
    await run("plan", "set local cursor_tuple_fraction = 1");
    await run("open", `declare ${cursor} no scroll cursor for ${text}`, [...values]);
    let next = fetch();
    try {
      for (;;) {
        const rows = await next;
        if (rows.length < batchRows) {
          if (rows.length > 0) yield rows;
          break;
        }
        next = fetch();
        yield rows;
      }
    } finally {
      await next.catch(() => {});
    }
    await run("close", `close ${cursor}`);
  } catch (error) {
    throw laneError(error, slot.scope);
  }
}

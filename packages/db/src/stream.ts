import { StringDecoder } from "node:string_decoder";
import { to as copyTo } from "pg-copy-streams";
import { laneError } from "./errors.ts";
import { inlined } from "./inlined.ts";
import { rowReader } from "./copied-rows.ts";
import type { Statement } from "./statement.ts";
import type { TransactionSlot } from "./transaction.ts";

/** Read at once. What is at hand when garbage is collected is kept for long, so little is. */
const pieceBytes = 16_384;

/**
 * The rows of one statement in batches, as they arrive: one snapshot, flat memory, at the speed of COPY. COPY of a query
 * obeys row-level security and may use parallel workers, which a cursor may not. The server works ahead while the caller
 * works on a batch, as far as the connection holds. Nothing else may run in the transaction meanwhile; when the loop is
 * left early, the rest of the rows passes by unread.
 */
export async function* streamRows<Row extends object>(
  slot: TransactionSlot,
  { name, text }: Statement,
  values: readonly unknown[],
): AsyncGenerator<Row[]> {
  try {
    const shape = `select * from (${text}) as shape limit 0`;
    const observed = { lane: "sql", name: `${name}.shape`, text: shape } as const;
    const { fields } = await slot.run({ text: shape, values: [...values] }, observed);
    const read = rowReader<Row>(fields);
    let rest = "";
    for await (const piece of copyOut(slot, inlined(text, values))) {
      const lines = (rest + piece).split("\n");
      rest = lines.pop() ?? "";
      if (lines.length > 0) yield lines.map(read);
    }
  } catch (error) {
    throw laneError(error, slot.scope);
  }
}

async function* copyOut(slot: TransactionSlot, query: string): AsyncGenerator<string> {
  const { client, end } = slot.startCopy();
  const copy = client.query(copyTo(`copy (${query}) to stdout`));
  const decoder = new StringDecoder();
  // Whoever reads is told; between two readings nobody listens.
  copy.on("error", () => {});
  let failure: unknown;
  try {
    const chunks: AsyncIterable<Buffer> = copy.iterator({ destroyOnReturn: false });
    for await (const chunk of chunks) {
      for (let from = 0; from < chunk.length; from += pieceBytes)
        yield decoder.write(chunk.subarray(from, from + pieceBytes));
    }
  } catch (error) {
    failure = error;
    throw error;
  } finally {
    copy.resume();
    await end(failure);
  }
}

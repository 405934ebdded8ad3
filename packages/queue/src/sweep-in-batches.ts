import type { Statement } from "@stead/db/client";
import type { SystemDb } from "@stead/db/system";

/** Repeats a statement that deletes at most `batch` rows and answers their `count`, until it finds fewer. Returns all. */
export async function sweepInBatches(
  system: Pick<SystemDb, "sql">,
  { batch, ...statement }: Statement & { batch: number },
  ...values: readonly unknown[]
): Promise<number> {
  for (let total = 0; ;) {
    const [swept] = await system.sql<{ count: number }>(statement, ...values);
    const count = swept?.count ?? 0;
    total += count;
    if (count < batch) return total;
  }
}

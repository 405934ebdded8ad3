import { assert } from "@stead/kernel/errors";
import type { Lanes, Tx } from "./lanes.ts";

/**
 * Lanes that stay inside a transaction: what is done through them commits or goes with it. A transaction asked of them
 * is a savepoint, so code that opens its own can run as a part of a larger one. It cannot choose its isolation level.
 */
export function joinTransaction(tx: Tx): Lanes {
  return {
    prisma: tx.prisma,
    sql: tx.sql,
    transaction: (work, { isolationLevel } = {}) => {
      assert(isolationLevel === undefined, "a part of a transaction has the isolation level of the whole");
      return tx.savepoint(() => work(tx));
    },
  };
}

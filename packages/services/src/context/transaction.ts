import type { Tx } from "@stead/db/client";
import { isRetryable } from "@stead/db/errors";
import type { ServiceContext } from "./context.ts";

/** How often a transaction is run before its deadlock is handed on. */
const mostAttempts = 4;

/**
 * One transaction for a verb that moves money. A deadlock or a serialization failure undid all of it, so it is run
 * again: `work` must not act outside the transaction.
 */
export async function inTransaction<T>(
  ctx: Pick<ServiceContext, "db" | "log">,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await ctx.db.transaction(work);
    } catch (error) {
      if (attempt >= mostAttempts || !isRetryable(error)) throw error;
      ctx.log.warn({ attempt }, "transaction run again");
    }
  }
}

import type { Tx } from "@stead/db/client";
import { isRetryable, sqlState } from "@stead/db/errors";
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

/** What PostgreSQL answers to every statement behind one that failed. */
const isAborted = (error: unknown) => sqlState(error) === "25P02";

/**
 * `Promise.all` for statements of one transaction that share a round trip. When one fails, those behind it fail with
 * it and may be heard first: this throws the failure that began it, so that it is named and a deadlock is run again.
 */
export async function together<const Work extends readonly unknown[]>(
  work: Work,
): Promise<{ -readonly [Key in keyof Work]: Awaited<Work[Key]> }> {
  const settled = await Promise.allSettled(work);
  const failures = settled
    .filter((result) => result.status === "rejected")
    .map(({ reason }) => reason as unknown);
  if (failures.length > 0) throw failures.find((failure) => !isAborted(failure)) ?? failures[0];
  // Nothing failed: this waits for nothing, and gives the values their types.
  return Promise.all(work);
}

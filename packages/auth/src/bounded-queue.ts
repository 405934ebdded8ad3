import { availableParallelism } from "node:os";
import { AppError } from "@stead/kernel/errors";

export type QueueOptions = {
  /** Works that run at once; the others wait their turn. Default: 2, or 1 on two cores. */
  concurrency?: number;
  /** Waiting works above which further ones are refused. Default 64. */
  maxWaiting?: number;
};

/** Runs works in turn. Throws TOO_MANY when the queue is full. */
export type BoundedQueue = <T>(work: () => Promise<T>) => Promise<T>;

/** Each hash fills a core, and the event loop needs one as well. */
export const defaultConcurrency = Math.max(1, Math.min(2, availableParallelism() - 1));

export function createBoundedQueue({
  concurrency = defaultConcurrency,
  maxWaiting = 64,
}: QueueOptions = {}): BoundedQueue {
  const waiting: (() => void)[] = [];
  let running = 0;
  const enter = async () => {
    if (running < concurrency) {
      running++;
      return;
    }
    if (waiting.length >= maxWaiting)
      throw new AppError("TOO_MANY", "too many people are signing in at once; try again in a few seconds");
    // The one that leaves hands its place on, so `running` stays as it is.
    await new Promise<void>((resolve) => waiting.push(resolve));
  };
  const leave = () => {
    const next = waiting.shift();
    if (next) next();
    else running--;
  };
  return async (work) => {
    await enter();
    try {
      return await work();
    } finally {
      leave();
    }
  };
}

import { Piscina } from "piscina";
import { createBoundedQueue, defaultConcurrency, type QueueOptions } from "./bounded-queue.ts";
import type * as hashThread from "./hash-thread.ts";

/** What the threads can do, by name. */
type Task = keyof typeof hashThread;

/**
 * A hash fills a core for its whole time. On a busy machine it would push the event loop off it; with a lower priority
 * it takes what the loop leaves. Linux alone gives each thread its own; elsewhere it would slow the whole process.
 */
const niceIncrement = process.platform === "linux" ? 10 : 0;

/** A thread that has hashed nothing for so long is ended. */
const idleTimeoutMs = 60_000;

export type PasswordHasher = {
  hash(password: string): Promise<string>;
  verify(stored: string, password: string): Promise<boolean>;
};

/** Hashes on threads of its own, few at once: each fills a core. Throws TOO_MANY when too many wait. */
export function createPasswordHasher(options: QueueOptions = {}): PasswordHasher {
  const inTurn = createBoundedQueue(options);
  const threads = new Piscina({
    filename: new URL("./hash-thread.ts", import.meta.url).href,
    minThreads: 0,
    maxThreads: options.concurrency ?? defaultConcurrency,
    idleTimeout: idleTimeoutMs,
    niceIncrement,
    execArgv: [],
  });
  return {
    hash: (password) => inTurn(() => threads.run(password, { name: "hash" satisfies Task })),
    verify: (stored, password) =>
      inTurn(() => threads.run({ stored, password }, { name: "verify" satisfies Task })),
  };
}

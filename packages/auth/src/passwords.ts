import { hash, verify } from "@node-rs/argon2";
import { createBoundedQueue, type QueueOptions } from "./bounded-queue.ts";

/** argon2id with 19 MiB and two passes, as OWASP's password storage cheat sheet advises for it. */
const cost = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

export type PasswordHasher = {
  hash(password: string): Promise<string>;
  verify(stored: string, password: string): Promise<boolean>;
};

/** Hashes on native threads, few at once: each fills a core. Throws TOO_MANY when too many wait. */
export function createPasswordHasher(options: QueueOptions = {}): PasswordHasher {
  const inTurn = createBoundedQueue(options);
  return {
    hash: (password) => inTurn(() => hash(password, cost)),
    verify: (stored, password) => inTurn(() => verify(stored, password)),
  };
}

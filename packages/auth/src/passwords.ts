import { hash, verify } from "@node-rs/argon2";
import { AppError } from "@stead/kernel/errors";

/** argon2id with 19 MiB and two passes, as OWASP's password storage cheat sheet advises for it. */
const cost = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

export type PasswordHasher = {
  hash(password: string): Promise<string>;
  verify(stored: string, password: string): Promise<boolean>;
};

export type HasherOptions = {
  /** Hashes computed at once. Each fills a core; the others wait their turn, so that requests keep a core. Default 2. */
  concurrency?: number;
  /** Waiting hashes above which further ones are refused. Default 64. */
  maxWaiting?: number;
};

/** Hashes on native threads behind a bounded queue. Throws TOO_MANY when the queue is full. */
export function createPasswordHasher({ concurrency = 2, maxWaiting = 64 }: HasherOptions = {}): PasswordHasher {
  const waiting: (() => void)[] = [];
  let running = 0;
  const enter = async () => {
    if (running < concurrency) {
      running++;
      return;
    }
    if (waiting.length >= maxWaiting) throw new AppError("TOO_MANY", "too many people are signing in at once; try again in a few seconds");
    // The one that leaves hands its place on, so `running` stays as it is.
    await new Promise<void>((resolve) => waiting.push(resolve));
  };
  const leave = () => {
    const next = waiting.shift();
    if (next) next();
    else running--;
  };
  const inTurn = async <T>(work: () => Promise<T>): Promise<T> => {
    await enter();
    try {
      return await work();
    } finally {
      leave();
    }
  };
  return {
    hash: (password) => inTurn(() => hash(password, cost)),
    verify: (stored, password) => inTurn(() => verify(stored, password)),
  };
}

import { hashSync, verifySync } from "@node-rs/argon2";

// What the threads of `passwords.ts` run, each on its own: a hash may hold its thread, nobody waits on it.

/** argon2id with 19 MiB and two passes, as OWASP's password storage cheat sheet advises for it. */
const cost = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

type PasswordCheck = { stored: string; password: string };

/** A new hash of a password, with its salt and cost in it. */
export function hash(password: string): string {
  return hashSync(password, cost);
}

/** Whether a hash is that of a password. */
export function verify({ stored, password }: PasswordCheck): boolean {
  return verifySync(stored, password);
}

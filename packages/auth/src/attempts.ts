import { createHash } from "node:crypto";
import type { SystemDb } from "@stead/db/system";
import { newId } from "@stead/kernel/ids";

/** How many tries a subject gets in a window of time. */
export type AttemptLimit = { purpose: string; most: number; windowMs: number };

export type Attempts = {
  /** Counts a try before it is made; false when there were too many. Tries at once cannot pass the limit together. */
  claim(limit: AttemptLimit, subject: string): Promise<boolean>;
  /** Forgets the tries, after one succeeded. */
  clear(limit: AttemptLimit, subject: string): Promise<void>;
};

const insert = {
  name: "attempt_claim",
  text: `insert into verifications (id, identifier, value, expires_at, updated_at)
    values ($1, $2, 'attempt', now() + $3 * interval '1 millisecond', now())`,
};
const count = {
  name: "attempt_count",
  text: "select count(*)::int as tries from verifications where identifier = $1 and expires_at > now()",
};
const remove = { name: "attempt_clear", text: "delete from verifications where identifier = $1" };
const sweep = { name: "attempt_sweep", text: "delete from verifications where expires_at < now()" };

/**
 * Counts tries in PostgreSQL, in the table of short-lived proofs: a lockout then survives a restart and holds for all
 * processes together. Subjects are kept as hashes.
 */
export function createAttempts(system: SystemDb): Attempts {
  const identify = ({ purpose }: AttemptLimit, subject: string) =>
    `attempt:${purpose}:${createHash("sha256").update(subject).digest("base64url")}`;
  let claims = 0;
  return {
    async claim(limit, subject) {
      const identifier = identify(limit, subject);
      await system.sql(insert, newId(), identifier, limit.windowMs);
      const [row] = await system.sql<{ tries: number }>(count, identifier);
      if (++claims % 500 === 0) await system.sql(sweep);
      return row !== undefined && row.tries <= limit.most;
    },
    async clear(limit, subject) {
      await system.sql(remove, identify(limit, subject));
    },
  };
}

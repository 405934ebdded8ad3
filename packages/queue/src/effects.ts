import type { Tx } from "@stead/db/client";

const claim = {
  name: "effect_claim",
  text: `insert into effects (agency_id, key, job_run_id) values ($1, $2, $3)
    on conflict (agency_id, key) do nothing returning key`,
};

/** An effect that has a key happens once in an agency, however often its job runs. */
export type EffectKey = { agencyId: string; key: string; jobRunId?: string | null };

export type EffectOutcome<T> = { isNew: true; result: T } | { isNew: false };

/**
 * Runs `work` unless an effect with this key was committed before. The key commits with what `work` writes in the same
 * transaction; a second transaction with the key waits for the first.
 */
export async function withEffect<T>(
  tx: Tx,
  { agencyId, key, jobRunId = null }: EffectKey,
  work: () => Promise<T>,
): Promise<EffectOutcome<T>> {
  const claimed = await tx.sql(claim, agencyId, key, jobRunId);
  return claimed.length === 0 ? { isNew: false } : { isNew: true, result: await work() };
}

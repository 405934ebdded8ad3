import { requirePermission, type Verb } from "../context/index.ts";
import { matchLease } from "../payments/index.ts";

/** Whether a payer's reference names a lease, for a provider that asks before it takes the money. */
export async function validateReference({
  ctx,
  input,
}: Verb<{ reference: string; currency: string }>): Promise<{ isKnown: boolean }> {
  requirePermission(ctx, "payments:read");
  const leaseId = await ctx.db.transaction((tx) => matchLease(tx, ctx, { ...input, payerKey: null }));
  return { isKnown: leaseId !== null };
}

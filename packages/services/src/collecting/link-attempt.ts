import { inTransaction, readOne, type ServiceContext } from "../context/index.ts";
import { lockAttempt } from "./rows.ts";
import { moveAttempt } from "./settle-attempt.ts";

/** A collection that money may be the answer to: asked of the same lease, for the same amount, and not answered. */
const awaiting = {
  name: "attempt_awaiting",
  text: `select t.id from payment_attempts t
    join payment_balances b on b.agency_id = t.agency_id and b.lease_id = t.lease_id and b.payment_id = $3
    where t.agency_id = $1 and t.rail_account_id = $2 and t.payment_id is null and t.amount_minor = b.amount_minor
      and t.created_at > $4::timestamptz - interval '3 days'
      and not exists (select from payment_attempts o where o.agency_id = t.agency_id and o.payment_id = $3)
    order by t.created_at, t.id limit 1`,
};

/**
 * Gives money that came without the name of a collection the one that it answers, if there is one. In a transaction of
 * its own, because a collection is locked before the lease: should it not happen, the money is booked all the same.
 */
export async function linkAttempt(
  ctx: ServiceContext,
  { railAccountId, paymentId }: { railAccountId: string; paymentId: string },
): Promise<void> {
  const now = new Date(ctx.clock.nowMs()).toISOString();
  const values = [ctx.agencyId, railAccountId, paymentId, now];
  const found = await readOne<{ id: string }>(ctx.db.sql, awaiting, ...values);
  if (found === undefined) return;
  await inTransaction(ctx, async (tx) => {
    const attempt = await lockAttempt(tx, ctx, found.id);
    const again = await readOne<{ id: string }>(tx.sql, awaiting, ...values);
    if (again?.id === attempt.id)
      await moveAttempt(tx, ctx, attempt, { state: "paid", paymentId, result: null });
  });
}

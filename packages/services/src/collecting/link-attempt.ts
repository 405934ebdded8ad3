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

const unlinked = {
  name: "attempts_unlinked",
  text: `select distinct l.payment_id as "paymentId" from payment_attempts t
    join statement_lines l on l.agency_id = t.agency_id and l.account_id = t.rail_account_id and l.amount_minor = t.amount_minor
      and l.payment_id is not null and l.booked_on between t.created_at::date - 1 and t.created_at::date + 4
    join payment_balances b on b.agency_id = l.agency_id and b.payment_id = l.payment_id and b.lease_id = t.lease_id
    where t.agency_id = $1 and t.rail_account_id = $2 and t.payment_id is null
      and not exists (select from payment_attempts o where o.agency_id = t.agency_id and o.payment_id = l.payment_id)
    order by 1`,
};

/** `linkAttempt` for the receipts that an account's statements brought, of collections that nothing was heard of. */
export async function linkAttempts(
  ctx: ServiceContext,
  { railAccountId }: { railAccountId: string },
): Promise<void> {
  const found = await ctx.db.sql<{ paymentId: string }>(unlinked, ctx.agencyId, railAccountId);
  for (const { paymentId } of found) await linkAttempt(ctx, { railAccountId, paymentId });
}

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

import type { MoneyReceived } from "@stead/providers/rails/rail-provider";
import type { CivilDate } from "@stead/kernel/dates";
import { inTransaction, readOne, type RailContext, type ServiceContext } from "../context/index.ts";
import { fingerprintPayer, openProvider, patience, type RailAccountRow } from "../rails/index.ts";
import { lockAttempt } from "./rows.ts";
import type { CollectionState } from "@stead/contracts/collecting";
import { moveAttempt } from "./settle-attempt.ts";

// Asked of the same lease and payer, for the same amount, at that time, and not answered by other money. A provider's
// word that it is paid comes first; where a provider says that it failed or was cancelled, nothing is a guess.
const awaiting = {
  name: "attempt_awaiting",
  text: `select t.id, t.state, t.provider_ref as ref, t.created_at as "startedAt" from payment_attempts t
    join payment_balances b on b.agency_id = t.agency_id and b.lease_id = t.lease_id and b.payment_id = $3
    where t.agency_id = $1 and t.rail_account_id = $2 and t.payment_id is null and t.amount_minor = b.amount_minor
      and t.state not in ('failed', 'cancelled') and (t.payer_key = $4 or t.payer_key is null and t.state = 'paid')
      and $5::timestamptz between t.created_at - interval '5 minutes' and t.expires_at + interval '15 minutes'
      and not exists (select from payment_attempts o where o.agency_id = t.agency_id and o.payment_id = $3)
    order by t.state <> 'paid', t.created_at, t.id limit 3`,
};

// Days of a statement before and after a collection on which its money may stand.
const [bookedBefore, bookedAfter] = [1, 4];
const isUnanswered = "t.payment_id is null and t.state in ('paid', 'unknown')";

const firstUnanswered = {
  name: "attempts_unanswered",
  text: `select min(t.created_at)::date - ${bookedBefore} as "since" from payment_attempts t
    where t.agency_id = $1 and t.rail_account_id = $2 and ${isUnanswered}`,
};

/** The first day on which a statement may tell of a collection of the account that nothing was heard of; null without one. */
export async function firstDayToLink(ctx: ServiceContext, railAccountId: string): Promise<CivilDate | null> {
  const row = await readOne<{ since: CivilDate | null }>(
    ctx.db.sql,
    firstUnanswered,
    ctx.agencyId,
    railAccountId,
  );
  return row?.since ?? null;
}

// A statement tells days and hides payers: only where one collection fits one receipt, and nobody said that it failed.
const unlinked = {
  name: "attempts_unlinked",
  text: `with receipts as (select * from unnest($3::uuid[], $4::date[]) as r (payment_id, booked_on)), pairs as (
      select distinct t.id, b.payment_id from payment_attempts t
      join payment_balances b on b.agency_id = t.agency_id and b.lease_id = t.lease_id and b.amount_minor = t.amount_minor
      join receipts r on r.payment_id = b.payment_id
        and r.booked_on between t.created_at::date - ${bookedBefore} and t.created_at::date + ${bookedAfter}
      where t.agency_id = $1 and t.rail_account_id = $2 and ${isUnanswered}
        and not exists (select from payment_attempts o where o.agency_id = t.agency_id and o.payment_id = b.payment_id))
    select p.id as "attemptId", p.payment_id as "paymentId" from pairs p
    where (select count(*) from pairs o where o.id = p.id or o.payment_id = p.payment_id) = 1 order by 1`,
};

/** A receipt that a statement brought, and the day that the statement says. */
export type StatementReceipt = { paymentId: string; bookedOn: CivilDate };

/** `linkAttempt` for the receipts that an account's statements brought, of collections that nothing was heard of. */
export async function linkAttempts(
  ctx: ServiceContext,
  { railAccountId, receipts }: { railAccountId: string; receipts: readonly StatementReceipt[] },
): Promise<void> {
  const values = [
    ctx.agencyId,
    railAccountId,
    receipts.map(({ paymentId }) => paymentId),
    receipts.map(({ bookedOn }) => bookedOn),
  ];
  const found = await ctx.db.sql<{ attemptId: string; paymentId: string }>(unlinked, ...values);
  for (const { attemptId, paymentId } of found) {
    await inTransaction(ctx, async (tx) => {
      const attempt = await lockAttempt(tx, ctx, attemptId);
      const again = await tx.sql<{ attemptId: string; paymentId: string }>(unlinked, ...values);
      if (again.some((pair) => pair.attemptId === attemptId && pair.paymentId === paymentId))
        await moveAttempt(tx, ctx, attempt, { state: "paid", paymentId, result: null });
    });
  }
}

// More than answer one: who paid and when is seen by each alone.
const linkable = {
  name: "attempts_linkable",
  text: `select distinct b.payment_id as id from payment_balances b
    join payment_attempts t on t.agency_id = b.agency_id and t.lease_id = b.lease_id and t.amount_minor = b.amount_minor
    where b.agency_id = $1 and b.payment_id = any($3::uuid[]) and t.rail_account_id = $2 and t.payment_id is null
      and t.state not in ('failed', 'cancelled')`,
};

/** Those of some payments that may answer a collection. */
export async function filterLinkable(
  ctx: ServiceContext,
  railAccountId: string,
  paymentIds: readonly string[],
): Promise<Set<string>> {
  if (paymentIds.length === 0) return new Set();
  const found = await ctx.db.sql<{ id: string }>(linkable, ctx.agencyId, railAccountId, paymentIds);
  return new Set(found.map(({ id }) => id));
}

type Awaiting = { id: string; state: CollectionState; ref: string | null; startedAt: string };
type Arrival = { paymentId: string; money: Pick<MoneyReceived, "payerKey" | "receivedAt"> };

/**
 * Gives money that came without the name of a collection the one that it answers, if there is one: another payment of
 * the same payer and amount may lie beside it, so the provider is asked wherever it can be. In a transaction of its own,
 * because a collection is locked before the lease: should it not happen, the money is booked all the same.
 */
export async function linkAttempt(
  ctx: RailContext,
  account: RailAccountRow,
  { paymentId, money }: Arrival,
): Promise<void> {
  const payer = money.payerKey === null ? null : fingerprintPayer(ctx, money.payerKey);
  const values = [ctx.agencyId, account.id, paymentId, payer, money.receivedAt];
  for (const found of await ctx.db.sql<Awaiting>(awaiting, ...values)) {
    if (!(await isPaid(ctx, account, found))) continue;
    const isLinked = await inTransaction(ctx, async (tx) => {
      const attempt = await lockAttempt(tx, ctx, found.id);
      const again = await tx.sql<Awaiting>(awaiting, ...values);
      if (!again.some(({ id }) => id === attempt.id)) return false;
      await moveAttempt(tx, ctx, attempt, { state: "paid", paymentId, result: null });
      return true;
    });
    if (isLinked) return;
  }
}

/** By the provider's word; of a collection whose name was lost with the answer, the payer and the time must do. */
async function isPaid(
  ctx: RailContext,
  account: RailAccountRow,
  { state, ref, startedAt }: Awaiting,
): Promise<boolean> {
  if (state === "paid" || ref === null) return true;
  const said = await openProvider(ctx, account).queryAttempt({ ref, startedAt }, patience(ctx));
  return said.outcome === "ok" && said.value.some((fact) => fact.kind === "attempt" && fact.state === "paid");
}

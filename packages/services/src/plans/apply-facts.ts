import type { PaidFact, PlatformFact, SubscriptionFact } from "@stead/providers/platform/platform-billing";
import type { Tx } from "@stead/db/client";
import { publishEvent } from "@stead/queue/events";
import { levelOf, recordAudit, requireFound, type ServiceContext } from "../context/index.ts";
import type { Platform } from "./open-platform.ts";
import { deriveSubscription, joinFacts, keepNewest, type Derived, type PlanFacts } from "./rules.ts";
import { lockSubscription, readPricedPlan, type SubscriptionRow } from "./rows.ts";

/** Who let it happen: a person, or the provider by an event. */
export type PlanActor = Pick<ServiceContext, "agencyId" | "actor" | "requestId">;

const update = {
  name: "subscription_follow",
  text: `update subscriptions set facts = $2::jsonb, subscription_id = $3, status = $4, price_id = $5,
      plan_id = $6, limits = $7::jsonb, period_ends_at = $8, trial_ends_at = $9, cancels_at_end = $10,
      past_due_since = case when $4 in ('past_due', 'unpaid') then coalesce(past_due_since, $11::timestamptz) end,
      entitled_at = case when plan_id is distinct from $6 or limits is distinct from $7::jsonb or status <> $4
        then $11::timestamptz else entitled_at end,
      version = version + 1, updated_at = now()
    where agency_id = $1`,
};

type News = readonly (SubscriptionFact | PaidFact)[];

export const isState = (fact: PlatformFact): fact is SubscriptionFact | PaidFact =>
  fact.kind === "subscription" || fact.kind === "paid";

/** A price that is not known yet is asked for once: its plan may have been made a moment ago. */
async function knowPrice(platform: Platform, priceId: string | null): Promise<void> {
  const { system, log } = platform;
  if (priceId === null || (await readPricedPlan(system.sql, priceId)) !== undefined) return;
  await platform.expireOffer();
  await platform
    .readOffer()
    .catch((error: unknown) => log.warn({ error }, "the plans could not be asked for"));
}

/**
 * Joins what the provider said with what is known, in one transaction, and lets the agency's plan follow: the same end
 * whatever the order of the news. Answers what follows; tells everybody when something changed.
 */
export async function applyFacts(platform: Platform, by: PlanActor, news: News): Promise<Derived> {
  const { system } = platform;
  for (const fact of news) await knowPrice(platform, fact.priceId);
  const done = await system.transaction(async (tx) => {
    const row = requireFound(await lockSubscription(tx.sql, by.agencyId), "subscription");
    const own = news.filter(({ customerId }) => customerId === row.customerId);
    const facts = keepNewest(joinFacts(row.facts, own));
    const derived = deriveSubscription(facts);
    const isChanged = await follow(tx, platform, by, row, facts, derived);
    return { derived, isChanged };
  });
  if (done.isChanged) await platform.expireCustomer(by.agencyId);
  return done.derived;
}

async function follow(
  tx: Tx,
  { clock, log }: Platform,
  by: PlanActor,
  row: SubscriptionRow,
  facts: PlanFacts,
  derived: Derived,
): Promise<boolean> {
  const { subscriptionId, status, priceId, periodEndsAt, trialEndsAt, cancelsAtEnd } = derived;
  const priced = priceId === null ? undefined : await readPricedPlan(tx.sql, priceId);
  if (priceId !== null && priced === undefined)
    log.error(
      { agencyId: by.agencyId, priceId },
      "a price that is paid belongs to no plan: the agency keeps what it had",
    );
  const isUnknown = priceId !== null && priced === undefined;
  const planId = isUnknown ? row.planId : (priced?.id ?? null);
  const limits = isUnknown ? row.limits : (priced?.limits ?? null);
  const now = new Date(clock.nowMs()).toISOString();
  await tx.sql(
    update,
    by.agencyId,
    JSON.stringify(facts),
    subscriptionId,
    status,
    priceId,
    planId,
    limits === null ? null : JSON.stringify(limits),
    periodEndsAt,
    trialEndsAt,
    cancelsAtEnd,
    now,
  );
  const before = pick({ ...row });
  const after = pick({ ...derived, planId });
  if (JSON.stringify(before) === JSON.stringify(after)) return false;
  await recordAudit(
    tx,
    { ...by, clock },
    {
      action: "plan.changed",
      entityType: "plan",
      entityId: by.agencyId,
      before,
      after,
    },
  );
  const payload = { level: levelOf(status), status };
  await publishEvent(tx, { agencyId: by.agencyId, kind: "plan.changed", payload });
  return true;
}

/** What of a subscription the trail tells. */
const pick = ({
  status,
  planId,
  priceId,
  periodEndsAt,
  cancelsAtEnd,
}: Derived & { planId: string | null }) => ({
  status,
  planId,
  priceId,
  periodEndsAt,
  cancelsAtEnd,
});

import type { PlanDto, PlanLimits, PlanPriceDto, SubscriptionStatus } from "@stead/contracts/plans";
import type { Sql } from "@stead/db/client";
import { readLimits, readOne } from "../context/index.ts";
import type { PlanFacts } from "./rules.ts";

/** An agency's subscription, as the platform's own role reads it. */
export type SubscriptionRow = {
  agencyId: string;
  customerId: string;
  facts: PlanFacts;
  subscriptionId: string | null;
  status: SubscriptionStatus;
  planId: string | null;
  priceId: string | null;
  limits: PlanLimits | null;
  periodEndsAt: string | null;
  trialEndsAt: string | null;
  cancelsAtEnd: boolean;
  pastDueSince: string | null;
  entitledAt: string | null;
};

const columns = `agency_id as "agencyId", customer_id as "customerId", facts, subscription_id as "subscriptionId", status,
  plan_id as "planId", price_id as "priceId", limits, period_ends_at as "periodEndsAt", trial_ends_at as "trialEndsAt",
  cancels_at_end as "cancelsAtEnd", past_due_since as "pastDueSince", entitled_at as "entitledAt"`;

const byAgency = {
  name: "subscription_get",
  text: `select ${columns} from subscriptions where agency_id = $1`,
};
const byAgencyLocked = { name: "subscription_lock", text: `${byAgency.text} for update` };

export function readSubscription(sql: Sql, agencyId: string): Promise<SubscriptionRow | undefined> {
  return readOne<SubscriptionRow>(sql, byAgency, agencyId);
}

/** The subscription, held until the transaction ends. */
export function lockSubscription(sql: Sql, agencyId: string): Promise<SubscriptionRow | undefined> {
  return readOne<SubscriptionRow>(sql, byAgencyLocked, agencyId);
}

export type PlanRow = Omit<PlanDto, "prices">;
export type PriceRow = PlanPriceDto & { planId: string };

const planColumns = `p.id, p.code, p.name, p.description, p.limits, p.is_default as "isDefault"`;

const onSale = {
  name: "plans_on_sale",
  text: `select ${planColumns} from plans p where p.is_active and p.is_public order by p.rank, p.code`,
};
const prices = {
  name: "plan_prices_on_sale",
  text: `select id, plan_id as "planId", currency, amount_minor as "amountMinor", interval from plan_prices
    where is_active order by currency, interval, amount_minor, id`,
};

/** The plans on sale with their prices, cheapest rank first. */
export async function readPlans(sql: Sql): Promise<PlanDto[]> {
  const [plans, priced] = await Promise.all([sql<PlanRow>(onSale), sql<PriceRow>(prices)]);
  const ofPlan = Map.groupBy(priced, ({ planId }) => planId);
  return plans.map((plan) => ({
    ...plan,
    limits: readLimits(plan.limits),
    prices: (ofPlan.get(plan.id) ?? []).map(({ planId: _plan, ...price }) => price),
  }));
}

const priceById = {
  name: "plan_price_get",
  text: `select ${planColumns}, r.id as "priceId", r.currency, r.amount_minor as "amountMinor", r.interval
    from plan_prices r join plans p on p.id = r.plan_id where r.id = $1`,
};
type PricedPlan = PlanRow & {
  priceId: string;
  currency: string;
  amountMinor: number;
  interval: "month" | "year";
};

/** The plan that a price is of, also one that is sold no more. */
export function readPricedPlan(sql: Sql, priceId: string): Promise<PricedPlan | undefined> {
  return readOne<PricedPlan>(sql, priceById, priceId);
}

export const priceOf = ({ priceId: id, currency, amountMinor, interval }: PricedPlan): PlanPriceDto => ({
  id,
  currency,
  amountMinor,
  interval,
});

const defaultPlan = {
  name: "plan_default",
  text: `select ${planColumns} from plans p where p.is_default and p.is_active`,
};

/** The plan of agencies that chose none. */
export function readDefaultPlan(sql: Sql): Promise<PlanRow | undefined> {
  return readOne<PlanRow>(sql, defaultPlan);
}

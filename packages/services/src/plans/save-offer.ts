import type { PlanDto } from "@stead/contracts/plans";
import type { Tx } from "@stead/db/client";
import type { SystemDb } from "@stead/db/system";
import { newId } from "@stead/kernel/ids";
import type { Logger } from "@stead/kernel/logger";
import type { ProviderPlan } from "@stead/providers/platform/platform-billing";
import { readPlans } from "./rows.ts";
import { parseLimits } from "./rules.ts";

const takeTurn = {
  name: "plan_offer_turn",
  text: "select pg_advisory_xact_lock(hashtextextended('plan:offer', 0))",
};

const clearDefault = {
  name: "plan_default_clear",
  text: "update plans set is_default = false where is_default and code is distinct from $1",
};

const upsertPlan = {
  name: "plan_upsert",
  text: `insert into plans as p (id, code, product_id, name, description, rank, is_public, is_default, is_active, limits, updated_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, true, $9::jsonb, now())
    on conflict (code) do update set product_id = excluded.product_id, name = excluded.name,
      description = excluded.description, rank = excluded.rank, is_public = excluded.is_public,
      is_default = excluded.is_default, is_active = true, limits = excluded.limits, updated_at = now()
    returning id`,
};

const upsertPrices = {
  name: "plan_prices_upsert",
  text: `insert into plan_prices as r (id, plan_id, currency, interval, amount_minor, is_active)
    select t.id, $1, t.currency, t.interval, t.amount, true
    from unnest($2::text[], $3::text[], $4::text[], $5::bigint[]) as t (id, currency, interval, amount)
    on conflict (id) do update set plan_id = excluded.plan_id, currency = excluded.currency,
      interval = excluded.interval, amount_minor = excluded.amount_minor, is_active = true`,
};

const retirePlans = {
  name: "plans_retire",
  text: "update plans set is_active = false, is_default = false, updated_at = now() where is_active and code <> all($1::text[])",
};

const retirePrices = {
  name: "plan_prices_retire",
  text: "update plan_prices set is_active = false where is_active and id <> all($1::text[])",
};

/** Whoever is on a plan is allowed what the plan allows now. */
const followLimits = {
  name: "plan_limits_follow",
  text: `update subscriptions s set limits = p.limits, updated_at = now() from plans p
    where p.id = s.plan_id and s.limits is distinct from p.limits`,
};

/**
 * Keeps what the provider sells, so that it is known when the provider is not there, and answers what is on sale. A plan
 * or price that is sold no more stays for those who are on it. Of several defaults the first by rank counts.
 */
export async function saveOffer(
  { system, log }: { system: SystemDb; log: Logger },
  plans: readonly ProviderPlan[],
): Promise<readonly PlanDto[]> {
  const ranked = plans.toSorted((one, other) => one.rank - other.rank || (one.code < other.code ? -1 : 1));
  const codes = ranked.map(({ code }) => code);
  const unlike = ranked.filter(({ code }, index) => codes.indexOf(code) === index);
  if (unlike.length < ranked.length) log.warn({ codes }, "several products are one plan: the first counts");
  const first = unlike.find(({ isDefault }) => isDefault)?.code ?? null;
  return system.transaction(async (tx) => {
    await tx.sql(takeTurn);
    await tx.sql(clearDefault, first);
    for (const plan of unlike) await savePlan(tx, plan, plan.code === first);
    await tx.sql(retirePlans, codes);
    await tx.sql(
      retirePrices,
      unlike.flatMap(({ prices }) => prices.map(({ id }) => id)),
    );
    await tx.sql(followLimits);
    return readPlans(tx.sql);
  });
}

async function savePlan(tx: Tx, plan: ProviderPlan, isDefault: boolean): Promise<void> {
  const { code, productId, name, description, rank, isPublic, prices } = plan;
  const limits = JSON.stringify(parseLimits(plan.limits));
  const values = [newId(), code, productId, name, description, rank, isPublic, isDefault, limits];
  const [row] = await tx.sql<{ id: string }>(upsertPlan, ...values);
  await tx.sql(
    upsertPrices,
    row?.id,
    prices.map(({ id }) => id),
    prices.map(({ currency }) => currency),
    prices.map(({ interval }) => interval),
    prices.map(({ amountMinor }) => amountMinor),
  );
}

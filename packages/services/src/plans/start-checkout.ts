import type { ProviderPageDto, StartCheckoutInput } from "@stead/contracts/plans";
import { AppError, invalidField } from "@stead/kernel/errors";
import { readOne, requirePermission, requireWholeAgency, type ServiceContext } from "../context/index.ts";
import { patience } from "./get-account.ts";
import { isRunning } from "./get-plan.ts";
import { answered, requirePlatform, type Platform, type PlanVerb } from "./open-platform.ts";
import { readSubscription } from "./rows.ts";

const soldPrice = {
  name: "plan_price_sold",
  text: `select r.id from plan_prices r join plans p on p.id = r.plan_id
    where r.id = $1 and r.is_active and p.is_active and p.is_public`,
};

const insert = {
  name: "subscription_insert",
  text: `insert into subscriptions (agency_id, customer_id) values ($1, $2) on conflict do nothing`,
};

const emailOf = {
  name: "plan_customer_email",
  text: "select email from users where id = $1",
};

/** Throws INVALID for a price that is not on sale. */
export async function requireSoldPrice({ system }: Platform, priceId: string): Promise<void> {
  if ((await readOne(system.sql, soldPrice, priceId)) === undefined)
    throw invalidField("priceId", "sold", "this price is not on sale; look at the plans again");
}

/** The agency as the provider's customer, made when it first pays; any number of calls make one. */
async function ensureCustomer(ctx: ServiceContext, platform: Platform): Promise<string> {
  const { sql } = platform.system;
  const known = await readSubscription(sql, ctx.agencyId);
  if (known !== undefined) return known.customerId;
  const person =
    ctx.actor.id === null ? undefined : await readOne<{ email: string }>(sql, emailOf, ctx.actor.id);
  const { customerId } = answered(
    await platform.billing.createCustomer(
      { agencyId: ctx.agencyId, name: ctx.agency.name, email: person?.email ?? null },
      { signal: patience(ctx) },
    ),
  );
  await sql(insert, ctx.agencyId, customerId);
  return customerId;
}

/**
 * A page of the provider's where the agency pays for a plan; it is on it when the provider says that it was paid, not
 * when the person comes back. Throws PRECONDITION while a subscription runs: that one is changed.
 */
export async function startCheckout({
  ctx,
  platform: given,
  input,
}: PlanVerb<StartCheckoutInput>): Promise<ProviderPageDto> {
  requirePermission(ctx, "agency:write");
  requireWholeAgency(ctx);
  const platform = requirePlatform(given);
  await requireSoldPrice(platform, input.priceId);
  const row = await readSubscription(platform.system.sql, ctx.agencyId);
  if (row !== undefined && isRunning(row.status))
    throw new AppError("PRECONDITION", "the agency has a subscription; change its plan instead", {
      rule: "subscription_runs",
    });
  const request = {
    agencyId: ctx.agencyId,
    customerId: await ensureCustomer(ctx, platform),
    priceId: input.priceId,
    requestKey: `${ctx.agencyId}:${input.idempotencyKey}`,
    returnUrl: `${platform.publicUrl}/settings/plan`,
  };
  return answered(await platform.billing.startCheckout(request, { signal: patience(ctx) }));
}

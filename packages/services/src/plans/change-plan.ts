import type {
  AgencyPlanDto,
  ChangePlanInput,
  PlanChangePreviewDto,
  PreviewPlanChangeInput,
} from "@stead/contracts/plans";
import { AppError } from "@stead/kernel/errors";
import { requirePermission, requireWholeAgency, type ServiceContext } from "../context/index.ts";
import { applyFacts, isState } from "./apply-facts.ts";
import { patience } from "./get-account.ts";
import { getPlan, isRunning } from "./get-plan.ts";
import { answered, requirePlatform, type Platform, type PlanVerb } from "./open-platform.ts";
import { readSubscription } from "./rows.ts";
import { requireSoldPrice } from "./start-checkout.ts";

export type Running = { customerId: string; subscriptionId: string; itemId: string; priceId: string };

/** The subscription that runs. Throws PRECONDITION without one. */
export async function requireRunning({ system }: Platform, ctx: ServiceContext): Promise<Running> {
  const row = await readSubscription(system.sql, ctx.agencyId);
  const snapshot = row?.subscriptionId == null ? null : row.facts[row.subscriptionId]?.snapshot;
  if (row === undefined || snapshot == null || !isRunning(row.status))
    throw new AppError("PRECONDITION", "the agency has no subscription; choose a plan first", {
      rule: "no_subscription",
    });
  const { subscriptionId, itemId, priceId } = snapshot;
  return { customerId: row.customerId, subscriptionId, itemId, priceId };
}

/** The second that a change counts from: shown and then done for the same one, so that both cost the same. */
const wholeSecond = (ms: number) => new Date(Math.floor(ms / 1_000) * 1_000).toISOString();
/** How long a shown price holds. */
const shownMs = 60 * 60_000;

/** What another plan costs now, as the provider reckons it. Nothing changes. */
export async function previewPlanChange({
  ctx,
  platform: given,
  input,
}: PlanVerb<PreviewPlanChangeInput>): Promise<PlanChangePreviewDto> {
  requirePermission(ctx, "agency:write");
  requireWholeAgency(ctx);
  const platform = requirePlatform(given);
  await requireSoldPrice(platform, input.priceId);
  const { customerId, subscriptionId, itemId } = await requireRunning(platform, ctx);
  const at = wholeSecond(ctx.clock.nowMs());
  const request = { customerId, subscriptionId, itemId, priceId: input.priceId, at };
  const preview = answered(await platform.billing.previewChange(request, { signal: patience(ctx) }));
  return { ...preview, lines: [...preview.lines], at };
}

/**
 * Changes the plan at once and takes what it costs. Nothing changes when the payment fails. Throws PRECONDITION for
 * that, for a price shown more than an hour ago, and for the plan that the agency is on.
 */
export async function changePlan({
  ctx,
  platform: given,
  input,
}: PlanVerb<ChangePlanInput>): Promise<AgencyPlanDto> {
  requirePermission(ctx, "agency:write");
  requireWholeAgency(ctx);
  const platform = requirePlatform(given);
  await requireSoldPrice(platform, input.priceId);
  const ageMs = ctx.clock.nowMs() - Date.parse(input.at);
  if (ageMs > shownMs || ageMs < -shownMs)
    throw new AppError("PRECONDITION", "what the change costs was shown long ago; look at it again", {
      rule: "preview_old",
    });
  const { subscriptionId, itemId, priceId } = await requireRunning(platform, ctx);
  if (priceId !== input.priceId) {
    const requestKey = `${ctx.agencyId}:${input.idempotencyKey}`;
    const request = { subscriptionId, itemId, priceId: input.priceId, at: input.at, requestKey };
    const facts = answered(await platform.billing.changePlan(request, { signal: patience(ctx) }));
    await applyFacts(platform, ctx, facts.filter(isState));
  }
  return getPlan({ ctx, platform });
}

import type { AgencyPlanDto, CancelPlanInput } from "@stead/contracts/plans";
import { requirePermission, requireWholeAgency } from "../context/index.ts";
import { applyFacts, isState } from "./apply-facts.ts";
import { requireRunning } from "./change-plan.ts";
import { patience } from "./get-account.ts";
import { getPlan } from "./get-plan.ts";
import { answered, requirePlatform, type PlanVerb } from "./open-platform.ts";

async function setEnd(
  { ctx, platform: given, input }: PlanVerb<CancelPlanInput>,
  cancelsAtEnd: boolean,
): Promise<AgencyPlanDto> {
  requirePermission(ctx, "agency:write");
  requireWholeAgency(ctx);
  const platform = requirePlatform(given);
  const { subscriptionId } = await requireRunning(platform, ctx);
  const requestKey = `${ctx.agencyId}:${input.idempotencyKey}`;
  const facts = answered(
    await platform.billing.setCancelAtEnd(
      { subscriptionId, cancelsAtEnd, requestKey },
      { signal: patience(ctx) },
    ),
  );
  await applyFacts(platform, ctx, facts.filter(isState));
  return getPlan({ ctx, platform });
}

/** Lets the plan end with the period that is paid. Until then it can be kept after all. */
export const cancelPlan = (verb: PlanVerb<CancelPlanInput>): Promise<AgencyPlanDto> => setEnd(verb, true);

/** Keeps a plan that was to end. */
export const resumePlan = (verb: PlanVerb<CancelPlanInput>): Promise<AgencyPlanDto> => setEnd(verb, false);

import type { AgencyPlanDto, PlanStandingDto, PlanUsageDto } from "@stead/contracts/plans";
import type { SystemDb } from "@stead/db/system";
import {
  levelOf,
  noLimits,
  planMonth,
  readLimits,
  readOne,
  requirePermission,
  requireWholeAgency,
  type ServiceContext,
} from "../context/index.ts";
import type { Platform } from "./open-platform.ts";
import { priceOf, readDefaultPlan, readPricedPlan, readSubscription } from "./rows.ts";

const ofAgency = {
  name: "plan_usage_own",
  text: `select (select count(*)::int from units where agency_id = $1 and status <> 'archived') as units,
      (select count(*)::int from exports where agency_id = $1 and created_at >= $2) as "exportsPerMonth"`,
};
const ofDirectory = {
  name: "plan_usage_directory",
  text: `select (select count(*)::int from members where agency_id = $1)
      + (select count(*)::int from invitations where agency_id = $1 and status = 'pending' and expires_at > now()) as members,
      (select count(*)::int from api_keys where reference_id = $1 and coalesce(enabled, true)
        and (expires_at is null or expires_at > now())) as "apiKeys"`,
};

/** How many members, with those invited, and API keys an agency has: rows that the platform's own role reads. */
export async function readDirectoryUsage(
  sql: SystemDb["sql"],
  agencyId: string,
): Promise<Pick<PlanUsageDto, "members" | "apiKeys">> {
  const row = await readOne<Pick<PlanUsageDto, "members" | "apiKeys">>(sql, ofDirectory, agencyId);
  return row ?? { members: 0, apiKeys: 0 };
}

/** What the agency is on, what that allows, and how much of it is in use. Asks no provider. */
export async function getPlan({
  ctx,
  platform,
}: {
  ctx: ServiceContext;
  platform: Platform | null;
}): Promise<AgencyPlanDto> {
  requirePermission(ctx, "agency:read");
  requireWholeAgency(ctx);
  const own = readOne<Pick<PlanUsageDto, "units" | "exportsPerMonth">>(
    ctx.db.sql,
    ofAgency,
    ctx.agencyId,
    planMonth(ctx),
  );
  if (platform === null) {
    const usage = { units: 0, exportsPerMonth: 0, ...(await own), members: 0, apiKeys: 0 };
    return { ...nothing, isOn: false, usage };
  }
  const { sql } = platform.system;
  const [row, directory, ownUsage] = await Promise.all([
    readSubscription(sql, ctx.agencyId),
    readDirectoryUsage(sql, ctx.agencyId),
    own,
  ]);
  const usage = { units: 0, exportsPerMonth: 0, ...ownUsage, ...directory };
  const priced = row?.priceId == null ? undefined : await readPricedPlan(sql, row.priceId);
  const plan = priced ?? (await readDefaultPlan(sql));
  const shown = { planCode: plan?.code ?? null, planName: plan?.name ?? null };
  const limits = readLimits(row?.limits ?? plan?.limits);
  if (row === undefined) return { ...nothing, ...shown, limits, usage };
  return {
    ...shown,
    isOn: true,
    level: levelOf(row.status),
    status: row.status,
    price: priced === undefined ? null : priceOf(priced),
    limits,
    usage,
    periodEndsAt: row.periodEndsAt,
    trialEndsAt: row.trialEndsAt,
    cancelsAtEnd: row.cancelsAtEnd,
    pastDueSince: row.pastDueSince,
    entitledAt: row.entitledAt,
    hasSubscription: isRunning(row.status),
  };
}

const nothing: Omit<AgencyPlanDto, "usage"> = {
  isOn: true,
  level: "full",
  status: "none",
  planCode: null,
  planName: null,
  price: null,
  limits: noLimits,
  periodEndsAt: null,
  trialEndsAt: null,
  cancelsAtEnd: false,
  pastDueSince: null,
  entitledAt: null,
  hasSubscription: false,
};

/** Whether there is a subscription that can be changed, ended or resumed. */
export const isRunning = (status: AgencyPlanDto["status"]): boolean =>
  status === "trialing" ||
  status === "active" ||
  status === "past_due" ||
  status === "unpaid" ||
  status === "paused";

/** What every page needs to know: whether something has to be said. */
export function getStanding({ ctx }: { ctx: ServiceContext }): PlanStandingDto {
  requirePermission(ctx, "agency:read");
  const status = ctx.standing?.status ?? "none";
  return { level: levelOf(status), status };
}

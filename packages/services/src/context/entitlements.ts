import type { LimitName, PlanLevel, PlanLimits, SubscriptionStatus } from "@stead/contracts/plans";
import { limitNames } from "@stead/contracts/plans";
import type { Sql, Statement, Tx } from "@stead/db/client";
import { AppError } from "@stead/kernel/errors";
import type { ServiceContext, Standing } from "./context.ts";

/** A standing as rows hold it: of the agency's subscription, else of the plan for those without one. */
export type StandingRow = { status: string | null; planName: string | null; limits: unknown };

const levels: Readonly<Record<SubscriptionStatus, PlanLevel>> = {
  none: "full",
  incomplete: "full",
  incomplete_expired: "full",
  trialing: "full",
  active: "full",
  past_due: "grace",
  paused: "read_only",
  unpaid: "read_only",
  canceled: "read_only",
};

/** Everything; everything while a payment is late; or reading and taking data out, which nobody takes away. */
export function levelOf(status: SubscriptionStatus): PlanLevel {
  return levels[status];
}

export const noLimits: PlanLimits = { units: null, members: null, apiKeys: null, exportsPerMonth: null };

/** The standing of a row; a plan that sets nothing limits nothing. */
export function readStanding({ status, planName, limits }: StandingRow): Standing {
  const known = (Object.keys(levels) as SubscriptionStatus[]).find((one) => one === status) ?? "none";
  return { status: known, planName, limits: readLimits(limits) };
}

const standingOf = {
  name: "plan_standing",
  text: `select s.status, coalesce(p.name, d.name) as "planName", coalesce(s.limits, d.limits) as limits
    from agencies a left join subscriptions s on s.agency_id = a.id left join plans p on p.id = s.plan_id
    left join plans d on d.is_default and d.is_active and s.plan_id is null
    where a.id = $1`,
};

/** What an agency's plan allows, for work that no person asks for. */
export async function readAgencyStanding(sql: Sql, agencyId: string): Promise<Standing> {
  const [row] = await sql<StandingRow>(standingOf, agencyId);
  return readStanding(row ?? { status: null, planName: null, limits: null });
}

/** Limits of a row: what is no count limits nothing. */
export function readLimits(value: unknown): PlanLimits {
  const read = (name: LimitName): number | null => {
    const most: unknown = typeof value === "object" && value !== null ? Reflect.get(value, name) : null;
    return Number.isSafeInteger(most) ? Number(most) : null;
  };
  const [units, members, apiKeys, exportsPerMonth] = limitNames.map(read);
  return {
    units: units ?? null,
    members: members ?? null,
    apiKeys: apiKeys ?? null,
    exportsPerMonth: exportsPerMonth ?? null,
  };
}

/** Whether the agency may only read: nothing of it is begun by itself either. */
export function isReadOnly({ standing }: Pick<ServiceContext, "standing">): boolean {
  return standing !== undefined && levelOf(standing.status) === "read_only";
}

const whatToDo: Readonly<Partial<Record<SubscriptionStatus, string>>> = {
  unpaid: "pay the open invoice under Settings > Plan",
  paused: "add a way to pay under Settings > Plan",
  canceled: "choose a plan under Settings > Plan",
};

/** Throws PRECONDITION, with the rule and what to do, when the agency may only read. Nothing is limited without a standing. */
export function requireWritable(standing: Standing | undefined): void {
  if (standing === undefined || levelOf(standing.status) !== "read_only") return;
  const act = whatToDo[standing.status] ?? "look under Settings > Plan";
  throw new AppError(
    "PRECONDITION",
    `the agency's plan is not paid, so nothing can be changed; everything can be read and exported. To go on, ${act}`,
    { rule: "plan_read_only", status: standing.status },
  );
}

const nouns: Readonly<Record<LimitName, { counted: string; act: string }>> = {
  units: { counted: "units", act: "archive units" },
  members: { counted: "members, with those invited", act: "remove members" },
  apiKeys: { counted: "API keys", act: "revoke keys" },
  exportsPerMonth: { counted: "exports a month", act: "wait for the next month" },
};

/** Throws PRECONDITION, with the limit and what to do, when so many more are beyond what the plan allows. */
export function checkRoom(
  standing: Standing | undefined,
  name: LimitName,
  used: number,
  adding: number,
): void {
  const most = standing?.limits[name] ?? null;
  if (most === null || used + adding <= most) return;
  const { counted, act } = nouns[name];
  const plan = standing?.planName == null ? "the plan" : `the plan ${standing.planName}`;
  throw new AppError(
    "PRECONDITION",
    `${plan} allows ${most.toLocaleString("en")} ${counted}, and ${used.toLocaleString("en")} are in use; ${act}, or choose a larger plan under Settings > Plan`,
    { rule: "plan_limit", limit: name, most, used, adding },
  );
}

type Counted = "units" | "exportsPerMonth";
type Tally = { statement: Statement; values: readonly unknown[] };

/** The month that exports are counted in begins at midnight in UTC. */
export function planMonth({ clock }: Pick<ServiceContext, "clock">): string {
  return `${new Date(clock.nowMs()).toISOString().slice(0, 7)}-01T00:00:00.000Z`;
}

/** Counts of what plans limit, by rows that an agency's own role reads. */
const tallies: Readonly<Record<Counted, (ctx: Pick<ServiceContext, "agencyId" | "clock">) => Tally>> = {
  units: ({ agencyId }) => ({
    statement: {
      name: "plan_units",
      text: "select count(*)::int as used from units where agency_id = $1 and status <> 'archived'",
    },
    values: [agencyId],
  }),
  exportsPerMonth: (ctx) => ({
    statement: {
      name: "plan_exports",
      text: "select count(*)::int as used from exports where agency_id = $1 and created_at >= $2",
    },
    values: [ctx.agencyId, planMonth(ctx)],
  }),
};

const takeTurn = {
  name: "plan_turn",
  text: "select pg_advisory_xact_lock(hashtextextended('plan:' || $2 || ':' || $1::text, 0))",
};

/**
 * Throws PRECONDITION when `adding` more are beyond the plan. Those who add at once take turns until their transactions
 * end, so that they do not pass together what none of them may pass. Costs nothing without a limit.
 */
export async function requireRoom(
  tx: Pick<Tx, "sql">,
  ctx: Pick<ServiceContext, "agencyId" | "clock" | "standing">,
  name: Counted,
  adding: number,
): Promise<void> {
  if (adding <= 0 || (ctx.standing?.limits[name] ?? null) === null) return;
  await tx.sql(takeTurn, ctx.agencyId, name);
  const { statement, values } = tallies[name](ctx);
  const [row] = await tx.sql<{ used: number }>(statement, ...values);
  checkRoom(ctx.standing, name, row?.used ?? 0, adding);
}

import type { Cache } from "@stead/cache/cache";
import type { AgencyPolicies } from "@stead/contracts/agency";
import type { Permission } from "@stead/contracts/permissions";
import type { PlanLimits, SubscriptionStatus } from "@stead/contracts/plans";
import type { TenantDb } from "@stead/db/client";
import { today, type Clock } from "@stead/kernel/clock";
import type { CivilDate } from "@stead/kernel/dates";
import type { Logger } from "@stead/kernel/logger";

/** Who acts: a person, a program with a key, a tenant in the portal, or Stead itself (a job, a schedule). */
export type Actor = { kind: "user" | "api_key" | "contact" | "system"; id: string | null };

/** What verbs need to know of the agency they work for. */
export type AgencyFacts = {
  name: string;
  currency: string;
  timeZone: string;
  country: string;
  locale: string;
  policies: AgencyPolicies;
};

/** What an agency's plan allows: the whole answer to "may it, and how much". */
export type Standing = {
  status: SubscriptionStatus;
  planName: string | null;
  limits: PlanLimits;
};

/** All that a verb may use: nothing is ambient. Made once a request or job, for one agency. */
export type ServiceContext = {
  agencyId: string;
  agency: AgencyFacts;
  actor: Actor;
  permissions: ReadonlySet<Permission>;
  /** Properties the actor is limited to; null when not limited. */
  propertyIds: readonly string[] | null;
  db: TenantDb;
  clock: Clock;
  log: Logger;
  requestId: string;
  signal?: AbortSignal | undefined;
  /** What the agency's plan allows; left out where plans are off, and everything is allowed. */
  standing?: Standing | undefined;
  /** What is at hand; left out where every read goes to the database: in what changes anything, and in jobs. */
  reads?: Reads | undefined;
};

/** Where answers are kept, and the way to the rows for whoever loads one: for all who wait, not for one request. */
export type Reads = {
  cache: Cache;
  db: TenantDb;
  /** Is told the version of an answer before it is given; may throw, to end a call whose caller has that one. */
  onVersion?: ((version: string) => void) | undefined;
};

/** The one argument of every verb. `input` has passed its contract's schema at the edge. */
export type Verb<Input> = { ctx: ServiceContext; input: Input };

/** Today in the agency's time zone. */
export function agencyToday(ctx: ServiceContext): CivilDate {
  return today(ctx.clock, ctx.agency.timeZone);
}

/** This moment, as it is written down. */
export function instantNow(ctx: Pick<ServiceContext, "clock">): string {
  return new Date(ctx.clock.nowMs()).toISOString();
}

/** The person who acts; null for a program or Stead itself. */
export function actingUserId({ actor }: Pick<ServiceContext, "actor">): string | null {
  return actor.kind === "user" ? actor.id : null;
}

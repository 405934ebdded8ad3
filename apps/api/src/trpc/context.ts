import type { SystemDb } from "@stead/db/system";
import type { SystemBreakersDto } from "@stead/contracts/rail-accounts";
import type { ApiKeyIdentity, Membership, SessionIdentity } from "@stead/auth/identity";
import type { Auth } from "@stead/auth/auth";
import type { Cache } from "@stead/cache/cache";
import { AgencyPolicies } from "@stead/contracts/agency";
import {
  permissions as allPermissions,
  rolePermissions,
  type Permission,
} from "@stead/contracts/permissions";
import type { AgencyScope, ReadingScope, TenantDb } from "@stead/db/client";
import type { Clock } from "@stead/kernel/clock";
import { AppError } from "@stead/kernel/errors";
import type { Logger } from "@stead/kernel/logger";
import type { Seams } from "@stead/kernel/seams";
import type { QueueAdmin } from "@stead/queue/admin";
import type { Actor } from "@stead/services/context";
import { readStanding, type RailContext, type Rails } from "@stead/services/context";
import type { Platform } from "@stead/services/plans";
import type { PortalContext } from "@stead/services/portal";
import { clientAddressHeader } from "../plugins/web-headers.ts";
import { portalContext } from "./portal-context.ts";
import { positionOf } from "./position-cookie.ts";

/** What the process gives to every request. */
export type ApiDeps = {
  auth: Auth;
  forAgency(agencyId: string, scope: AgencyScope): TenantDb;
  /** For queries whose answer may be a moment behind. */
  forReading(agencyId: string, scope: ReadingScope): TenantDb;
  /** Something of the agency was committed: answers the cookie by which its session's next reads know; none without replicas. */
  noteChange(this: void, agencyId: string): Promise<string | undefined>;
  /** The ways to the providers of money. */
  rails: Rails;
  /** The platform's own plans; null where none are sold. */
  platform: Platform | null;
  /** Where answers of reads are kept; null where nobody would tell this process that they are old. */
  reads: Cache | null;
  /** The operators' side of the queue. */
  queues: QueueAdmin;
  /** What stands before every process's calls to providers, for operators. */
  listSystemBreakers(): Promise<SystemBreakersDto>;
  /** What operators look at of the cache, and act on. */
  caching: { system: SystemDb; cache: Cache };
  clock: Clock;
  log: Logger;
  seams: Seams;
  /** Longest time of one request. */
  requestTimeoutMs: number;
  /** Tells the dispatchers that a committed change may have left work. */
  nudge(this: void): void;
  /** Explains what a database error means, for those that no verb foresaw. */
  explainError(error: unknown): AppError | undefined;
};

export type Caller =
  | { kind: "nobody" }
  | ({ kind: "session" } & SessionIdentity)
  | ({ kind: "api_key" } & ApiKeyIdentity);

/** One HTTP request, and with it every call of its batch. */
export type ApiContext = {
  deps: ApiDeps;
  requestId: string;
  headers: Headers;
  caller: Caller;
  /** Why the caller is refused before any call: each call of the request then fails with it. */
  refusal: AppError | undefined;
  log: Logger;
  signal: AbortSignal;
  /** Epoch milliseconds. */
  deadline: number;
  /** The member's verbs' context, made once for all calls of the request that may be answered alike. */
  openServices(way?: Way): RailContext;
  /** The tenant's, found once for all calls of the request. Throws UNAUTHENTICATED without a good session of the portal. */
  openPortal(): Promise<PortalContext>;
  /** Where the answer may be kept: ends the call when the caller has the one of this version. */
  unlessKnown?: ((version: string | undefined) => void) | undefined;
  /** A call changed something of the agency: no later read of this session may lack it. */
  noteChange(agencyId: string): Promise<void>;
};

/** `reading`: a replica that has all that the caller has seen may answer. */
export type Way = "reading" | "writing";

export type ContextOptions = {
  deps: ApiDeps;
  requestId: string;
  headers: Headers;
  signal: AbortSignal;
  setCookies: (cookies: string[]) => void;
  /** Whoever asks is not looked for: the answer is the same for everybody. */
  isForEverybody?: boolean;
};

function bearerKey(headers: Headers): string | null {
  return headers.get("x-api-key") ?? /^Bearer\s+(.+)$/i.exec(headers.get("authorization") ?? "")?.[1] ?? null;
}

/** Who calls: a key wins over a cookie, and a bad key is an error, never an anonymous call. */
async function findCaller({ deps, headers, setCookies, isForEverybody }: ContextOptions): Promise<Caller> {
  if (isForEverybody === true) return { kind: "nobody" };
  const key = bearerKey(headers);
  if (key !== null) {
    const identity = await deps.auth.resolveApiKey(key, headers.get(clientAddressHeader) ?? "");
    if (identity === null)
      throw new AppError("UNAUTHENTICATED", "this API key is unknown, revoked or expired");
    return { kind: "api_key", ...identity };
  }
  const resolved = await deps.auth.resolveSession(headers);
  if (resolved === null) return { kind: "nobody" };
  const { cookies, ...identity } = resolved;
  if (cookies.length > 0) setCookies(cookies);
  return { kind: "session", ...identity };
}

/** What a member may do: the role's permissions, for a key only those that it was given. */
export function permissionsOf(caller: Caller): ReadonlySet<Permission> {
  if (caller.kind === "nobody" || caller.membership === null) return new Set();
  const ofRole = rolePermissions[caller.membership.role];
  if (caller.kind === "session") return new Set(ofRole);
  const ofKey = new Set<string>(caller.permissions);
  return new Set(allPermissions.filter((permission) => ofKey.has(permission) && ofRole.includes(permission)));
}

function actorOf(caller: Caller): Actor {
  if (caller.kind === "api_key") return { kind: "api_key", id: caller.apiKeyId };
  return { kind: "user", id: caller.kind === "session" ? caller.user.id : null };
}

/** Where the caller works. Throws UNAUTHENTICATED, or FORBIDDEN before an agency is chosen. */
export function membershipOf(caller: Caller): Membership {
  if (caller.kind === "nobody") throw new AppError("UNAUTHENTICATED", "sign in first");
  if (caller.membership === null)
    throw new AppError("FORBIDDEN", "choose an agency first", { reason: "no_agency" });
  return caller.membership;
}

/** The context of one agency's verbs. */
export function serviceContext(
  ctx: Omit<ApiContext, "openServices" | "openPortal" | "noteChange">,
  membership: Membership,
  way: Way = "writing",
): RailContext {
  const { deps, caller, requestId, signal, deadline } = ctx;
  const { id: agencyId, policies, plan, ...facts } = membership.agency;
  return {
    agencyId,
    agency: { ...facts, policies: AgencyPolicies.parse(policies) },
    actor: actorOf(caller),
    permissions: permissionsOf(caller),
    propertyIds: membership.propertyIds,
    db:
      way === "reading"
        ? deps.forReading(agencyId, { deadline, signal, after: positionOf(ctx.headers) })
        : deps.forAgency(agencyId, { deadline, signal }),
    clock: deps.clock,
    log: ctx.log.child({ agencyId }),
    requestId,
    signal,
    rails: deps.rails,
    ...(deps.reads !== null && {
      reads: { cache: deps.reads, db: deps.forAgency(agencyId, { deadline }) },
    }),
    ...(deps.platform !== null && { standing: readStanding(plan) }),
  };
}

/** Finding the caller must not fail here: an error of a call is told with the request's id, one outside is not. */
async function meetCaller(
  options: ContextOptions,
): Promise<{ caller: Caller; refusal: AppError | undefined }> {
  try {
    return { caller: await findCaller(options), refusal: undefined };
  } catch (error) {
    const refusal =
      options.deps.explainError(error) ??
      new AppError("INTERNAL", "the caller could not be found", {}, { cause: error });
    return { caller: { kind: "nobody" }, refusal };
  }
}

/** The context of a request: one statement finds caller, agency, role and scope, whatever the batch holds. */
export async function createContext(options: ContextOptions): Promise<ApiContext> {
  const { deps, requestId, headers, signal } = options;
  const { caller, refusal } = await meetCaller(options);
  const base = {
    refusal,
    deps,
    requestId,
    headers,
    caller,
    signal,
    log: deps.log.child({ requestId }),
    deadline: Date.now() + deps.requestTimeoutMs,
  };
  const services: Partial<Record<Way, RailContext>> = {};
  let portal: Promise<PortalContext> | undefined;
  return {
    ...base,
    openServices: (way = "writing") => (services[way] ??= serviceContext(base, membershipOf(caller), way)),
    openPortal: () => (portal ??= portalContext(base)),
    noteChange: async (agencyId) => {
      const cookie = await deps.noteChange(agencyId);
      if (cookie !== undefined) options.setCookies([cookie]);
    },
  };
}

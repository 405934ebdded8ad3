import type { Auth } from "@stead/auth/auth";
import type { AgencyRecord } from "@stead/auth/identity";
import { AgencyPolicies } from "@stead/contracts/agency";
import type { AgencyScope, TenantDb } from "@stead/db/client";
import type { Clock } from "@stead/kernel/clock";
import { AppError } from "@stead/kernel/errors";
import type { Logger } from "@stead/kernel/logger";
import type { RailContext, Rails } from "@stead/services/context";
import { resolveSession, type PortalContext } from "@stead/services/portal";
import type { FastifyRequest } from "fastify";
import { webHeaders } from "../plugins/web-headers.ts";

/** What a portal needs of a request and of the process. */
export type PortalRequest = {
  deps: {
    auth: Pick<Auth, "portal">;
    forAgency(agencyId: string, scope: AgencyScope): TenantDb;
    rails: Rails;
    clock: Clock;
  };
  requestId: string;
  headers: Headers;
  log: Logger;
  signal: AbortSignal;
  /** Epoch milliseconds. */
  deadline: number;
};

/** What a portal needs of a request over HTTP. */
export function portalRequestOf(
  deps: PortalRequest["deps"] & { log: Logger; requestTimeoutMs: number },
  request: FastifyRequest,
): PortalRequest {
  return {
    deps,
    requestId: request.id,
    headers: webHeaders(request),
    log: deps.log.child({ requestId: request.id }),
    signal: AbortSignal.timeout(deps.requestTimeoutMs),
    deadline: Date.now() + deps.requestTimeoutMs,
  };
}

/** The context of a portal's doors: an agency, nobody's permissions, nobody's properties. */
export function doorContext(
  request: PortalRequest,
  { id: agencyId, policies, ...facts }: Omit<AgencyRecord, "plan">,
): RailContext {
  const { deps, requestId, log, signal, deadline } = request;
  return {
    agencyId,
    agency: { ...facts, policies: AgencyPolicies.parse(policies) },
    actor: { kind: "system", id: null },
    permissions: new Set(),
    propertyIds: [],
    db: deps.forAgency(agencyId, { deadline, signal }),
    clock: deps.clock,
    log: log.child({ agencyId }),
    requestId,
    signal,
    rails: deps.rails,
  };
}

/** The signed-in tenant's context, by the portal's own cookie. Throws UNAUTHENTICATED without a good one. */
export async function portalContext(request: PortalRequest): Promise<PortalContext> {
  const { deps, headers, signal, deadline } = request;
  const cookie = deps.auth.portal.readCookie(headers);
  if (cookie === null) throw signInFirst();
  const { agencyId, token } = cookie;
  const db = deps.forAgency(agencyId, { deadline, signal });
  const identity = await resolveSession({ agencyId, db, clock: deps.clock, rails: deps.rails }, token);
  if (identity === null) throw signInFirst();
  const { agency, contactId, sessionId, leaseIds, propertyIds } = identity;
  return {
    ...doorContext(request, { id: agencyId, ...agency }),
    actor: { kind: "contact", id: contactId },
    propertyIds,
    contactId,
    sessionId,
    leaseIds,
  };
}

const signInFirst = () =>
  new AppError("UNAUTHENTICATED", "sign in to the portal first", { reason: "portal" });

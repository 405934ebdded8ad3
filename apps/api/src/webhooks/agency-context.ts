import { AgencyPolicies } from "@stead/contracts/agency";
import type { Permission } from "@stead/contracts/permissions";
import { AppError } from "@stead/kernel/errors";
import type { AgencyFacts, ServiceContext } from "@stead/services/context";
import type { ApiDeps } from "../trpc/context.ts";

const agencyFacts = {
  name: "door_agency",
  text: `select name, currency, time_zone as "timeZone", country, locale, policies from agencies where id = $1`,
};

const mayRead: ReadonlySet<Permission> = new Set<Permission>(["payments:read"]);

/** Stead itself, asking one agency's rows what a provider wants to know. It may read and nothing else. */
export async function openAgencyContext(
  deps: ApiDeps,
  { agencyId, requestId, deadlineMs }: { agencyId: string; requestId: string; deadlineMs: number },
): Promise<ServiceContext> {
  const db = deps.forAgency(agencyId, { deadline: Date.now() + deadlineMs });
  const [row] = await db.sql<Omit<AgencyFacts, "policies"> & { policies: object }>(agencyFacts, agencyId);
  if (row === undefined) throw new AppError("NOT_FOUND", "there is no such agency");
  return {
    agencyId,
    agency: { ...row, policies: AgencyPolicies.parse(row.policies) },
    actor: { kind: "system", id: null },
    permissions: mayRead,
    propertyIds: null,
    db,
    clock: deps.clock,
    log: deps.log,
    requestId,
  };
}

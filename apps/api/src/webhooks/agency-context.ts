import type { Permission } from "@stead/contracts/permissions";
import { readAgencyFacts, type ServiceContext } from "@stead/services/context";
import type { ApiDeps } from "../trpc/context.ts";

const mayRead: ReadonlySet<Permission> = new Set<Permission>(["payments:read"]);

/** Stead itself, asking one agency's rows what a provider wants to know. It may read and nothing else. */
export async function openAgencyContext(
  deps: ApiDeps,
  { agencyId, requestId, deadlineMs }: { agencyId: string; requestId: string; deadlineMs: number },
): Promise<ServiceContext> {
  const db = deps.forAgency(agencyId, { deadline: Date.now() + deadlineMs });
  return {
    agencyId,
    agency: await readAgencyFacts(db.sql, agencyId),
    actor: { kind: "system", id: null },
    permissions: mayRead,
    propertyIds: null,
    db,
    clock: deps.clock,
    log: deps.log,
    requestId,
  };
}

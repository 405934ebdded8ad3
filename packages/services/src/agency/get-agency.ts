import type { AgencyDto } from "@stead/contracts/agency";
import { requirePermission, type ServiceContext } from "../context/index.ts";
import { readAgency } from "./queries.ts";

/** The agency's own record and policies. */
export async function getAgency({ ctx }: { ctx: ServiceContext }): Promise<AgencyDto> {
  requirePermission(ctx, "agency:read");
  return readAgency(ctx.db.sql, ctx.agencyId);
}

import type { PortalLinkDto } from "@stead/contracts/portal";
import { requirePermission, type RailContext } from "../context/index.ts";
import { readSlug } from "./queries.ts";
import { portalPath } from "./rules.ts";

/** Where the agency's tenants sign in. */
export async function getPortalLink({ ctx }: { ctx: RailContext }): Promise<PortalLinkDto> {
  requirePermission(ctx, "agency:read");
  const path = portalPath(await readSlug(ctx.db.sql, ctx.agencyId));
  return { url: new URL(path, ctx.rails.publicUrl).href };
}

import type { PropertyDto } from "@stead/contracts/portfolio";
import { requirePermission, requirePropertyInScope, type Verb } from "../context/index.ts";
import { readProperty } from "./queries.ts";

/** One property with its owners' shares and its units of today. Throws NOT_FOUND. */
export async function getProperty({ ctx, input }: Verb<{ id: string }>): Promise<PropertyDto> {
  requirePermission(ctx, "portfolio:read");
  requirePropertyInScope(ctx, input.id);
  return readProperty(ctx.db.sql, ctx, input.id);
}

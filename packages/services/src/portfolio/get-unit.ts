import type { UnitDto } from "@stead/contracts/portfolio";
import { requirePermission, type Verb } from "../context/index.ts";
import { readUnit } from "./queries.ts";

/** One unit with what it is today and its leases, newest first. Throws NOT_FOUND. */
export async function getUnit({ ctx, input }: Verb<{ id: string }>): Promise<UnitDto> {
  requirePermission(ctx, "portfolio:read");
  return readUnit(ctx.db.sql, ctx, input.id);
}

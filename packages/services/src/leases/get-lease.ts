import type { LeaseDto } from "@stead/contracts/leases";
import { requirePermission, type Verb } from "../context/index.ts";
import { readLease } from "./rows.ts";

/** One lease with its amounts, people, money and versions, newest first. Throws NOT_FOUND. */
export async function getLease({ ctx, input }: Verb<{ id: string }>): Promise<LeaseDto> {
  requirePermission(ctx, "leases:read");
  return readLease(ctx.db.sql, ctx, input.id);
}

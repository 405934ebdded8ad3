import type { LeaseDepositDto } from "@stead/contracts/deposits";
import { requirePermission, type Verb } from "../context/index.ts";
import { readLeaseDeposit } from "./queries.ts";

/** What was agreed, asked for and is held of a lease's deposit, with every movement. `id` is the lease's. */
export async function getLeaseDeposit({ ctx, input }: Verb<{ id: string }>): Promise<LeaseDepositDto> {
  requirePermission(ctx, "leases:read");
  return readLeaseDeposit(ctx.db.sql, ctx, input.id);
}

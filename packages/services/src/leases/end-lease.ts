import type { EndLeaseInput, FinalAccountDto } from "@stead/contracts/leases";
import { requirePermission, type Verb } from "../context/index.ts";
import { closeLease } from "./close-lease.ts";
import { changeLease } from "./write-lease.ts";

/**
 * Ends a lease on its last day and answers the final account: what was billed beyond that day is credited, what was not
 * billed is charged, damages are charged, and the held deposit pays what is open (unless told otherwise). Amounts are
 * minor units. PRECONDITION when the lease does not run, CONFLICT when somebody changed it meanwhile.
 */
export async function endLease({ ctx, input }: Verb<EndLeaseInput>): Promise<FinalAccountDto> {
  requirePermission(ctx, "leases:write");
  return changeLease(ctx, (tx, taking) => closeLease(tx, ctx, input, taking));
}

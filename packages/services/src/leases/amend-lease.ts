import type { AmendLeaseInput, LeaseDto } from "@stead/contracts/leases";
import { requirePermission, type Verb } from "../context/index.ts";
import { amendTerms } from "./amend-terms.ts";
import { readLease } from "./rows.ts";
import { changeLease } from "./write-lease.ts";

/**
 * Changes a running lease from a day on, as its next version. A rent change ends the rent's item and begins another; a
 * month that it cuts in two is billed in two parts. What was billed already is settled at once by a further charge or a
 * credit note. Amounts are minor units. CONFLICT when somebody changed the lease, or when a longer term meets another
 * lease; INVALID for a day or item outside the lease.
 */
export async function amendLease({ ctx, input }: Verb<AmendLeaseInput>): Promise<LeaseDto> {
  requirePermission(ctx, "leases:write");
  return changeLease(ctx, async (tx, taking) => {
    const { lease } = await amendTerms(tx, ctx, input, taking);
    return readLease(tx.sql, ctx, lease.id);
  });
}

import type { EndLeaseInput, FinalAccountDto } from "@stead/contracts/leases";
import { requirePermission, type Verb } from "../context/index.ts";
import { closeLease } from "./close-lease.ts";
import { changeLease, undoing } from "./write-lease.ts";

/**
 * The final account as `endLease` would draw it up, without writing: the same work in a transaction that is undone, so
 * what is shown is what would be done.
 */
export async function previewEnd({ ctx, input }: Verb<EndLeaseInput>): Promise<FinalAccountDto> {
  requirePermission(ctx, "leases:read");
  return undoing((keep) =>
    changeLease(ctx, async (tx, taking) => keep(await closeLease(tx, ctx, input, taking))),
  );
}

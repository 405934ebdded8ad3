import type { CancelLeaseInput, LeaseDto } from "@stead/contracts/leases";
import { AppError } from "@stead/kernel/errors";
import type { z } from "zod";
import { recordAudit, requirePermission, type Verb } from "../context/index.ts";
import { lockLeaseState, saveLease, writeVersion } from "./queries.ts";
import { readLease } from "./rows.ts";
import { requireStatus } from "./rules.ts";
import { changeLease } from "./write-lease.ts";

const hasInvoices = {
  name: "lease_has_invoices",
  text: "select id from invoices where agency_id = $1 and lease_id = $2 limit 1",
};

/** Gives up a draft, or a lease that never charged anything. PRECONDITION for one with invoices: that is ended. */
export async function cancelLease({ ctx, input }: Verb<z.infer<typeof CancelLeaseInput>>): Promise<LeaseDto> {
  requirePermission(ctx, "leases:write");
  return changeLease(ctx, async (tx) => {
    const before = await lockLeaseState(tx, ctx, input);
    requireStatus(before, ["draft", "pending_signature", "active", "notice"], "cancelling it");
    const invoices = await tx.sql(hasInvoices, ctx.agencyId, before.id);
    if (invoices.length > 0)
      throw new AppError("PRECONDITION", "the lease has invoices; end it instead of cancelling it", {
        leaseId: before.id,
      });
    const lease = await saveLease(tx, ctx, { ...before, status: "cancelled" });
    await writeVersion(tx, ctx, lease, { effectiveOn: lease.startOn, reason: input.reason });
    await recordAudit(tx, ctx, {
      action: "lease.cancelled",
      entityType: "lease",
      entityId: lease.id,
      before: { status: before.status },
      after: { status: lease.status, reason: input.reason },
    });
    return readLease(tx.sql, ctx, lease.id);
  });
}

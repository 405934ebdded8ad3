import type { LeaseDto, WithdrawNoticeInput } from "@stead/contracts/leases";
import type { z } from "zod";
import { agencyToday, recordAudit, requirePermission, type Verb } from "../context/index.ts";
import { lockLeaseState, saveLease, writeVersion } from "./queries.ts";
import { readLease } from "./rows.ts";
import { requireStatus } from "./rules.ts";
import { changeLease } from "./write-lease.ts";

/** Takes a notice back: the lease runs on. CONFLICT when the unit is let to somebody else after the move-out day. */
export async function withdrawNotice({
  ctx,
  input,
}: Verb<z.infer<typeof WithdrawNoticeInput>>): Promise<LeaseDto> {
  requirePermission(ctx, "leases:write");
  return changeLease(ctx, async (tx, taking) => {
    const before = await lockLeaseState(tx, ctx, input);
    requireStatus(before, ["notice"], "withdrawing a notice");
    taking({ leaseId: before.id, unitId: before.unitId, startOn: before.startOn, lastOn: before.endOn });
    const lease = await saveLease(tx, ctx, { ...before, status: "active", noticeOn: null, moveOutOn: null });
    await writeVersion(tx, ctx, lease, { effectiveOn: agencyToday(ctx), reason: "The notice was withdrawn" });
    await recordAudit(tx, ctx, {
      action: "lease.notice-withdrawn",
      entityType: "lease",
      entityId: lease.id,
      before: { status: before.status, noticeOn: before.noticeOn, moveOutOn: before.moveOutOn },
      after: { status: lease.status, noticeOn: null, moveOutOn: null },
    });
    return readLease(tx.sql, ctx, lease.id);
  });
}

import type { GiveNoticeInput, LeaseDto } from "@stead/contracts/leases";
import { invalidField } from "@stead/kernel/errors";
import { recordAudit, requirePermission, type Verb } from "../context/index.ts";
import { lockLeaseState, saveLease, writeVersion } from "./queries.ts";
import { readLease } from "./rows.ts";
import { requireStatus } from "./rules.ts";
import { changeLease } from "./write-lease.ts";

/**
 * Records that the tenant moves out. The lease is charged through its move-out day only. Given again, it moves the day.
 * CONFLICT when the unit is let to somebody else before that day.
 */
export async function giveNotice({ ctx, input }: Verb<GiveNoticeInput>): Promise<LeaseDto> {
  requirePermission(ctx, "leases:write");
  const { noticeOn, moveOutOn, reason } = input;
  if (moveOutOn < noticeOn)
    throw invalidField("moveOutOn", "after_notice", "the move-out must not be before the notice");
  return changeLease(ctx, async (tx, taking) => {
    const before = await lockLeaseState(tx, ctx, input);
    requireStatus(before, ["active", "notice"], "giving notice");
    if (moveOutOn < before.startOn)
      throw invalidField("moveOutOn", "after_start", "the move-out must not be before the lease starts");
    taking({ leaseId: before.id, unitId: before.unitId, startOn: before.startOn, lastOn: moveOutOn });
    const lease = await saveLease(tx, ctx, { ...before, status: "notice", noticeOn, moveOutOn });
    await writeVersion(tx, ctx, lease, {
      effectiveOn: noticeOn,
      reason: reason === "" ? "Notice was given" : reason,
    });
    await recordAudit(tx, ctx, {
      action: "lease.notice-given",
      entityType: "lease",
      entityId: lease.id,
      before: { status: before.status, noticeOn: before.noticeOn, moveOutOn: before.moveOutOn },
      after: { status: lease.status, noticeOn, moveOutOn },
    });
    return readLease(tx.sql, ctx, lease.id);
  });
}

import { AppError } from "@stead/kernel/errors";
import { instantNow, recordAudit, requirePermission, type Verb } from "../context/index.ts";

const end = {
  name: "reminder_hold_end",
  text: `update reminder_holds r set ended_at = $3 from leases l
    where r.agency_id = $1 and r.id = $2 and r.ended_at is null and l.agency_id = r.agency_id and l.id = r.lease_id
      and ($4::uuid[] is null or l.property_id = any($4))
    returning r.lease_id as "leaseId", r.kind`,
};

/** Lets a lease be reminded again. NOT_FOUND when the hold has ended. */
export async function endReminderHold({ ctx, input }: Verb<{ id: string }>): Promise<{ id: string }> {
  requirePermission(ctx, "messages:write");
  await ctx.db.transaction(async (tx) => {
    const now = instantNow(ctx);
    const [row] = await tx.sql<{ leaseId: string; kind: string }>(
      end,
      ctx.agencyId,
      input.id,
      now,
      ctx.propertyIds,
    );
    if (row === undefined) throw new AppError("NOT_FOUND", "there is no such hold");
    await recordAudit(tx, ctx, {
      action: "reminder_hold.ended",
      entityType: "lease",
      entityId: row.leaseId,
      before: { kind: row.kind },
    });
  });
  return { id: input.id };
}

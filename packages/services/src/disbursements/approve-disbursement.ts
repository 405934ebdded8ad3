import type { ApproveDisbursementInput, DisbursementDto } from "@stead/contracts/disbursements";
import type { Tx } from "@stead/db/client";
import { AppError } from "@stead/kernel/errors";
import { enqueue } from "@stead/queue/enqueue";
import {
  inTransaction,
  requirePermission,
  requireVersion,
  type ServiceContext,
  type Verb,
} from "../context/index.ts";
import { bookLeaving } from "./book-leaving.ts";
import { notifyApproved } from "./notify-people.ts";
import {
  auditDisbursement,
  lockDisbursement,
  readDisbursement,
  saveDisbursement,
  type Disbursement,
} from "./rows.ts";

/**
 * Approves a refund that waits for a second person, books it and sends it on its way. Throws FORBIDDEN for the one who
 * asked and for programs, PRECONDITION when it does not wait any more or the money was used meanwhile, CONFLICT on a
 * stale version.
 */
export async function approveDisbursement({
  ctx,
  input,
}: Verb<ApproveDisbursementInput>): Promise<DisbursementDto> {
  requirePermission(ctx, "refunds:write");
  return inTransaction(ctx, async (tx) => {
    const row = await lockDisbursement(tx, ctx, input.id);
    requireVersion(row, input.version);
    if (row.state !== "awaiting_approval")
      throw new AppError("PRECONDITION", "this refund does not wait for approval", { state: row.state });
    if (ctx.actor.kind !== "user" || ctx.actor.id === null)
      throw new AppError("FORBIDDEN", "a refund is approved by a person");
    if (ctx.actor.id === row.createdBy)
      throw new AppError("FORBIDDEN", "you asked for this refund; somebody else has to approve it");
    row.approvedBy = ctx.actor.id;
    await approveInTransaction(tx, ctx, row);
    await notifyApproved(tx, ctx, row);
    return readDisbursement(tx.sql, ctx, row.id);
  });
}

/** Books a refund under its lock, and hands it to the sender, or to the people who pay it. */
export async function approveInTransaction(tx: Tx, ctx: ServiceContext, row: Disbursement): Promise<void> {
  const before = { ...row };
  row.refundId = await bookLeaving(tx, ctx, row);
  const nowMs = ctx.clock.nowMs();
  row.state = "approved";
  row.approvedAt = new Date(nowMs).toISOString();
  if (row.way === "by_hand") Object.assign(row, { state: "sent", sentAt: row.approvedAt });
  else if (row.way !== "bank_file") await planSending(tx, ctx, row, nowMs);
  await saveDisbursement(tx, ctx, row);
  await auditDisbursement(tx, ctx, "approved", row, before);
}

/** Leaves it to the job, and to the sweep when the job is lost. */
async function planSending(tx: Tx, ctx: ServiceContext, row: Disbursement, atMs: number): Promise<void> {
  row.nextCheckAt = new Date(atMs).toISOString();
  const payload = { agencyId: ctx.agencyId, disbursementId: row.id };
  await enqueue(tx, ctx, "disbursements.send", payload, { runAfterMs: atMs });
}

import type { CancelDisbursementInput, DisbursementDto } from "@stead/contracts/disbursements";
import { AppError } from "@stead/kernel/errors";
import { inTransaction, requirePermission, requireVersion, type Verb } from "../context/index.ts";
import { endWithout } from "./finish-disbursement.ts";
import { lockDisbursement, readDisbursement } from "./rows.ts";

/**
 * Calls a refund off while it waits: for approval, or to be sent. What was booked for it is taken back. Throws
 * PRECONDITION once it is under way or in a file for the bank, CONFLICT on a stale version.
 */
export async function cancelDisbursement({
  ctx,
  input,
}: Verb<CancelDisbursementInput>): Promise<DisbursementDto> {
  requirePermission(ctx, "refunds:write");
  return inTransaction(ctx, async (tx) => {
    const row = await lockDisbursement(tx, ctx, input.id);
    requireVersion(row, input.version);
    if (row.batchId !== null)
      throw new AppError("PRECONDITION", "this refund is in a file for the bank; it cannot be called off");
    if (row.state !== "awaiting_approval" && row.state !== "approved")
      throw new AppError("PRECONDITION", "this refund is under way or over; it cannot be called off", {
        state: row.state,
      });
    const text = input.reason ?? "Called off";
    await endWithout(tx, ctx, row, { state: "cancelled", result: { code: "cancelled", text } });
    return readDisbursement(tx.sql, ctx, row.id);
  });
}

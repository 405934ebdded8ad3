import type { Tx } from "@stead/db/client";
import { AppError } from "@stead/kernel/errors";
import type { ServiceContext } from "../context/index.ts";
import { approveInTransaction } from "./approve-disbursement.ts";
import { notifyApprovers } from "./notify-people.ts";
import { auditDisbursement, insertDisbursement, tellDisbursement, type Disbursement } from "./rows.ts";

export type Starting = {
  /** What goes back without a second person; null where everything needs one. */
  freeMinor: number | null;
  /** The failed one that it tries again. */
  retriesId: string | null;
};

/**
 * Writes a refund down under the locks of what it is paid from: booked and on its way where one person may do it, and
 * waiting for a second one above that. Throws FORBIDDEN for a program that asks for what needs two people.
 */
export async function startRefund(
  tx: Tx,
  ctx: ServiceContext,
  row: Disbursement,
  { freeMinor, retriesId }: Starting,
): Promise<void> {
  const needsApproval = freeMinor === null || row.amountMinor > freeMinor;
  if (needsApproval && ctx.actor.kind === "api_key")
    throw new AppError(
      "FORBIDDEN",
      "a refund of this size is asked for by a person, so that another one can approve it",
    );
  await insertDisbursement(tx, ctx, row, retriesId);
  await auditDisbursement(tx, ctx, "requested", row);
  if (!needsApproval) return approveInTransaction(tx, ctx, row);
  await tellDisbursement(tx, ctx, row);
  await notifyApprovers(tx, ctx, row);
}

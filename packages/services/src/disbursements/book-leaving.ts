import type { Tx } from "@stead/db/client";
import { assert } from "@stead/kernel/errors";
import type { ServiceContext } from "../context/index.ts";
import { refundInTransaction, returnDepositRefund } from "../deposits/index.ts";
import {
  bookRefund,
  lockLease,
  lockPayment,
  readDepositHeld,
  returnRefund,
  type PaymentState,
} from "../payments/index.ts";
import { leavesFrom } from "./choose-destination.ts";
import type { Disbursement } from "./rows.ts";

/** The most that a payment can still be said to have sent back. */
export function heldOf({ allocatedMinor, creditMinor, unallocatedMinor }: PaymentState): number {
  return allocatedMinor + creditMinor + unallocatedMinor;
}

/** A deposit's refund is its lease's, and those of payments are their payment's: the table says so. */
function depositOf({ leaseId }: Disbursement): string {
  assert(leaseId, "disbursements: a deposit without its lease");
  return leaseId;
}

export function paymentOf({ paymentId }: Pick<Disbursement, "paymentId">): string {
  assert(paymentId, "disbursements: money of no payment");
  return paymentId;
}

/**
 * Books that the money of a refund leaves, out of its payment or its lease's deposit, whose locks it takes. Answers the
 * id of the refund in the books. Throws PRECONDITION when there is less.
 */
export async function bookLeaving(tx: Tx, ctx: ServiceContext, row: Disbursement): Promise<string> {
  const { source, amountMinor, rail, reason } = row;
  if (source === "deposit") return (await bookDeposit(tx, ctx, row)).refundId;
  const locked = await lockPayment(tx, ctx, paymentOf(row));
  const accountCode = leavesFrom(row);
  const booked = await bookRefund(tx, ctx, { ...locked, source, amountMinor, rail, accountCode, reason });
  return booked.refundId;
}

/**
 * Books that money which was taken for kept has left after all, from whatever its payment or deposit holds now. Undefined
 * when that is less, and nothing is written then.
 */
export async function bookLeft(tx: Tx, ctx: ServiceContext, row: Disbursement): Promise<string | undefined> {
  const { amountMinor, rail, reason } = row;
  if (row.source === "deposit") {
    const { id } = await lockLease(tx, ctx, depositOf(row));
    if ((await readDepositHeld(tx.sql, ctx, id)) < amountMinor) return undefined;
    return (await bookDeposit(tx, ctx, row)).refundId;
  }
  const { payment, lease } = await lockPayment(tx, ctx, paymentOf(row));
  if (heldOf(payment) < amountMinor) return undefined;
  const left = { source: "unallocated", accountCode: leavesFrom(row), hasLeft: true } as const;
  return (await bookRefund(tx, ctx, { payment, lease, amountMinor, rail, reason, ...left })).refundId;
}

function bookDeposit(tx: Tx, ctx: ServiceContext, row: Disbursement): Promise<{ refundId: string }> {
  const { amountMinor, rail, reason } = row;
  assert(rail === "bank" || rail === "cash", "disbursements: a deposit that no person pays back");
  return refundInTransaction(tx, ctx, { leaseId: depositOf(row), amountMinor, rail, reason });
}

/** Takes back what was booked for a refund; `reversed` when its payment was taken back whole meanwhile. */
export async function takeBooked(
  tx: Tx,
  ctx: ServiceContext,
  row: Disbursement,
  { refundId, reason }: { refundId: string; reason: string },
): Promise<"returned" | "reversed"> {
  if (row.source !== "deposit") return returnRefund(tx, ctx, { paymentId: paymentOf(row), refundId, reason });
  await returnDepositRefund(tx, ctx, { leaseId: depositOf(row), refundId, reason });
  return "returned";
}

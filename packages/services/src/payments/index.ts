export { allocatePayment } from "./allocate-payment.ts";
export { applyCredit, type AppliedCredit } from "./apply-credit.ts";
export { applyCredits } from "./apply-credits.ts";
export { getPayment } from "./get-payment.ts";
export { getReceipt } from "./get-receipt.ts";
export { listPayments } from "./list-payments.ts";
export {
  lockInvoiceMoney,
  moveAllocationsToCredit,
  type InvoiceMoney,
  type MoveToCredit,
} from "./move-allocations-to-credit.ts";
export { previewAllocation } from "./preview-allocation.ts";
export { recordPayment } from "./record-payment.ts";
export { recordPayments, type ReceivedPayment, type RecordedPayments } from "./record-payments.ts";
export { refundPayment } from "./refund-payment.ts";
export { reverseAllocation } from "./reverse-allocation.ts";
export { reversePayment } from "./reverse-payment.ts";
export { settleFromDeposit, type DepositSettlement } from "./settle-from-deposit.ts";
export { lockLease, readDepositHeld } from "./queries.ts";
export { leaseToday } from "./apply-plan.ts";
export type { LeaseState } from "./rows.ts";
export { writeDepositMovements, writeRefund, type NewRefund } from "./write-settlement.ts";
export type { NewDepositMovement } from "./posting.ts";

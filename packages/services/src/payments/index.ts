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

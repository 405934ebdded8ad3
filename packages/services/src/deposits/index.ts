export { getDepositTotals } from "./get-deposit-totals.ts";
export { getLeaseDeposit } from "./get-lease-deposit.ts";
export { listDeposits, readAllDeposits, type DepositRow } from "./list-deposits.ts";
export { refundDeposit, refundInTransaction } from "./refund-deposit.ts";
export { readDepositLimits } from "./refund-limits.ts";
export { returnDepositRefund } from "./return-deposit-refund.ts";
export { transferDeposit, transferInTransaction } from "./transfer-deposit.ts";
export { withholdDeposit, withholdInTransaction } from "./withhold-deposit.ts";

export { billedBy } from "./draft-month.ts";
export { chargeOnce, singleCharge } from "./charge-once.ts";
export { creditInvoice } from "./credit-invoice.ts";
export { getBillingRun } from "./get-billing-run.ts";
export { getInvoice } from "./get-invoice.ts";
export { creditableMinor, issueCreditNote } from "./issue-credit-note.ts";
export { issueInvoices, type IssuedInvoice } from "./issue-invoices.ts";
export { listBillingRuns } from "./list-billing-runs.ts";
export { listInvoices } from "./list-invoices.ts";
export {
  planCharges,
  type LeaseTerms,
  type PlannedCharge,
  type ItemKind,
  type ScheduleItem,
} from "./plan-charges.ts";
export { previewBilling } from "./preview-billing.ts";
export { lockBilling, readBillableLease, readExistingCharges, type BillableLease } from "./queries.ts";
export { recoverWriteOff } from "./recover-write-off.ts";
export {
  creditsOf,
  draftInvoice,
  draftInvoices,
  type ChargeDraft,
  type ChargeKind,
  type InvoiceDraft,
} from "./rules.ts";
export { runBillingChunks } from "./run-billing-chunks.ts";
export { startBillingRun } from "./start-billing-run.ts";
export { startMonth } from "./start-month.ts";
export { stopBillingRun } from "./stop-billing-run.ts";
export { writeOffInvoice } from "./write-off-invoice.ts";

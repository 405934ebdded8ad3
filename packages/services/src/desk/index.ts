export { assignReceipt, unassignReceipt } from "./assign-receipt.ts";
export { listSuspense, readAllSuspense } from "./list-suspense.ts";
export { suggestLeases } from "./suggest-leases.ts";

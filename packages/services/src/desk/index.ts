export { assignReceipt, unassignReceipt } from "./assign-receipt.ts";
export { listSuspense } from "./list-suspense.ts";
export { suggestLeases } from "./suggest-leases.ts";

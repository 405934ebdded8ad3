export { cancelBulk } from "./cancel-bulk.ts";
export { getBulk, listBulk, listBulkRows, readAllBulkRows } from "./get-bulk.ts";
export { previewBulk } from "./preview-bulk.ts";
export { runBulk } from "./run-bulk.ts";
export { startBulk } from "./start-bulk.ts";
export { stopBulk } from "./stop-bulk.ts";

export { cancelExport } from "./cancel-export.ts";
export { createExport } from "./create-export.ts";
export { getExport, linkExport, listExports } from "./get-export.ts";
export { runExport } from "./run-export.ts";
export { stopExport } from "./stop-export.ts";

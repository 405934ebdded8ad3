export { listAudit, readAllAudit } from "./list-audit.ts";

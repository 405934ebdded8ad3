export { agencyToday, type Actor, type AgencyFacts, type ServiceContext, type Verb } from "./context.ts";
export { auditChanges, recordAudit, type AuditEntry } from "./audit-trail.ts";
export { once } from "./idempotency.ts";
export { takeNumbers, type NumberSeries } from "./numbers.ts";
export { requirePermission, requirePropertyInScope, requireWholeAgency } from "./permission.ts";
export { requireFound, requireVersion } from "./versions.ts";

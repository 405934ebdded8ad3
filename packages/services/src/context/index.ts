export {
  actingUserId,
  agencyToday,
  instantNow,
  type Actor,
  type AgencyFacts,
  type ServiceContext,
  type Verb,
} from "./context.ts";
export { readAgencyFacts } from "./agency-facts.ts";
export {
  checkRoom,
  isReadOnly,
  levelOf,
  noLimits,
  planMonth,
  readAgencyStanding,
  readLimits,
  readStanding,
  requireRoom,
  requireWritable,
  type StandingRow,
} from "./entitlements.ts";
export { cachedRead } from "./cached-read.ts";
export { editAgency } from "./agency-edit.ts";
export { recordAudit, type AuditEntry } from "./audit-trail.ts";
export { claimExternal, filterClaimed, findExternal } from "./external-keys.ts";
export {
  condition,
  found,
  foundLease,
  foundLeaseOrPayment,
  inScope,
  readOne,
  readPage,
  readSums,
  searchWords,
  when,
  type Condition,
  type ListSpec,
} from "./list-query.ts";
export { listVerbs } from "./list-verbs.ts";
export { mapBatches, readWhole, type Whole, type WholeList } from "./whole-list.ts";
export {
  insertMessages,
  type MessageAction,
  type MessageLink,
  type NewMessage,
} from "./outgoing-messages.ts";
export { once } from "./idempotency.ts";
export { takeNumbers, type NumberSeries } from "./numbers.ts";
export {
  requirePermission,
  requirePerson,
  requirePropertyInScope,
  requireWholeAgency,
} from "./permission.ts";
export { inTransaction, together } from "./transaction.ts";
export { givenFields, requireFound, requireVersion } from "./versions.ts";
export type { RailContext, Rails, RailVerb, RailWhole } from "./rail-context.ts";

export { checkAttempt } from "./check-attempt.ts";
export { getCollection, listCollections, readAllCollections, splitCollection } from "./list-collections.ts";
export {
  filterLinkable,
  firstDayToLink,
  linkAttempt,
  linkAttempts,
  type StatementReceipt,
} from "./link-attempt.ts";
export { hidePhone } from "./rules.ts";
export { lockNamedAttempt, lockNamedAttempts, readNamedAttempt, type AttemptState } from "./rows.ts";
export { arrivalOf, bookReceived, moveAttempt, settleAttempt } from "./settle-attempt.ts";
export { isBeingPaid } from "./queries.ts";
export { startCollection } from "./start-collection.ts";

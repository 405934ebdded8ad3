export { checkAttempt } from "./check-attempt.ts";
export { getCollection, listCollections, splitCollection } from "./list-collections.ts";
export { linkAttempt, linkAttempts } from "./link-attempt.ts";
export { hidePhone } from "./rules.ts";
export { lockNamedAttempt, readNamedAttempt } from "./rows.ts";
export { bookReceived, settleAttempt } from "./settle-attempt.ts";
export { isBeingPaid } from "./queries.ts";
export { startCollection } from "./start-collection.ts";

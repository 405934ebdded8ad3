export { applyEvent } from "./apply-event.ts";
export { applySettlement } from "./apply-settlement.ts";
export { findOldestUnbooked } from "./find-oldest-unbooked.ts";
export { listInboundEvents, readAllInboundEvents, retryInboundEvent } from "./list-inbound-events.ts";
export { pullMoney } from "./pull-money.ts";
export { openDoor, receiveEvent, type Door } from "./receive-event.ts";
export { validateReference } from "./validate-reference.ts";

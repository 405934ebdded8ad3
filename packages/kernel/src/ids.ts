import { randomUUIDv7 } from "node:crypto";

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

const sequenceMax = 0xfff;
let lastMs = "";
let sequence = 0;

/**
 * A new UUIDv7: sorts by the time it was made, also among those that one process makes within a millisecond (RFC 9562,
 * a counter in the 12 bits behind the time).
 */
export function newId(): string {
  const id = randomUUIDv7();
  const ms = id.slice(0, 13);
  sequence = ms === lastMs ? Math.min(sequence + 1, sequenceMax) : 0;
  lastMs = ms;
  return `${ms}-7${sequence.toString(16).padStart(3, "0")}${id.slice(18)}`;
}

/** True for a UUID in lower case of any RFC 9562 version. */
export function isId(value: unknown): value is string {
  return typeof value === "string" && uuidPattern.test(value);
}

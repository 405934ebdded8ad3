import { randomUUIDv7 } from "node:crypto";

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** A new UUIDv7: sorts by the time it was made, so indexes grow at their end. */
export function newId(): string {
  return randomUUIDv7();
}

/** True for a UUID in lower case of any RFC 9562 version. */
export function isId(value: unknown): value is string {
  return typeof value === "string" && uuidPattern.test(value);
}

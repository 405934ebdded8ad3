import { randomBytes, randomInt } from "node:crypto";
import { eatDay, eatDayFirst } from "./eat.ts";

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const days = `123456789${letters}`;
const signs = `0123456789${letters}`;

/**
 * A receipt number as M-Pesa makes them: ten upper-case characters, of which the first three are the year (S is 2024),
 * the month and the day.
 */
export function newReceipt(epochMs: number, isTaken: (receipt: string) => boolean): string {
  const day = eatDay(epochMs);
  const year = letters[(Number(day.slice(0, 4)) - 2006) % letters.length] ?? "A";
  const head = `${year}${letters[Number(day.slice(4, 6)) - 1] ?? "A"}${days[Number(day.slice(6)) - 1] ?? "1"}`;
  for (;;) {
    const receipt = `${head}${Array.from({ length: 7 }, () => signs[randomInt(signs.length)]).join("")}`;
    if (!isTaken(receipt)) return receipt;
  }
}

const hex = (digits: number) =>
  randomBytes(Math.ceil(digits / 2))
    .toString("hex")
    .slice(0, digits);

/** `2654-4b64-97ff-b827b542881d3130`: how the proxy names a request. */
export function newRequestId(): string {
  return `${hex(4)}-${hex(4)}-${hex(4)}-${hex(12)}${randomInt(10_000).toString().padStart(4, "0")}`;
}

/** `ws_CO_21072024125243250722943992`: day, time, milliseconds, and the phone without its country. */
export function newCheckoutRequestId(
  epochMs: number,
  msisdn: string,
  isTaken: (id: string) => boolean,
): string {
  for (let ms = epochMs; ; ms += 1) {
    const id = `ws_CO_${eatDayFirst(ms)}${msisdn.slice(3)}`;
    if (!isTaken(id)) return id;
  }
}

/** `AG_20240706_2010364430d9bbdaf872`: how M-Pesa names a queued request. */
export function newConversationId(epochMs: number): string {
  return `AG_${eatDay(epochMs)}_2010${hex(16)}`;
}

import { assert } from "./errors.ts";

/** Longest reference that an STK prompt carries (`AccountReference`); a paybill takes up to 20 characters. */
const longestReference = 12;

/** Upper case without spaces and punctuation: what people vary when they copy a reference. */
export function plainReference(text: string): string {
  return text
    .normalize("NFKC")
    .toUpperCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, "");
}

/**
 * The plain reference with the letters that are read as digits made digits: O is 0, I and L are 1. For finding what is
 * alike, not for telling references apart: `L-234` and `1234` fold into one.
 */
export function foldReference(text: string): string {
  return plainReference(text).replaceAll("O", "0").replaceAll(/[IL]/g, "1");
}

/** Damm's quasigroup of order 10: one digit that finds every wrong digit and every swap of neighbours. */
const damm = [
  [0, 3, 1, 7, 5, 9, 8, 6, 4, 2],
  [7, 0, 9, 2, 1, 5, 4, 8, 6, 3],
  [4, 2, 0, 6, 8, 7, 1, 3, 5, 9],
  [1, 7, 5, 0, 9, 8, 3, 4, 2, 6],
  [6, 1, 2, 3, 0, 4, 5, 9, 7, 8],
  [3, 6, 7, 4, 2, 0, 9, 5, 8, 1],
  [5, 8, 6, 9, 7, 2, 0, 1, 3, 4],
  [8, 9, 4, 5, 3, 6, 2, 0, 1, 7],
  [9, 4, 3, 8, 6, 1, 7, 2, 0, 5],
  [2, 5, 8, 1, 4, 3, 6, 7, 9, 0],
] as const;

function checkDigit(digits: string): number {
  let interim = 0;
  for (const digit of digits) interim = damm[interim]?.[Number(digit)] ?? 0;
  return interim;
}

/**
 * A reference for a lease number that fits an STK prompt and a paybill: `R`, the number in at least four digits, and a
 * check digit, so that no single slip makes it another lease's. It has no letter that is read as a digit, and never
 * equals the plain reference `L-<number>`. Throws INTERNAL for numbers of more than ten digits.
 */
export function checkDigitReference(leaseNumber: number): string {
  assert(
    Number.isSafeInteger(leaseNumber) && leaseNumber > 0,
    "references: a lease number is a positive integer",
  );
  const digits = String(leaseNumber).padStart(4, "0");
  const reference = `R${digits}${checkDigit(digits)}`;
  assert(reference.length <= longestReference, "references: the lease number is too long for a reference");
  return reference;
}

/** True for a text that is, in any spelling, a reference with its right check digit. */
export function isCheckDigitReference(text: string): boolean {
  const digits = /^R(\d{5,11})$/.exec(foldReference(text))?.[1];
  return digits !== undefined && checkDigit(digits) === 0;
}

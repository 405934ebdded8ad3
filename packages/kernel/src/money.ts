import { currencyExponent } from "./currencies.ts";
import { AppError, assert } from "./errors.ts";

/** An amount of one currency in integer minor units (cents, pence); always a safe integer. */
export type Money = { readonly minor: number; readonly currency: string };

/** Throws INTERNAL when `minor` is no safe integer. */
export function money(minor: number, currency: string): Money {
  return { minor: checkedMinor(minor), currency };
}

/** The same integer, or INTERNAL when it is fractional or beyond 2^53. */
export function checkedMinor(minor: number): number {
  assert(Number.isSafeInteger(minor), "money: minor units must be a safe integer");
  return minor === 0 ? 0 : minor;
}

/** A database BIGINT as a safe integer. Throws INTERNAL beyond 2^53. */
function minorFromBigint(value: bigint): number {
  return checkedMinor(Number(value));
}

export function addMoney(left: Money, right: Money): Money {
  assert(left.currency === right.currency, "money: currency mismatch");
  return money(left.minor + right.minor, left.currency);
}

export function subtractMoney(left: Money, right: Money): Money {
  assert(left.currency === right.currency, "money: currency mismatch");
  return money(left.minor - right.minor, left.currency);
}

/** Sum of integers, checked at every step. */
export function sumMinor(amounts: Iterable<number>): number {
  let total = 0;
  for (const amount of amounts) total = checkedMinor(total + amount);
  return total;
}

/**
 * `amount * numerator / denominator`, rounded half away from zero to a multiple of `unitMinor`.
 * Exact for any safe integers: the product is taken as bigint.
 */
export function multiplyRatio(
  amountMinor: number,
  numerator: number,
  denominator: number,
  unitMinor = 1,
): number {
  assert(denominator > 0 && unitMinor > 0, "money: denominator and unit must be positive");
  const product = BigInt(checkedMinor(amountMinor)) * BigInt(numerator);
  const unit = BigInt(denominator) * BigInt(unitMinor);
  const magnitude = product < 0n ? -product : product;
  const rounded = ((magnitude * 2n + unit) / (unit * 2n)) * BigInt(unitMinor);
  return minorFromBigint(product < 0n ? -rounded : rounded);
}

/**
 * Splits an amount by integer weights so that the parts sum exactly to it: largest remainder first,
 * the earlier part on a tie. Weights must not be negative and not all zero.
 */
export function splitByWeights(amountMinor: number, weights: readonly number[]): number[] {
  const total = sumMinor(weights);
  assert(total > 0 && weights.every((weight) => weight >= 0), "money: weights must be positive");
  const amount = BigInt(checkedMinor(Math.abs(amountMinor)));
  const exact = weights.map((weight) => amount * BigInt(weight));
  const parts = exact.map((part) => part / BigInt(total));
  const byRemainder = exact
    .map((part, index) => ({ index, remainder: part % BigInt(total) }))
    .toSorted((a, b) =>
      a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1,
    );
  let rest = amount - parts.reduce((sum, part) => sum + part, 0n);
  for (const { index } of byRemainder) {
    if (rest === 0n) break;
    parts[index] = (parts[index] ?? 0n) + 1n;
    rest -= 1n;
  }
  const sign = amountMinor < 0 ? -1 : 1;
  return parts.map((part) => checkedMinor(sign * Number(part)));
}

/** Decimal text as people and files write it, without grouping: `1200.5` in USD is 120050. Throws INVALID. */
export function parseDecimalAmount(text: string, currency: string): number {
  const exponent = currencyExponent(currency);
  const match = /^([+-]?)(\d{1,13})(?:\.(\d+))?$/.exec(text.trim());
  const fraction = match?.[3] ?? "";
  if (!match || fraction.slice(exponent).replaceAll("0", "") !== "") {
    throw new AppError(
      "INVALID",
      `an amount in ${currency} has digits and at most ${exponent} decimals, like 1200.50`,
    );
  }
  const minor = Number(`${match[2] ?? ""}${fraction.slice(0, exponent).padEnd(exponent, "0")}`);
  if (!Number.isSafeInteger(minor)) throw new AppError("INVALID", "the amount is too large");
  return match[1] === "-" && minor !== 0 ? -minor : minor;
}

/** Minor units as plain decimal text: 120050 in USD is `1200.50`. */
export function formatDecimalAmount(minor: number, currency: string): string {
  const exponent = currencyExponent(currency);
  const digits = String(Math.abs(minor)).padStart(exponent + 1, "0");
  const sign = minor < 0 ? "-" : "";
  return exponent === 0
    ? `${sign}${digits}`
    : `${sign}${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
}

/** An amount for people, in texts that are stored or sent: 3000000 in KES is `KES 30,000.00`. */
export function formatMoney(minor: number, currency: string): string {
  const [whole = "", fraction] = formatDecimalAmount(minor, currency).split(".");
  const grouped = whole.replaceAll(/\B(?=(\d{3})+$)/g, ",");
  return `${currency} ${grouped}${fraction === undefined ? "" : `.${fraction}`}`;
}

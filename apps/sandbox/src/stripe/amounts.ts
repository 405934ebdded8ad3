import { currencyExponent, isCurrency } from "@stead/kernel/currencies";
import { stripeErrors } from "./errors.ts";

/** Currencies whose amounts Stripe counts without decimals. */
const withoutDecimals = new Set(
  "BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF".toLowerCase().split(" "),
);
/** Without decimals in life, but passed as if they had two, which are zero. */
const asIfTwoDecimals = new Set(["isk", "ugx"]);

const largest = 99_999_999;

function decimalsOf(currency: string): number {
  if (withoutDecimals.has(currency)) return 0;
  return asIfTwoDecimals.has(currency) ? 2 : currencyExponent(currency.toUpperCase());
}

/** The step in which Stripe takes amounts: three decimals end in 0, and what has none in life ends in 00. */
function stepOf(currency: string): number {
  if (asIfTwoDecimals.has(currency)) return 100;
  return decimalsOf(currency) === 3 ? 10 : 1;
}

/** The currency in lower case, as Stripe writes it. */
export function readCurrency(currency: string): string {
  const lower = currency.toLowerCase();
  if (isCurrency(lower.toUpperCase())) return lower;
  throw stripeErrors.invalid(`Invalid currency: ${lower}.`, undefined, "currency");
}

/** Checks an amount in Stripe's minor units against the rules of its currency. */
export function checkAmount(amount: number, currency: string, param = "amount"): void {
  if (amount < 1) {
    throw stripeErrors.invalid(
      "This value must be greater than or equal to 1.",
      "parameter_invalid_integer",
      param,
    );
  }
  if (amount > largest) {
    throw stripeErrors.invalid(`Amount must be no more than ${largest}`, "amount_too_large", param);
  }
  const step = stepOf(currency);
  if (amount % step !== 0) {
    throw stripeErrors.invalid(
      `Invalid amount. Amounts in ${currency.toUpperCase()} must be divisible by ${step}.`,
      "parameter_invalid_integer",
      param,
    );
  }
}

/** Stripe's minor units as ISO minor units: 500 in ugx is 5, 5 in mga is 500. */
export function toIsoMinor(amount: number, currency: string): number {
  return Math.round(amount * 10 ** (currencyExponent(currency.toUpperCase()) - decimalsOf(currency)));
}

/** What Stripe keeps of a payment: 2.9 % and 30 of the smallest units, never more than the amount. */
export function feeOf(amount: number): number {
  return Math.min(amount, Math.ceil((amount * 29) / 1_000) + 30);
}

import { currencyExponent } from "@stead/kernel/currencies";
import { AppError } from "@stead/kernel/errors";
import { checkedMinor, multiplyRatio } from "@stead/kernel/money";

/** Currencies that Stripe counts in whole units (docs.stripe.com/currencies), whatever ISO says of them. */
const wholeUnits = new Set("BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF".split(" "));
/** Without a minor unit in ISO, and still written by Stripe with two digits. */
const writtenWithTwo = new Set(["ISK", "UGX"]);
const threeDigits = new Set(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"]);

function stripeExponent(currency: string): number {
  if (wholeUnits.has(currency)) return 0;
  if (writtenWithTwo.has(currency)) return 2;
  return threeDigits.has(currency) ? 3 : currencyExponent(currency);
}

/** How many of Stripe's units one of ours is: [numerator, denominator]. */
function ratio(currency: string): [number, number] {
  const shift = stripeExponent(currency) - currencyExponent(currency);
  return shift >= 0 ? [10 ** shift, 1] : [1, 10 ** -shift];
}

/** Our minor units as Stripe's; undefined where Stripe cannot take the amount (a tenth of a fils, a cent of an ariary). */
export function toStripeAmount(amountMinor: number, currency: string): number | undefined {
  const [times, by] = ratio(currency);
  if (!Number.isSafeInteger(amountMinor) || amountMinor <= 0 || amountMinor % by !== 0) return undefined;
  const amount = (amountMinor / by) * times;
  const isTaken = Number.isSafeInteger(amount) && (stripeExponent(currency) < 3 || amount % 10 === 0);
  return isTaken ? amount : undefined;
}

/** Stripe's units of money that a payer pays, as ours. Throws INVALID for what ours cannot hold exactly. */
export function fromStripeAmount(amount: number, stripeCurrency: string): number {
  const [times, by] = ratio(stripeCurrency.toUpperCase());
  if (!Number.isSafeInteger(amount) || amount % times !== 0)
    throw new AppError("INVALID", "the amount is none that its currency has");
  return checkedMinor((amount / times) * by);
}

/** The same for fees and balances, which may be smaller than our unit: rounded half away from zero. */
export function roundStripeAmount(amount: number, stripeCurrency: string): number {
  const [times, by] = ratio(stripeCurrency.toUpperCase());
  return multiplyRatio(amount, by, times);
}

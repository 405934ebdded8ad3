import { currencyExponent } from "@stead/kernel/currencies";
import { formatMoney } from "@stead/ui/format";

const dayFormat = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  year: "numeric",
  timeZone: "UTC",
});
const monthFormat = new Intl.DateTimeFormat("en-GB", { month: "short", year: "numeric", timeZone: "UTC" });
const countFormat = new Intl.NumberFormat("en");
const compactFormat = new Intl.NumberFormat("en", { notation: "compact", maximumSignificantDigits: 3 });

/** `2026-11-03` as `3 Nov 2026`; text that is no date comes back as it is. */
export function formatDay(date: string): string {
  const instant = new Date(`${date}T00:00:00Z`);
  return Number.isNaN(instant.getTime()) ? date : dayFormat.format(instant);
}

/** Any day of a month as `Nov 2026`. */
export function formatMonth(date: string): string {
  const instant = new Date(`${date}T00:00:00Z`);
  return Number.isNaN(instant.getTime()) ? date : monthFormat.format(instant);
}

export function formatCount(count: number): string {
  return countFormat.format(count);
}

/** Parts per million as a percentage: 333333 is `33.3333 %`. */
export function formatShare(ppm: number): string {
  return `${Number((ppm / 10_000).toFixed(4))} %`;
}

/** An amount in words for notes and labels: `KES 1,200.50`. */
export function moneyText(amountMinor: number, currency: string): string {
  return formatMoney(amountMinor, { currency, hasCurrency: true });
}

/** An amount for the axis of a plot: `KES 1.2M`. */
export function compactMoneyText(amountMinor: number, currency: string): string {
  return compactFormat.format(amountMinor / 10 ** currencyExponent(currency));
}

import { formatDecimalAmount, formatMoney } from "@stead/kernel/money";
import type { CivilDate } from "@stead/kernel/dates";

const months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

/** Countries that print on Letter; all others on A4. */
const letterCountries = new Set("US CA MX PH PR GT CR SV NI PA CO VE CL DO".split(" "));

/** Typst's name of the paper that a country's printers hold. */
export function paperOf(country: string): "us-letter" | "a4" {
  return letterCountries.has(country) ? "us-letter" : "a4";
}

/** `2026-11-03` as `3 Nov 2026`. */
export function day(date: CivilDate): string {
  return `${Number(date.slice(8, 10))} ${months[Number(date.slice(5, 7)) - 1] ?? ""} ${date.slice(0, 4)}`;
}

/** An instant as `3 Nov 2026, 14:05 UTC`. */
export function instant(iso: string): string {
  return `${day(iso)}, ${iso.slice(11, 16)} UTC`;
}

/** `3 Nov 2026` for one day, else `1 Nov 2026 to 30 Nov 2026` in its shortest form. */
export function days(from: CivilDate, to: CivilDate): string {
  if (from === to) return day(from);
  if (from.slice(0, 7) === to.slice(0, 7)) return `${Number(from.slice(8))}–${day(to)}`;
  return from.slice(0, 4) === to.slice(0, 4)
    ? `${day(from).slice(0, -5)} – ${day(to)}`
    : `${day(from)} – ${day(to)}`;
}

const minus = "\u2212";

/** Minor units with their digits grouped, without the currency, for a column that names it: `-1,200.50`. */
export function amount(minor: number, currency: string): string {
  const [whole = "", fraction] = formatDecimalAmount(Math.abs(minor), currency).split(".");
  const grouped = whole.replaceAll(/\B(?=(\d{3})+$)/g, ",");
  return `${minor < 0 ? minus : ""}${grouped}${fraction === undefined ? "" : `.${fraction}`}`;
}

/** The same in a table, where nothing is a dash. */
export function cellAmount(minor: number, currency: string): string {
  return minor === 0 ? "–" : amount(minor, currency);
}

/** With the currency: `KES 30,000.00`. */
export function moneyText(minor: number, currency: string): string {
  return minor < 0 ? `${minus}${formatMoney(-minor, currency)}` : formatMoney(minor, currency);
}

/** A number with its thousands grouped and at most two decimals. */
export function plainNumber(value: number): string {
  const [whole = "", fraction] = String(Math.round(Math.abs(value) * 100) / 100).split(".");
  const grouped = whole.replaceAll(/\B(?=(\d{3})+$)/g, ",");
  return `${value < 0 ? minus : ""}${grouped}${fraction === undefined ? "" : `.${fraction}`}`;
}

/** 160000 parts per million as `16 %`. */
export function percentOfPpm(ppm: number): string {
  return `${plainNumber(ppm / 10_000)} %`;
}

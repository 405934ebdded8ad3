import { isCurrency } from "@stead/kernel/currencies";
import { isTimeZone } from "@stead/kernel/dates";
import { isAppError } from "@stead/kernel/errors";
import { readPhone } from "../contacts/index.ts";
import { parseAmount } from "./parse-amount.ts";
import { parseDate, type DateOrder } from "./parse-date.ts";

/** A cell read: its value, perhaps with something to tell; or what is wrong and what to do. */
export type Reading<Value> = { value: Value; warning?: string } | { problem: string };

/** What cells are read with: the agency's country and currency, and the order of dates in the cell's column. */
export type CellContext = { country: string; currency: string; dateOrder: DateOrder | "mixed" | undefined };

export type ReadCell<Value> = (text: string, context: CellContext) => Reading<Value>;

/** Text of at most so many characters, blanks around it removed and runs of blanks made one. */
export function text(most: number): ReadCell<string> {
  return (cell) => {
    const value = cell.trim().replaceAll(/\s+/g, " ");
    return value.length <= most
      ? { value }
      : { problem: `this has ${value.length} characters; at most ${most} are kept` };
  };
}

/** Text with its lines. */
export function longText(most: number): ReadCell<string> {
  return (cell) =>
    cell.trim().length <= most
      ? { value: cell.trim() }
      : { problem: `this has ${cell.trim().length} characters; at most ${most} are kept` };
}

/** A whole number between two others; what stands behind its decimal point must be zeros. */
export function integer(least: number, most: number): ReadCell<number> {
  return (cell) => {
    const plain = cell
      .trim()
      .replaceAll(/[,\s\u00a0]/g, "")
      .replace(/\.0+$/, "");
    const value = Number(plain);
    if (plain === "" || !Number.isInteger(value))
      return { problem: `write a whole number between ${least} and ${most}` };
    return value >= least && value <= most
      ? { value }
      : { problem: `this must be between ${least} and ${most}` };
  };
}

export function coordinate(most: 90 | 180): ReadCell<number> {
  return (cell) => {
    const value = Number(cell.trim().replace(",", "."));
    const isInside = cell.trim() !== "" && Math.abs(value) <= most;
    return isInside
      ? { value }
      : { problem: `write degrees between -${most} and ${most}, as ${most === 90 ? "-1.2921" : "36.8219"}` };
  };
}

const emailPattern = /^[^\s@<>(),;:"]+@[^\s@<>(),;:"]+\.[^\s@<>(),;:".]{2,}$/;

/** The first address of the cell, in lower case. One that cannot be is left out and told. */
export const email: ReadCell<string | null> = (cell) => {
  const parts = cell
    .split(/[;,\s<>]+/)
    .map((part) => part.replace(/^mailto:/i, ""))
    .filter((part) => part.includes("@"));
  const value = parts[0]?.toLowerCase();
  if (value === undefined || value.length > 254 || !emailPattern.test(value))
    return { value: null, warning: "this is no e-mail address; it is left out" };
  return parts.length > 1 ? { value, warning: "there are several addresses; the first is taken" } : { value };
};

/** The first number of the cell as E.164, read with the agency's country. One that cannot be is left out and told. */
export const phone: ReadCell<string | null> = (cell, { country }) => {
  const impossible = { value: null, warning: "this is no phone number that can exist; it is left out" };
  const [first = "", ...others] = cell
    .split(/[/;,|]|\bor\b/i)
    .map((part) => part.trim())
    .filter((part) => part !== "");
  if (!/(?:\d\D*){4}/.test(first)) return impossible;
  try {
    const value = readPhone(first.replace(/\s*(?:ext\.?|x)\s*\d+$/i, ""), country);
    return others.length > 0
      ? { value, warning: "there are several numbers; the first is taken" }
      : { value };
  } catch (error) {
    if (!isAppError(error)) throw error;
    return impossible;
  }
};

export const amount: ReadCell<number> = (cell, { currency }) => {
  const reading = parseAmount(cell, currency);
  if ("problem" in reading) return reading;
  return reading.value >= 0 ? reading : { problem: "the amount must not be negative" };
};

export const signedAmount: ReadCell<number> = (cell, { currency }) => parseAmount(cell, currency);

export const date: ReadCell<string> = (cell, { dateOrder, country }) => {
  const reading = parseDate(cell, { order: dateOrder, country });
  if ("problem" in reading || !reading.isGuess) return reading;
  return { value: reading.value, warning: `the day could be the month; it was read as ${reading.value}` };
};

export const currency: ReadCell<string> = (cell) => {
  const value = cell.trim().toUpperCase().replace("KSH", "KES");
  return isCurrency(value) ? { value } : { problem: "write a currency as three letters, such as KES" };
};

export const country: ReadCell<string> = (cell) => {
  const value = countryCode(cell.trim());
  return value === undefined ? { problem: "write a country as two letters, such as KE" } : { value };
};

const english = new Intl.DisplayNames("en", { type: "region", fallback: "none" });
const countryByName = new Map<string, string>([
  ["usa", "US"],
  ["uk", "GB"],
  ["england", "GB"],
]);

function countryCode(cell: string): string | undefined {
  if (countryByName.size < 10) {
    const letters = Array.from("ABCDEFGHIJKLMNOPQRSTUVWXYZ");
    for (const code of letters.flatMap((first) => letters.map((second) => first + second))) {
      const name = english.of(code);
      if (name !== undefined) countryByName.set(name.toLowerCase(), code);
    }
  }
  const upper = cell.toUpperCase();
  if (/^[A-Z]{2}$/.test(upper) && english.of(upper) !== undefined) return upper;
  return countryByName.get(cell.toLowerCase());
}

export const timeZone: ReadCell<string> = (cell) =>
  isTimeZone(cell.trim()) ? { value: cell.trim() } : { problem: "write a time zone as Africa/Nairobi" };

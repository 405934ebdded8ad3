import { currencyExponent } from "@stead/kernel/currencies";

export type AmountReading = { value: number } | { problem: string };

const example = "write amounts as 1200.50";

/** Words and signs that stand beside an amount and say nothing more than its currency. */
const decorations = /^(?:us)?\$|^(?:kshs?|ksh|shs?|rs)\.?(?=\s|\d)|^[€£¥₦₹₵]|[€£$]$|\/[-=]$/gi;

/**
 * Reads an amount as people and spreadsheets write it, into minor units: `1,200.50`, `1.200,50`, `1 200`,
 * `KES 1,200/-`, `(120.00)` for a negative one. A single separator with exactly three digits behind it groups
 * thousands, unless the currency has three decimals.
 */
export function parseAmount(text: string, currency: string): AmountReading {
  let cell = text.trim().replaceAll(/[\u00a0\u202f\u2019']/g, " ");
  const isBracketed = /^\(.*\)$/.test(cell);
  if (isBracketed) cell = cell.slice(1, -1).trim();
  const code = /^([A-Z]{3})\b|\b([A-Z]{3})$/.exec(cell);
  const written = code?.[1] ?? code?.[2];
  if (written !== undefined && written !== "KSH" && written !== currency)
    return { problem: `the amount is in ${written}, not in ${currency}` };
  if (written !== undefined) cell = cell.replace(written, "").trim();
  const sign = /^[-−]|[-−]$/.test(cell) && !cell.endsWith("/-");
  const bare = cell
    .replaceAll(/^[-+−]|(?<!\/)[-−]$/g, "")
    .trim()
    .replaceAll(decorations, "")
    .trim()
    .replaceAll(" ", "");
  const digits = plainDecimal(bare, currencyExponent(currency));
  if (digits === undefined) return { problem: `this is no amount; ${example}` };
  return toMinor(digits, currency, sign || isBracketed);
}

function toMinor({ whole, fraction }: Decimal, currency: string, isNegative: boolean): AmountReading {
  const exponent = currencyExponent(currency);
  if (fraction.slice(exponent).replaceAll("0", "") !== "")
    return { problem: `amounts in ${currency} have at most ${exponent} decimals` };
  const minor = Number(`${whole}${fraction.slice(0, exponent).padEnd(exponent, "0")}`);
  if (minor > 1e14) return { problem: "the amount is too large" };
  return { value: isNegative && minor !== 0 ? -minor : minor };
}

type Decimal = { whole: string; fraction: string };

function plainDecimal(text: string, exponent: number): Decimal | undefined {
  if (!/^\d[\d.,]*$|^[.,]\d+$/.test(text)) return undefined;
  const last = Math.max(text.lastIndexOf("."), text.lastIndexOf(","));
  if (last < 0) return { whole: text, fraction: "" };
  const mark = text.charAt(last);
  const [head, tail] = [text.slice(0, last), text.slice(last + 1)];
  const isSingleKind = !head.includes(mark === "." ? "," : ".");
  const isRepeated = head.includes(mark);
  const isGrouping =
    isRepeated || (isSingleKind && tail.length === 3 && exponent !== 3 && /^[1-9]\d{0,2}$/.test(head));
  if (isGrouping) {
    const groups = text.split(mark);
    const isWhole =
      isSingleKind &&
      groups.every((group, index) => (index === 0 ? group.length <= 3 && group !== "" : group.length === 3));
    return isWhole ? { whole: groups.join(""), fraction: "" } : undefined;
  }
  const groups = head.split(/[.,]/);
  const isGrouped =
    groups.length === 1 ||
    groups.every((group, index) =>
      index === 0 ? group.length <= 3 && group !== "" : group.length === 3 || group.length === 2,
    );
  return isGrouped ? { whole: groups.join("") || "0", fraction: tail } : undefined;
}

export type MoneyProblem = "invalid" | "decimals" | "negative" | "too-large";

export type ParsedMoney =
  | { readonly isOk: true; readonly minor: number | null }
  | { readonly isOk: false; readonly problem: MoneyProblem };

const magnitudes: Readonly<Record<string, number>> = { k: 3, m: 6 };

/**
 * Reads an amount the way people type it: "1,200.50", "1 200,50", "1.200,50", "45k", "1.2m", "KES 1,200", "(120)".
 * Returns minor units for the given exponent (2 for cents), null for an empty text. Nothing is rounded: an amount
 * that the currency cannot hold is a problem.
 */
export function parseMoney(text: string, exponent: number): ParsedMoney {
  const compact = text.replaceAll(/[\s\u00A0\u202F'’_]/gu, "").replaceAll(/[\u2212\u2012\u2013]/gu, "-");
  if (compact === "") return { isOk: true, minor: null };
  const match =
    /^(?<open>\()?(?<lead>-)?(?:[A-Za-z]{0,3}[$€£¥₹₦]?)(?<late>[-+])?(?<digits>[\d.,]*\d[\d.,]*)(?<size>[km])?(?:[A-Z]{3}|[$€£¥₹₦])?(?<shut>\))?$/iu.exec(
      compact,
    );
  const groups = match?.groups;
  if (!groups?.["digits"] || Boolean(groups["open"]) !== Boolean(groups["shut"]))
    return { isOk: false, problem: "invalid" };
  const parts = splitNumber(groups["digits"], exponent);
  if (!parts) return { isOk: false, problem: "invalid" };
  const shift = exponent + (magnitudes[groups["size"]?.toLowerCase() ?? ""] ?? 0);
  const fraction = parts.fraction.replace(/0+$/u, "");
  if (fraction.length > shift) return { isOk: false, problem: "decimals" };
  const minor = Number(`${parts.whole}${fraction.padEnd(shift, "0")}`);
  if (!Number.isSafeInteger(minor)) return { isOk: false, problem: "too-large" };
  const isNegative = Boolean(groups["open"]) || groups["lead"] === "-" || groups["late"] === "-";
  return { isOk: true, minor: isNegative && minor !== 0 ? -minor : minor };
}

interface NumberParts {
  readonly whole: string;
  readonly fraction: string;
}

/** Tells the grouping mark from the decimal mark, or null when the text is neither way a number. */
function splitNumber(digits: string, exponent: number): NumberParts | null {
  const lastDot = digits.lastIndexOf(".");
  const lastComma = digits.lastIndexOf(",");
  if (lastDot < 0 && lastComma < 0) return { whole: digits, fraction: "" };
  if (lastDot >= 0 && lastComma >= 0) {
    const decimal = lastDot > lastComma ? "." : ",";
    return splitAt(digits, decimal, decimal === "." ? "," : ".");
  }
  const mark = lastDot >= 0 ? "." : ",";
  const hasSeveral = digits.indexOf(mark) !== digits.lastIndexOf(mark);
  if (hasSeveral || looksGrouped(digits, mark, exponent)) return splitAt(digits, null, mark);
  return splitAt(digits, mark, null);
}

/** "1,200" and, where the currency has under three decimals, "1.200" are thousands. */
function looksGrouped(digits: string, mark: string, exponent: number): boolean {
  const grouped = mark === "," ? /^[1-9]\d{0,2},\d{3}$/u : /^[1-9]\d{0,2}\.\d{3}$/u;
  return grouped.test(digits) && (mark === "," || exponent < 3);
}

function splitAt(digits: string, decimal: string | null, grouping: string | null): NumberParts | null {
  const [left = "", right = "", ...rest] = decimal === null ? [digits] : digits.split(decimal);
  if (rest.length > 0 || /\D/u.test(right)) return null;
  if (grouping === null) return /\D/u.test(left) ? null : { whole: left, fraction: right };
  const [first = "", ...groups] = left.split(grouping);
  const isGrouped = groups.every(
    (group, index) => group.length === 3 || (group.length === 2 && index < groups.length - 1),
  );
  if (!isGrouped || first.length > 3 || first.length === 0) return null;
  return { whole: first + groups.join(""), fraction: right };
}

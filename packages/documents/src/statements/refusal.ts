import { AppError, isAppError } from "@stead/kernel/errors";
import { formatMoney, parseDecimalAmount } from "@stead/kernel/money";

/** Where a file is wrong: a line of a text, or the path of an element. */
export type Place = { line: number; path?: string };

/**
 * Refuses a file: INVALID with the place and the reason. A reason is written for the person who sent the file and
 * holds no text of the file but amounts, dates and names of columns.
 */
export function refuse(place: Place, reason: string): AppError {
  const where = place.path === undefined ? `line ${place.line}` : `${place.path} (line ${place.line})`;
  return new AppError("INVALID", `${where}: ${reason}`, { ...place, reason });
}

/**
 * Decimal text with a point (`-1234.50`) as minor units of a currency. More decimals than the currency has are refused
 * unless they are zeros: a bank that sends fractions of a cent means something that rounding would hide.
 */
export function readMinor(text: string, currency: string, place: Place): number {
  const plain = text.replace(/^([+-]?)0+(?=\d)/, "$1");
  try {
    return parseDecimalAmount(plain, currency);
  } catch (error) {
    if (isAppError(error, "INVALID")) throw refuse(place, error.message);
    throw error;
  }
}

const currencyCode = /^[A-Z]{3}$/;

/** A currency code as a file gives it. Codes that are no longer in use are taken: old statements have them. */
export function readCurrency(text: string, place: Place): string {
  const code = text.trim().toUpperCase();
  if (!currencyCode.test(code)) throw refuse(place, "a currency is three letters, like KES");
  return code;
}

type Sums = {
  place: Place;
  currency: string;
  openingMinor: number;
  closingMinor: number;
  amountsMinor: readonly number[];
};

/** Refuses a statement whose opening balance and lines do not make its closing balance, naming both sums. */
export function requireBalance({ place, currency, openingMinor, closingMinor, amountsMinor }: Sums): void {
  const reached = addMinor([openingMinor, ...amountsMinor], place);
  if (reached === closingMinor) return;
  throw refuse(
    place,
    `the opening balance of ${formatMoney(openingMinor, currency)} and the lines make ` +
      `${formatMoney(reached, currency)}, but the closing balance is ${formatMoney(closingMinor, currency)}`,
  );
}

/** Adds minor units; refuses sums beyond what can be counted exactly. */
export function addMinor(amountsMinor: readonly number[], place: Place): number {
  const total = amountsMinor.reduce((sum, amount) => sum + amount, 0);
  if (!Number.isSafeInteger(total)) throw refuse(place, "the amounts are too large to add");
  return total;
}

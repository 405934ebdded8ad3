import type { CivilDate } from "@stead/kernel/dates";
import { AppError } from "@stead/kernel/errors";
import { refuse, requireBalance, type Place } from "./refusal.ts";
import type { BankStatement, StatementLine } from "./statement.ts";

/** A file has at most this many lines of movements. */
const mostLines = 200_000;

const noWords = new Set(["", "NONREF", "NOTPROVIDED", "NOT PROVIDED", "NONE", "N/A", "EREF", "KREF"]);

/** A text without needless spaces; null for nothing and for the words that banks write instead of nothing. */
export function wordsOrNull(text: string | null | undefined): string | null {
  const words = (text ?? "").trim().replaceAll(/\s+/g, " ");
  return noWords.has(words.toUpperCase()) ? null : words;
}

/** Joins what is there, each text once. */
export function joinWords(...texts: readonly (string | null | undefined)[]): string {
  const words = texts.map(wordsOrNull).filter((text) => text !== null);
  return [...new Set(words)].join(" ");
}

/** An account number in one spelling: no spaces, upper case. */
export function accountOrNull(text: string | null | undefined): string | null {
  return wordsOrNull(text)?.replaceAll(" ", "").toUpperCase() ?? null;
}

type Built = Omit<BankStatement, "fromOn" | "toOn"> & {
  place: Place;
  fromOn?: CivilDate | null;
  toOn?: CivilDate | null;
};

/**
 * A statement from what was read: lines of no amount are set aside, the balances are proved against the lines, and the
 * period is that of the file, or of its lines where it has none that can be.
 */
export function buildStatement({ place, fromOn = null, toOn = null, ...read }: Built): BankStatement {
  requireFewerLines(read.lines.length + read.skipped.length);
  const [lines, empty] = [
    read.lines.filter(({ amountMinor }) => amountMinor !== 0),
    read.lines.filter(({ amountMinor }) => amountMinor === 0),
  ];
  const currency = read.currency ?? soleCurrency(lines);
  const { openingMinor, closingMinor } = read;
  if (openingMinor !== null && closingMinor !== null && currency !== null) {
    const foreign = lines.find((line) => line.currency !== currency);
    if (foreign !== undefined)
      throw refuse(
        place,
        `entry ${foreign.line} is in ${foreign.currency}, but the balances are in ${currency}: they cannot be proved`,
      );
    const amountsMinor = lines.map(({ amountMinor }) => amountMinor);
    requireBalance({ place, currency, openingMinor, closingMinor, amountsMinor });
  }
  const skipped = [...read.skipped, ...empty.map(({ line }) => ({ line, reason: "no money was moved" }))];
  return {
    ...read,
    ...periodOf(lines, fromOn, toOn),
    currency,
    lines,
    skipped: skipped.toSorted((a, b) => a.line - b.line),
  };
}

/** Refuses more lines than a file may have. */
export function requireFewerLines(count: number): void {
  if (count > mostLines)
    throw new AppError("TOO_LARGE", `a statement has at most ${mostLines.toLocaleString("en")} lines`, {
      lines: count,
    });
}

function soleCurrency(lines: readonly StatementLine[]): string | null {
  const [first, ...others] = new Set(lines.map(({ currency }) => currency));
  return others.length === 0 ? (first ?? null) : null;
}

function periodOf(
  lines: readonly StatementLine[],
  fromOn: CivilDate | null,
  toOn: CivilDate | null,
): Pick<BankStatement, "fromOn" | "toOn"> {
  if (fromOn !== null && toOn !== null && fromOn <= toOn) return { fromOn, toOn };
  const days = lines.map(({ bookedOn }) => bookedOn).toSorted();
  return { fromOn: days[0] ?? fromOn ?? toOn, toOn: days.at(-1) ?? toOn ?? fromOn };
}

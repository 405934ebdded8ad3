import { isCivilDate, type CivilDate } from "@stead/kernel/dates";

/** Which of the first two numbers of 03/04/2026 is the day. */
export type DateOrder = "day_first" | "month_first";

/** What a column's dates say about their order. */
export type DateEvidence = { dayFirst: number; monthFirst: number };

export type DateReading = { value: CivilDate; isGuess?: boolean } | { problem: string };

const shape = "write dates as 2026-11-30";
const numbers = /^(\d{1,4})[-./\s](\d{1,2})[-./\s](\d{1,4})(?:[T\s].*)?$/;
const compact = /^(\d{4})(\d{2})(\d{2})$/;
const dayThenName = /^(\d{1,2})(?:st|nd|rd|th)?[-\s.]+([a-z]{3,9})\.?[-,\s.]+(\d{2}|\d{4})$/i;
const nameThenDay = /^([a-z]{3,9})\.?[-\s]+(\d{1,2})(?:st|nd|rd|th)?[-,\s]+(\d{2}|\d{4})$/i;
const monthNames = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/** Counts a cell as evidence for its column when only one order makes it a day. */
export function noteDate(evidence: DateEvidence, text: string): void {
  const match = numbers.exec(text.trim());
  if (match === null || (match[1] ?? "").length > 2) return;
  const [first, second] = [Number(match[1]), Number(match[2])];
  if (first > 12 && second <= 12) evidence.dayFirst++;
  if (second > 12 && first <= 12) evidence.monthFirst++;
}

/** The order of a column's dates; "mixed" when it has both, undefined when nothing tells. */
export function orderOf({ dayFirst, monthFirst }: DateEvidence): DateOrder | "mixed" | undefined {
  if (dayFirst > 0 && monthFirst > 0) return "mixed";
  if (dayFirst > 0) return "day_first";
  return monthFirst > 0 ? "month_first" : undefined;
}

/** Countries that write the month first. */
const monthFirstCountries = new Set(["US", "PH", "FM", "MH", "PW"]);

/**
 * Reads a day in the forms people write. 03/04/2026 is read in the order that the column's other dates show; when
 * they show none, in the country's, and is called a guess.
 */
export function parseDate(
  text: string,
  { order, country }: { order: DateOrder | "mixed" | undefined; country: string },
): DateReading {
  const cell = text.trim();
  const [, year, month, day] = compact.exec(cell) ?? [];
  if (year !== undefined) return dateOf(Number(year), Number(month), Number(day));
  const named = dayThenName.exec(cell);
  if (named) return dateOf(yearOf(named[3]), monthOf(named[2]), Number(named[1]));
  const american = nameThenDay.exec(cell);
  if (american) return dateOf(yearOf(american[3]), monthOf(american[1]), Number(american[2]));
  const parts = numbers.exec(cell);
  return parts === null
    ? { problem: `this is no date; ${shape}` }
    : fromNumbers([parts[1] ?? "", parts[2] ?? "", parts[3] ?? ""], order, country);
}

function fromNumbers(
  [one, two, three]: [string, string, string],
  order: DateOrder | "mixed" | undefined,
  country: string,
): DateReading {
  if (one.length === 4) return dateOf(Number(one), Number(two), Number(three));
  if (three.length === 1 || three.length === 3 || one.length > 2)
    return { problem: `this is no date; ${shape}` };
  const [first, second, year] = [Number(one), Number(two), yearOf(three)];
  if (first > 12) return dateOf(year, second, first);
  if (second > 12) return dateOf(year, first, second);
  if (first === second) return dateOf(year, first, second);
  if (order === "mixed")
    return { problem: `the column has days first and months first, so this may be either; ${shape}` };
  const taken = order ?? (monthFirstCountries.has(country) ? "month_first" : "day_first");
  const reading = taken === "day_first" ? dateOf(year, second, first) : dateOf(year, first, second);
  return order === undefined ? { ...reading, isGuess: true } : reading;
}

/** Two digits: up to 68 is this century, as POSIX has it. */
function yearOf(text = ""): number {
  const year = Number(text);
  return text.length > 2 ? year : year <= 68 ? 2000 + year : 1900 + year;
}

function monthOf(name = ""): number {
  return monthNames.indexOf(name.slice(0, 3).toLowerCase()) + 1;
}

function dateOf(year: number, month: number, day: number): DateReading {
  const date = `${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
  return isCivilDate(date) ? { value: date } : { problem: `there is no such day; ${shape}` };
}

export type DateProblem = "invalid" | "impossible";

export type ParsedDate =
  | { readonly isOk: true; readonly date: string | null }
  | { readonly isOk: false; readonly problem: DateProblem };

export interface DateReading {
  /** Which comes first in "3/11": the day or the month. */
  readonly order: "day-first" | "month-first";
  /** The civil date `YYYY-MM-DD` that "today" and a missing year refer to. */
  readonly today: string;
}

const monthNames = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const relativeDays: Readonly<Record<string, number>> = { today: 0, tomorrow: 1, yesterday: -1 };

/**
 * Reads a date the way people type it: "2026-11-03", "3 Nov 2026", "Nov 3", "3/11", "3.11.26", "today".
 * Returns a civil date `YYYY-MM-DD`, null for an empty text. A missing year is the year of `today`.
 */
export function parseDate(text: string, reading: DateReading): ParsedDate {
  const clean = text
    .trim()
    .toLowerCase()
    .replaceAll(/(?<=\d)(?:st|nd|rd|th)\b/gu, "")
    .replaceAll(/[,\s]+/gu, " ");
  if (clean === "") return { isOk: true, date: null };
  const days = relativeDays[clean];
  if (days !== undefined) return { isOk: true, date: addDays(reading.today, days) };
  const currentYear = Number(reading.today.slice(0, 4));
  const parts =
    readIso(clean) ?? readNamed(clean, currentYear) ?? readNumbers(clean, currentYear, reading.order);
  if (!parts) return { isOk: false, problem: "invalid" };
  return toCivilDate(parts);
}

interface DateParts {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

function readIso(text: string): DateParts | null {
  const match = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/u.exec(text) ?? /^(\d{4})(\d{2})(\d{2})$/u.exec(text);
  return match && { year: Number(match[1]), month: Number(match[2]), day: Number(match[3]) };
}

function readNamed(text: string, currentYear: number): DateParts | null {
  const match =
    /^(?<day>\d{1,2})[ .-]*(?<name>[a-z]{3,9})\.?(?:[ -]*(?<year>\d{4}|\d{2}))?$/u.exec(text) ??
    /^(?<name>[a-z]{3,9})\.? *(?<day>\d{1,2})(?: (?<year>\d{4}|\d{2}))?$/u.exec(text);
  const groups = match?.groups;
  const month = monthNames.indexOf(groups?.["name"]?.slice(0, 3) ?? "") + 1;
  if (!groups || month === 0) return null;
  return { year: readYear(groups["year"], currentYear), month, day: Number(groups["day"]) };
}

function readNumbers(text: string, currentYear: number, order: DateReading["order"]): DateParts | null {
  const match = /^(\d{1,2})[-/. ](\d{1,2})(?:[-/. ](\d{4}|\d{2}))?$/u.exec(text);
  if (!match) return null;
  const [first, second] = [Number(match[1]), Number(match[2])];
  const year = readYear(match[3], currentYear);
  // A number above twelve is no month, so the other way round is the only reading left.
  const isDayFirst = (order === "day-first" && second <= 12) || (order === "month-first" && first > 12);
  return isDayFirst ? { year, month: second, day: first } : { year, month: first, day: second };
}

function readYear(text: string | undefined, currentYear: number): number {
  if (text === undefined) return currentYear;
  return text.length === 2 ? 2000 + Number(text) : Number(text);
}

function toCivilDate({ year, month, day }: DateParts): ParsedDate {
  const date = new Date(Date.UTC(year, month - 1, day));
  const isReal =
    year >= 1900 && year <= 2199 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day && day > 0;
  return isReal
    ? { isOk: true, date: date.toISOString().slice(0, 10) }
    : { isOk: false, problem: "impossible" };
}

function addDays(civilDate: string, days: number): string {
  const date = new Date(`${civilDate}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}

/** Today in the viewer's own zone as `YYYY-MM-DD`. */
export function getLocalToday(now = new Date()): string {
  const pad = (value: number) => String(value).padStart(2, "0");
  return `${now.getFullYear()}-${pad(now.getMonth() + 1)}-${pad(now.getDate())}`;
}

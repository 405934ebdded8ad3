import { AppError, assert } from "./errors.ts";

/** A day of the calendar without time or zone, as `YYYY-MM-DD`. Compares and sorts as text. */
export type CivilDate = string;

const civilPattern = /^(?:19|2[01])\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/;
const daysOfMonths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** True for an existing day written `YYYY-MM-DD` between the years 1900 and 2199. Reckoned by hand: a page of a list has hundreds. */
export function isCivilDate(value: unknown): value is CivilDate {
  if (typeof value !== "string" || !civilPattern.test(value)) return false;
  const day = Number(value.slice(8));
  const month = Number(value.slice(5, 7));
  if (day <= (daysOfMonths[month - 1] ?? 0)) return true;
  const year = Number(value.slice(0, 4));
  return month === 2 && day === 29 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/** The same text, or INVALID when it is no day of the calendar. */
export function civilDate(value: string): CivilDate {
  if (!isCivilDate(value))
    throw new AppError("INVALID", `"${String(value).slice(0, 20)}" is no date: write it as 2026-11-30`);
  return value;
}

function plain(date: CivilDate): Temporal.PlainDate {
  return Temporal.PlainDate.from(date);
}

export function addDays(date: CivilDate, days: number): CivilDate {
  return plain(date).add({ days }).toString();
}

/** Adds months and puts the day on `day` (1-31), clamped to the month's end: 31 Jan + 1 = 28 Feb, then 31 Mar. */
export function addMonths(date: CivilDate, months: number, day = plain(date).day): CivilDate {
  const first = plain(date).with({ day: 1 }).add({ months });
  return first.with({ day: Math.min(day, first.daysInMonth) }).toString();
}

/** Whole days from `from` to `to`; negative when `to` is earlier. */
export function daysBetween(from: CivilDate, to: CivilDate): number {
  return plain(from).until(plain(to), { largestUnit: "days" }).days;
}

export function monthStart(date: CivilDate): CivilDate {
  return `${date.slice(0, 7)}-01`;
}

export function monthEnd(date: CivilDate): CivilDate {
  return `${date.slice(0, 7)}-${String(daysInMonth(date)).padStart(2, "0")}`;
}

export function daysInMonth(date: CivilDate): number {
  return plain(date).daysInMonth;
}

export function daysInYear(date: CivilDate): number {
  return plain(date).daysInYear;
}

export function minDate(left: CivilDate, right: CivilDate): CivilDate {
  return left < right ? left : right;
}

export function maxDate(left: CivilDate, right: CivilDate): CivilDate {
  return left > right ? left : right;
}

/** The day it is at an instant in an IANA time zone. */
export function civilDateIn(timeZone: string, epochMs: number): CivilDate {
  return Temporal.Instant.fromEpochMilliseconds(epochMs)
    .toZonedDateTimeISO(timeZone)
    .toPlainDate()
    .toString();
}

/** The instant (milliseconds) at which a day begins in an IANA time zone; right on days that skip midnight. */
export function dayStartMs(timeZone: string, date: CivilDate): number {
  return plain(date).toZonedDateTime({ timeZone }).epochMilliseconds;
}

export function isTimeZone(value: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: value }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}

/** A civil date as Prisma's `@db.Date` wants it: midnight UTC. */
export function toDbDate(date: CivilDate): Date {
  assert(isCivilDate(date), "dates: not a civil date");
  return new Date(`${date}T00:00:00Z`);
}

/** What Prisma returns for `@db.Date`, as a civil date. */
export function fromDbDate(date: Date): CivilDate {
  return date.toISOString().slice(0, 10);
}

const monthNames =
  "January February March April May June July August September October November December".split(" ");

/** A day for people: `2026-08-08` is `8 August 2026`. */
function formatDay(date: CivilDate): string {
  return `${Number(date.slice(8))} ${monthNames[Number(date.slice(5, 7)) - 1] ?? ""} ${date.slice(0, 4)}`;
}

/** Days for people, without repeating what is the same: `8-31 August 2026`, or `August 2026` for a whole month. */
export function formatDays(from: CivilDate, to: CivilDate): string {
  if (from === to) return formatDay(from);
  if (from === monthStart(to) && to === monthEnd(to)) return formatDay(to).replace(/^\d+ /, "");
  if (from.slice(0, 7) === to.slice(0, 7)) return `${Number(from.slice(8))}-${formatDay(to)}`;
  const first = formatDay(from);
  return `${from.slice(0, 4) === to.slice(0, 4) ? first.slice(0, -5) : first} - ${formatDay(to)}`;
}

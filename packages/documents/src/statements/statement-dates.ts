import { civilDateIn, isCivilDate, type CivilDate } from "@stead/kernel/dates";
import { refuse, type Place } from "./refusal.ts";

/** A day, and the instant (ISO, UTC) where the file has the time as well. */
export type Moment = { on: CivilDate; at: string | null };

const pad = (part: number | string, length = 2) => String(part).padStart(length, "0");

/** A day of the calendar from its numbers, or a refusal. */
export function dayOf(
  year: number | string,
  month: number | string,
  day: number | string,
  place: Place,
): CivilDate {
  const date = `${pad(year, 4)}-${pad(month)}-${pad(day)}`;
  if (!isCivilDate(date)) throw refuse(place, "there is no such day");
  return date;
}

/** Two digits of a year: up to 79 is this century (SWIFT's rule for statements). */
export function fullYear(year: string): number {
  return year.length > 2 ? Number(year) : Number(year) + (Number(year) < 80 ? 2000 : 1900);
}

/** A wall clock of a zone as an ISO instant, or a refusal for a time that is none. */
export function zonedInstant(wallClock: string, timeZone: string, place: Place): string {
  try {
    return Temporal.PlainDateTime.from(wallClock, { overflow: "reject" })
      .toZonedDateTime(timeZone)
      .toInstant()
      .toString();
  } catch {
    throw refuse(place, "there is no such time");
  }
}

const isoDay = /^\s*(\d{4})-(\d{2})-(\d{2})(?:Z|[+-]\d{2}:\d{2})?\s*$/;
const hasOffset = /(?:Z|[+-]\d{2}:?\d{2})$/;

/** An ISO date or date and time. A time without offset is the account's clock; the day is the account's day. */
export function readIsoMoment(text: string, timeZone: string, place: Place): Moment {
  const day = isoDay.exec(text);
  if (day) return { on: dayOf(day[1] ?? "", day[2] ?? "", day[3] ?? "", place), at: null };
  const written = text.trim();
  if (!/^\d{4}-\d{2}-\d{2}T[\d:.]+/.test(written) || written.length > 40)
    throw refuse(place, "this is no date like 2026-11-30");
  if (!hasOffset.test(written)) {
    const at = zonedInstant(written, timeZone, place);
    return { on: dayInZone(at, timeZone), at };
  }
  try {
    const at = Temporal.Instant.from(written).toString();
    return { on: dayInZone(at, timeZone), at };
  } catch {
    throw refuse(place, "there is no such time");
  }
}

/** The day that an instant falls on in a zone. */
export function dayInZone(instant: string, timeZone: string): CivilDate {
  return civilDateIn(timeZone, Date.parse(instant));
}

const monthNames = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/** The number of a month by the first three letters of its English name; 0 for other words. */
export function monthNumber(name: string): number {
  return monthNames.indexOf(name.slice(0, 3).toLowerCase()) + 1;
}

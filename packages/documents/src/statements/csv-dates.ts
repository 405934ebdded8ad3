import { daysBetween, isCivilDate, type CivilDate } from "@stead/kernel/dates";
import { refuse, type Place } from "./refusal.ts";
import { dayOf, fullYear, monthNumber } from "./statement-dates.ts";

export type DateOrder = "day_first" | "month_first";

const time = String.raw`(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?(?: ?([AP])M)?)?`;
const yearFirst = new RegExp(
  String.raw`^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})${time}(?:Z|[+-]\d{2}:?\d{2})?$`,
  "i",
);
const compact = /^(\d{4})(\d{2})(\d{2})()()()()$/;
const numbers = new RegExp(String.raw`^(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})${time}$`, "i");
const named = new RegExp(String.raw`^(\d{1,2})[-/. ]+([a-z]{3,9})\.?[-/., ]+(\d{4}|\d{2})${time}$`, "i");
const namedFirst = new RegExp(String.raw`^([a-z]{3,9})\.?[- ]+(\d{1,2}),?[- ]+(\d{4}|\d{2})${time}$`, "i");

/** A day, and the wall clock where the cell has one (`10:30:00`, else empty). */
export type DayCell = { on: CivilDate; clock: string };

/** True for a cell that has the shape of a date. */
export function looksLikeDate(text: string): boolean {
  const cell = text.trim();
  return [yearFirst, compact, numbers, named, namedFirst].some((shape) => shape.test(cell));
}

/** A cell as a day in the order of its column, or a refusal. */
export function readDateCell(text: string, order: DateOrder, place: Place): DayCell {
  const cell = text.trim();
  const iso = yearFirst.exec(cell) ?? compact.exec(cell);
  if (iso) return { on: dayOf(iso[1] ?? "", iso[2] ?? "", iso[3] ?? "", place), clock: clockOf(iso, place) };
  const words = named.exec(cell);
  if (words)
    return {
      on: dayOf(fullYear(words[3] ?? ""), monthNumber(words[2] ?? ""), words[1] ?? "", place),
      clock: clockOf(words, place),
    };
  const american = namedFirst.exec(cell);
  if (american)
    return {
      on: dayOf(fullYear(american[3] ?? ""), monthNumber(american[1] ?? ""), american[2] ?? "", place),
      clock: clockOf(american, place),
    };
  const parts = numbers.exec(cell);
  if (parts === null) throw refuse(place, "is no date like 2026-11-30");
  const [day, month] = order === "day_first" ? [parts[1], parts[2]] : [parts[2], parts[1]];
  return { on: dayOf(fullYear(parts[3] ?? ""), month ?? "", day ?? "", place), clock: clockOf(parts, place) };
}

function clockOf([, , , , hour, minute, second, half]: RegExpExecArray, place: Place): string {
  if (!hour) return "";
  const isHalf = half !== undefined && half !== "";
  const hours = isHalf ? (Number(hour) % 12) + (half.toUpperCase() === "P" ? 12 : 0) : Number(hour);
  if (hours > 23 || Number(minute) > 59 || Number(second ?? 0) > 59)
    throw refuse(place, "there is no such time");
  return [hours, minute, second || "00"].map((part) => String(part).padStart(2, "0")).join(":");
}

/**
 * The order of the days and months of a column. A number above 12 tells; else the order that puts the rows of a
 * statement closer together, because a statement is of weeks; else the day comes first.
 */
export function findDateOrder(cells: readonly { text: string; line: number }[]): DateOrder {
  const seen = new Map<DateOrder, number>();
  for (const { text, line } of cells) {
    const [, first = "", second = ""] = numbers.exec(text.trim()) ?? [];
    if (Number(first) > 12 && !seen.has("day_first")) seen.set("day_first", line);
    if (Number(second) > 12 && !seen.has("month_first")) seen.set("month_first", line);
  }
  if (seen.size === 2)
    throw refuse(
      { line: Math.max(...seen.values()) },
      "the dates of the file have the day first and the month first",
    );
  const [told] = seen.keys();
  if (told !== undefined) return told;
  return spanOf(cells, "month_first") < spanOf(cells, "day_first") ? "month_first" : "day_first";
}

function spanOf(cells: readonly { text: string }[], order: DateOrder): number {
  const days = cells
    .flatMap(({ text }) => {
      const [, first = "", second = "", year = ""] = numbers.exec(text.trim()) ?? [];
      const [day, month] = order === "day_first" ? [first, second] : [second, first];
      const date = `${fullYear(year)}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
      return isCivilDate(date) ? [date] : [];
    })
    .toSorted();
  const [from, to] = [days[0], days.at(-1)];
  return from === undefined || to === undefined ? 0 : daysBetween(from, to);
}

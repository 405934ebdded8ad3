import { describe, expect, test } from "vitest";
import {
  addDays,
  addMonths,
  civilDate,
  civilDateIn,
  dayStartMs,
  daysBetween,
  daysInMonth,
  formatDays,
  fromDbDate,
  isCivilDate,
  isTimeZone,
  monthEnd,
  toDbDate,
} from "./dates.ts";

describe("civil dates", () => {
  test("a due day of 31 clamps to the month's end and comes back", () => {
    expect(addMonths("2026-01-31", 1, 31)).toBe("2026-02-28");
    expect(addMonths("2026-02-28", 1, 31)).toBe("2026-03-31");
    expect(addMonths("2028-01-30", 1, 30)).toBe("2028-02-29");
  });

  test("days are counted over daylight saving and leap days", () => {
    expect(daysBetween("2026-03-01", "2026-04-01")).toBe(31);
    expect(daysBetween("2026-11-30", "2026-11-16")).toBe(-14);
    expect(addDays("2028-02-28", 1)).toBe("2028-02-29");
    expect(daysInMonth("2100-02-10")).toBe(28);
    expect(monthEnd("2026-02-10")).toBe("2026-02-28");
  });

  test("the same instant is two days in two zones", () => {
    const instant = Date.parse("2026-11-30T21:30:00Z");
    expect(civilDateIn("Africa/Nairobi", instant)).toBe("2026-12-01");
    expect(civilDateIn("America/Chicago", instant)).toBe("2026-11-30");
  });

  test("a day that skips midnight begins at its first instant", () => {
    expect(new Date(dayStartMs("America/Sao_Paulo", "2018-11-04")).toISOString()).toBe(
      "2018-11-04T03:00:00.000Z",
    );
  });

  test.each(["2026-02-29", "2026-13-01", "26-01-01", "2026-1-1", "1899-12-31", 5, null])(
    "%j is no date",
    (value) => {
      expect(isCivilDate(value)).toBe(false);
    },
  );

  test("every day of the calendar is one, and no other", () => {
    const twoDigits = (value: number) => String(value).padStart(2, "0");
    for (const year of [1900, 1999, 2000, 2026, 2028, 2100, 2199]) {
      for (let month = 0; month <= 13; month++) {
        for (let day = 0; day <= 32; day++) {
          const value = `${year}-${twoDigits(month)}-${twoDigits(day)}`;
          const isDay = new Date(Date.UTC(year, month - 1, day)).toISOString().startsWith(value);
          expect([value, isCivilDate(value)]).toEqual([value, isDay]);
        }
      }
    }
  });

  test("civilDate says how to write a date", () => {
    expect(() => civilDate("31/12/2026")).toThrow("2026-11-30");
    expect(civilDate("2026-12-31")).toBe("2026-12-31");
  });

  test("a database date comes back unchanged", () => {
    expect(fromDbDate(toDbDate("2026-12-31"))).toBe("2026-12-31");
  });

  test("zones are checked by name", () => {
    expect([isTimeZone("Africa/Nairobi"), isTimeZone("Mars/Olympus")]).toEqual([true, false]);
  });

  test.each([
    ["2026-08-08", "2026-08-31", "8-31 August 2026"],
    ["2026-08-01", "2026-08-31", "August 2026"],
    ["2026-02-01", "2026-02-28", "February 2026"],
    ["2026-08-08", "2026-08-08", "8 August 2026"],
    ["2026-08-15", "2026-09-14", "15 August - 14 September 2026"],
    ["2026-12-15", "2027-01-14", "15 December 2026 - 14 January 2027"],
  ])("%s to %s is %s for people", (from, to, shown) => {
    expect(formatDays(from, to)).toBe(shown);
  });
});

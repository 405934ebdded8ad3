import { describe, expect, test } from "vitest";
import { getLocalToday, parseDate } from "./parse-date.ts";

const dayFirst = { order: "day-first", today: "2026-11-20" } as const;
const monthFirst = { order: "month-first", today: "2026-11-20" } as const;

describe("parseDate reads what people type", () => {
  test.each<[string, string | null]>([
    ["", null],
    ["2026-11-03", "2026-11-03"],
    ["2026/11/3", "2026-11-03"],
    ["20261103", "2026-11-03"],
    ["3 Nov 2026", "2026-11-03"],
    ["3 november 2026", "2026-11-03"],
    ["3rd Nov, 2026", "2026-11-03"],
    ["3-Nov-26", "2026-11-03"],
    ["3nov", "2026-11-03"],
    ["Nov 3", "2026-11-03"],
    ["November 3, 2025", "2025-11-03"],
    ["3/11", "2026-11-03"],
    ["3/11/26", "2026-11-03"],
    ["3.11.2026", "2026-11-03"],
    ["11/25/2026", "2026-11-25"],
    ["29 Feb 2028", "2028-02-29"],
    ["today", "2026-11-20"],
    ["Tomorrow", "2026-11-21"],
    ["yesterday", "2026-11-19"],
  ])("%j is %j", (text, date) => {
    expect(parseDate(text, dayFirst)).toEqual({ isOk: true, date });
  });

  test("the order decides what 3/11 means, and only that", () => {
    expect(parseDate("3/11", monthFirst)).toEqual({ isOk: true, date: "2026-03-11" });
    expect(parseDate("25/3", monthFirst)).toEqual({ isOk: true, date: "2026-03-25" });
    expect(parseDate("2026-11-03", monthFirst)).toEqual({ isOk: true, date: "2026-11-03" });
  });

  test.each([
    ["soon", "invalid"],
    ["3", "invalid"],
    ["3 Foo 2026", "invalid"],
    ["31 Feb 2026", "impossible"],
    ["29 Feb 2026", "impossible"],
    ["2026-13-01", "impossible"],
    ["0/1", "impossible"],
    ["2026-11-00", "impossible"],
  ])("%j is refused as %s", (text, problem) => {
    expect(parseDate(text, dayFirst)).toEqual({ isOk: false, problem });
  });
});

test("getLocalToday is the viewer's civil date", () => {
  expect(getLocalToday(new Date(2026, 0, 5, 23, 59))).toBe("2026-01-05");
});

import { describe, expect, test } from "vitest";
import { noteDate, orderOf, parseDate } from "./parse-date.ts";

const read = (text: string, order?: "day_first" | "month_first" | "mixed", country = "KE") =>
  parseDate(text, { order, country });

describe("dates", () => {
  test.each([
    ["2026-11-30", "2026-11-30"],
    ["2026/1/5", "2026-01-05"],
    ["20261130", "2026-11-30"],
    ["2026-11-30T00:00:00Z", "2026-11-30"],
    ["30.11.2026", "2026-11-30"],
    ["11/30/2026", "2026-11-30"],
    ["30-11-26", "2026-11-30"],
    ["5 Jan 2026", "2026-01-05"],
    ["05-JAN-26", "2026-01-05"],
    ["1st March 2026", "2026-03-01"],
    ["January 5, 2026", "2026-01-05"],
    ["29/02/2028", "2028-02-29"],
  ])("reads %s", (text, value) => {
    expect(read(text)).toEqual({ value });
  });

  test.each([
    "31/02/2026",
    "30 Febuary",
    "tomorrow",
    "2026-13-01",
    "1/2/3",
    "00/00/0000",
    "123/1/2026",
    "29/02/2027",
  ])("refuses %s", (text) => {
    expect(read(text)).toMatchObject({ problem: expect.stringContaining("write dates as 2026-11-30") });
  });

  test("a date that may be two days is read as the country writes, and told", () => {
    expect(read("03/04/2026")).toEqual({ value: "2026-04-03", isGuess: true });
    expect(read("03/04/2026", undefined, "US")).toEqual({ value: "2026-03-04", isGuess: true });
    expect(read("04/04/2026")).toEqual({ value: "2026-04-04" });
  });

  test("the column's other dates settle it; a column with both kinds settles nothing", () => {
    const order = (...cells: string[]) => {
      const evidence = { dayFirst: 0, monthFirst: 0 };
      for (const cell of cells) noteDate(evidence, cell);
      return orderOf(evidence);
    };
    expect(order("01/02/2026", "31/01/2026")).toBe("day_first");
    expect(order("01/31/2026", "01/02/2026")).toBe("month_first");
    expect(order("01/31/2026", "31/01/2026")).toBe("mixed");
    expect(order("01/02/2026", "2026-01-31", "text")).toBeUndefined();
    expect(read("03/04/2026", "month_first")).toEqual({ value: "2026-03-04" });
    expect(read("03/04/2026", "mixed")).toMatchObject({ problem: expect.stringContaining("may be either") });
  });
});

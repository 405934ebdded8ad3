import { describe, expect, test } from "vitest";
import { coveredDays, cronOf, monthsOf, resolveParams } from "./rules.ts";

describe("parameters", () => {
  const period = { params: ["from", "to"], mostMonths: 12 } as const;
  test("are filled in with today, and with the twelve months up to it", () => {
    const today = "2026-03-31";
    expect(resolveParams({ params: ["asOf"], mostMonths: null }, {}, today)).toEqual({ asOf: today });
    expect(resolveParams(period, {}, today)).toEqual({ from: "2025-04-01", to: today });
    expect(resolveParams(period, { to: "2026-01-15" }, today)).toEqual({
      from: "2025-02-01",
      to: "2026-01-15",
    });
    const grouped = { ...period, params: ["from", "to", "by"] } as const;
    expect(resolveParams(grouped, { from: today }, today)).toEqual({ by: "month", from: today, to: today });
    expect(
      resolveParams({ params: ["leaseId", "from", "to"], mostMonths: null }, { leaseId: "x" }, today),
    ).toEqual({
      leaseId: "x",
      to: today,
    });
  });

  test("hold exactly as many months as a report takes", () => {
    expect(resolveParams(period, { from: "2025-04-30" }, "2026-03-31").from).toBe("2025-04-30");
    expect(() => resolveParams(period, { from: "2025-03-31" }, "2026-03-31")).toThrow("at most 12 months");
  });
});

test("months are cut to the period at both ends", () => {
  expect(monthsOf("2026-01-31", "2026-03-01")).toEqual([
    { firstOn: "2026-01-31", lastOn: "2026-01-31" },
    { firstOn: "2026-02-01", lastOn: "2026-02-28" },
    { firstOn: "2026-03-01", lastOn: "2026-03-01" },
  ]);
  expect(monthsOf("2024-02-10", "2024-02-29")).toEqual([{ firstOn: "2024-02-10", lastOn: "2024-02-29" }]);
  expect(monthsOf("2026-01-01", "2030-01-01", 13)).toHaveLength(13);
});

describe("what a schedule covers", () => {
  test.each([
    ["yesterday", "2026-03-01", "2026-02-28", "2026-02-28"],
    ["last_7_days", "2026-03-01", "2026-02-22", "2026-02-28"],
    ["last_month", "2026-03-01", "2026-02-01", "2026-02-28"],
    ["last_month", "2026-01-31", "2025-12-01", "2025-12-31"],
    ["month_to_date", "2026-03-01", "2026-02-01", "2026-02-28"],
    ["month_to_date", "2026-03-15", "2026-03-01", "2026-03-14"],
    ["last_12_months", "2026-03-15", "2025-03-01", "2026-02-28"],
    ["year_to_date", "2026-01-01", "2025-01-01", "2025-12-31"],
    ["year_to_date", "2026-03-15", "2026-01-01", "2026-03-14"],
  ] as const)("%s on %s is %s to %s", (covers, today, from, to) => {
    expect(coveredDays(covers, today)).toEqual({ from, to });
  });
});

test("a cadence is a cron expression, and needs its day", () => {
  const at = { weekday: null, dayOfMonth: null, hour: 6 };
  expect(cronOf({ ...at, cadence: "daily" })).toBe("0 6 * * *");
  expect(cronOf({ ...at, cadence: "weekly", weekday: 1 })).toBe("0 6 * * 1");
  expect(cronOf({ ...at, cadence: "weekly", weekday: 7 })).toBe("0 6 * * 0");
  expect(cronOf({ ...at, cadence: "monthly", dayOfMonth: 28 })).toBe("0 6 28 * *");
  expect(() => cronOf({ ...at, cadence: "weekly" })).toThrow("day of the week");
  expect(() => cronOf({ ...at, cadence: "monthly" })).toThrow("day of the month");
});

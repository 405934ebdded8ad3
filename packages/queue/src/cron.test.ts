import { expect, test } from "vitest";
import { nextRunMs } from "./cron.ts";

function runs(cron: string, timeZone: string, from: string, count: number): string[] {
  const times: number[] = [];
  for (let after = Date.parse(from); times.length < count;) {
    after = nextRunMs(cron, timeZone, after);
    times.push(after);
  }
  return times.map((time) => new Date(time).toISOString().slice(0, 16));
}

test("a time that the clocks skip falls due once, when they go on", () => {
  expect(runs("30 2 * * *", "Europe/Berlin", "2026-03-28T12:00Z", 3)).toEqual([
    "2026-03-29T01:00",
    "2026-03-30T00:30",
    "2026-03-31T00:30",
  ]);
  expect(runs("0 0 * * *", "America/Santiago", "2026-09-05T12:00Z", 2)).toEqual([
    "2026-09-06T04:00",
    "2026-09-07T03:00",
  ]);
});

test("a time that the clocks show twice falls due once", () => {
  expect(runs("30 2 * * *", "Europe/Berlin", "2026-10-24T12:00Z", 3)).toEqual([
    "2026-10-25T00:30",
    "2026-10-26T01:30",
    "2026-10-27T01:30",
  ]);
  expect(runs("30 1 * * *", "America/Chicago", "2026-10-31T12:00Z", 2)).toEqual([
    "2026-11-01T06:30",
    "2026-11-02T07:30",
  ]);
});

test("a year of nights has one run for each, in every kind of zone", () => {
  for (const timeZone of [
    "Africa/Nairobi",
    "Europe/Berlin",
    "America/Chicago",
    "America/Santiago",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
  ]) {
    const days = runs("15 2 * * *", timeZone, "2026-01-01T12:00Z", 364).map((time) =>
      Temporal.Instant.from(`${time}Z`).toZonedDateTimeISO(timeZone).toPlainDate().toString(),
    );
    expect(new Set(days).size).toBe(364);
  }
});

test("the first of the month is that of the agency's zone", () => {
  expect(runs("5 0 1 * *", "Africa/Nairobi", "2026-11-15T00:00Z", 2)).toEqual([
    "2026-11-30T21:05",
    "2026-12-31T21:05",
  ]);
});

test.each([
  ["61 * * * *", "UTC"],
  ["* * * * *", "Mars/Olympus"],
  ["often", "UTC"],
  ["0 0 30 2 *", "UTC"],
])("refuses %s in %s", (cron, timeZone) => {
  expect(() => nextRunMs(cron, timeZone, 0)).toThrow(expect.objectContaining({ code: "INVALID" }));
});

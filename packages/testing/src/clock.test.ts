import { today } from "@stead/kernel/clock";
import { expect, test } from "vitest";
import { fixedClock } from "./clock.ts";

test("stands still until it is moved", () => {
  const clock = fixedClock("2026-11-30T21:30:00Z");
  expect([clock.nowMs(), clock.nowMs()]).toEqual([
    Date.UTC(2026, 10, 30, 21, 30),
    Date.UTC(2026, 10, 30, 21, 30),
  ]);
  expect(today(clock, "Africa/Nairobi")).toBe("2026-12-01");
  clock.advance({ days: 1, hours: 2, minutes: 1, seconds: 1, ms: 1 });
  expect(new Date(clock.nowMs()).toISOString()).toBe("2026-12-01T23:31:01.001Z");
  clock.set("2027-01-01T00:00:00Z");
  expect(today(clock, "UTC")).toBe("2027-01-01");
});

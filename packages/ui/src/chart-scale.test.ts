import { expect, test } from "vitest";
import { getLabelStride, getLinePath, getTicks } from "./chart-scale.ts";

test("ticks are round and cover the values", () => {
  expect(getTicks(0, 97)).toEqual([0, 20, 40, 60, 80, 100]);
  expect(getTicks(0, 1_204_000)).toEqual([0, 250_000, 500_000, 750_000, 1_000_000, 1_250_000]);
  expect(getTicks(0.86, 0.97)).toEqual([0.85, 0.875, 0.9, 0.925, 0.95, 0.975]);
  expect(getTicks(-40, 60)).toEqual([-40, -20, 0, 20, 40, 60]);
});

test("ticks exist even when nothing varies", () => {
  expect(getTicks(0, 0).length).toBeGreaterThan(1);
  expect(getTicks(5, 5).length).toBeGreaterThan(1);
});

test("labels are thinned out until they fit", () => {
  expect(getLabelStride(80, 60)).toBe(1);
  expect(getLabelStride(20, 60)).toBe(3);
});

test("a missing value leaves a gap in the line", () => {
  const path = getLinePath([
    { x: 0, y: 1 },
    { x: 10, y: 2 },
    { x: 20, y: null },
    { x: 30, y: 3 },
  ]);
  expect(path).toBe("M0.0 1.0L10.0 2.0M30.0 3.0");
});

import { describe, expect, test } from "vitest";
import { seededChance, shuffled } from "./chance.ts";
import { isItself, judge, ratioOf } from "./interval.ts";

/** Values around `middle` that spread by so much, from seeded chance. */
function around(middle: number, spread: number, count: number, seed: number): number[] {
  const chance = seededChance(seed);
  // Four of them together lie nearly as noise does.
  const noise = () => (chance() + chance() + chance() + chance() - 2) * spread;
  return Array.from({ length: count }, () => middle * Math.exp(noise()));
}

describe("the ratio of pairs", () => {
  test("is the median of its logarithms, and its interval holds it", () => {
    const found = ratioOf([2, 4, 8], [1, 1, 1], seededChance(1));
    expect(found.ratio).toBeCloseTo(4);
    expect(found.low).toBeCloseTo(2);
    expect(found.high).toBeCloseTo(8);
  });

  test("is the inverse when the sides change places", () => {
    const [left, right] = [around(3, 0.1, 20, 1), around(2, 0.1, 20, 2)];
    const there = ratioOf(left, right, seededChance(1)).ratio;
    expect(ratioOf(right, left, seededChance(1)).ratio).toBeCloseTo(1 / there);
  });

  test("gives the same interval for the same seed", () => {
    const [left, right] = [around(3, 0.1, 15, 1), around(2, 0.1, 15, 2)];
    expect(ratioOf(left, right, seededChance(7))).toEqual(ratioOf(left, right, seededChance(7)));
  });

  test("has an interval that holds the truth in about 95 of 100 series", () => {
    const held = Array.from({ length: 100 }, (_, seed) => {
      const left = around(1.2, 0.1, 16, 2 * seed);
      const { low, high } = ratioOf(left, around(1, 0.1, 16, 2 * seed + 1), seededChance(seed));
      return low <= 1.2 && high >= 1.2;
    }).filter(Boolean).length;
    expect(held).toBeGreaterThanOrEqual(88);
  });

  test.each([
    [[], []],
    [[1], [1, 2]],
    [[0], [1]],
    [[1], [Number.NaN]],
  ])("refuses %j against %j", (measured, baseline) => {
    expect(() => ratioOf(measured, baseline, seededChance(1))).toThrow(RangeError);
  });
});

test.each([
  [{ low: 1.1, high: 1.2 }, { atMost: 1.3 }, "met"],
  [{ low: 1.1, high: 1.4 }, { atMost: 1.3 }, "open"],
  [{ low: 1.31, high: 1.4 }, { atMost: 1.3 }, "missed"],
  [{ low: 5.1, high: 6 }, { atLeast: 5 }, "met"],
  [{ low: 4.9, high: 6 }, { atLeast: 5 }, "open"],
  [{ low: 4, high: 4.9 }, { atLeast: 5 }, "missed"],
] as const)("%j against %j is %s", (ends, bound, verdict) => {
  expect(judge({ ratio: 1, ...ends }, bound)).toBe(verdict);
});

test("a thing beside itself may come out five percent apart", () => {
  expect(isItself({ ratio: 1, low: 0.96, high: 1.04 })).toBe(true);
  expect(isItself({ ratio: 1, low: 0.94, high: 1.01 })).toBe(false);
  expect(isItself({ ratio: 1.04, low: 1.01, high: 1.06 })).toBe(false);
});

test("chance is the same for a seed, and shuffles everything", () => {
  const values = Array.from({ length: 20 }, (_, at) => at);
  expect(shuffled(values, seededChance(3))).toEqual(shuffled(values, seededChance(3)));
  expect(shuffled(values, seededChance(3))).not.toEqual(values);
  expect(shuffled(values, seededChance(3)).toSorted((left, right) => left - right)).toEqual(values);
});

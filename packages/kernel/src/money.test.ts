import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isAppError } from "./errors.ts";
import {
  addMoney,
  checkedMinor,
  formatDecimalAmount,
  formatMoney,
  money,
  multiplyRatio,
  parseDecimalAmount,
  splitByWeights,
  subtractMoney,
  sumMinor,
} from "./money.ts";

describe("money", () => {
  test("amounts of two currencies never mix", () => {
    expect(() => addMoney(money(1, "KES"), money(1, "USD"))).toThrow("currency mismatch");
    expect(subtractMoney(money(5, "USD"), money(7, "USD"))).toEqual(money(-2, "USD"));
  });

  test("a fraction and an unsafe integer are refused", () => {
    expect(() => checkedMinor(0.5)).toThrow("safe integer");
    expect(() => sumMinor([Number.MAX_SAFE_INTEGER, 1])).toThrow("safe integer");
    expect(Object.is(checkedMinor(-0), 0)).toBe(true);
  });

  test.each([
    [125_000, 24, 31, 1, 96_774],
    [100, 1, 8, 1, 13],
    [-100, 1, 8, 1, -13],
    [3_000_000, 15, 31, 100, 1_451_600],
  ])("%i * %i / %i in steps of %i is %i", (amount, numerator, denominator, unit, expected) => {
    expect(multiplyRatio(amount, numerator, denominator, unit)).toBe(expected);
  });

  test("parts of a split always sum to the whole and lie within one of the exact share", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1e9, max: 1e9 }),
        fc.array(fc.integer({ min: 0, max: 1e6 }), { minLength: 1, maxLength: 9 }),
        (amount, weights) => {
          fc.pre(weights.some((weight) => weight > 0));
          const parts = splitByWeights(amount, weights);
          expect(sumMinor(parts)).toBe(amount === 0 ? 0 : amount);
          const total = sumMinor(weights);
          parts.forEach((part, index) =>
            expect(Math.abs(part - (amount * (weights[index] ?? 0)) / total)).toBeLessThanOrEqual(1),
          );
        },
      ),
    );
  });

  test("decimal text survives a round trip, whatever the exponent", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1e12, max: 1e12 }),
        fc.constantFrom("USD", "JPY", "KWD"),
        (minor, currency) => {
          expect(parseDecimalAmount(formatDecimalAmount(minor, currency), currency)).toBe(
            minor === 0 ? 0 : minor,
          );
        },
      ),
    );
  });

  test.each(["", "1,200", "12.345", "1e5", "--1", "1.2.3", "99999999999999"])(
    "refuses %j as dollars",
    (text) => {
      let caught: unknown;
      try {
        parseDecimalAmount(text, "USD");
      } catch (error) {
        caught = error;
      }
      expect(isAppError(caught, "INVALID")).toBe(true);
    },
  );

  test.each([
    [3000000, "KES", "KES 30,000.00"],
    [-123456789, "USD", "USD -1,234,567.89"],
    [999, "JPY", "JPY 999"],
    [1000, "JPY", "JPY 1,000"],
    [5, "KWD", "KWD 0.005"],
  ])("%i in %s is %s for people", (minor, currency, shown) => {
    expect(formatMoney(minor, currency)).toBe(shown);
  });
});

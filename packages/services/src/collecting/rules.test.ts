import { attemptStates } from "@stead/contracts/collecting";
import { railDescriptors } from "@stead/contracts/rails";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkSeconds, hidePhone, isFinal, joinStates, nextCheckMs, splitAmount } from "./rules.ts";

const state = fc.constantFrom(...attemptStates);

describe("the state of a collection", () => {
  test("is the same in whatever order, and however often, it is told", () => {
    fc.assert(
      fc.property(fc.array(state, { minLength: 1 }), fc.infiniteStream(fc.nat()), (told, chances) => {
        const join = (states: readonly (typeof told)[number][]) => states.reduce(joinStates);
        const shuffled = [...told, ...told]
          .map((each) => ({ each, chance: chances.next().value }))
          .toSorted((a, b) => a.chance - b.chance)
          .map(({ each }) => each);
        expect(join(shuffled)).toBe(join(told));
      }),
    );
  });

  test("paid absorbs whatever comes before or after it", () => {
    for (const other of attemptStates) {
      expect(joinStates("paid", other)).toBe("paid");
      expect(joinStates(other, "paid")).toBe("paid");
    }
  });

  test("an end is never open again", () => {
    for (const end of attemptStates.filter(isFinal))
      for (const other of attemptStates) expect(isFinal(joinStates(end, other))).toBe(true);
  });
});

describe("asking about a silent collection", () => {
  test("a prompt: after 15, 30, 60 and 120 seconds, then no more", () => {
    const at = (checks: number) =>
      nextCheckMs({ startedMs: 1_000, expiresMs: 9e9, checks, nowMs: 1_000 }, true);
    expect([0, 1, 2, 3, 4].map(at)).toEqual([16_000, 31_000, 61_000, 121_000, null]);
    expect(checkSeconds).toEqual([15, 30, 60, 120]);
  });

  test("a link: after its end, however often it was asked about before", () => {
    const at = (nowMs: number) =>
      nextCheckMs({ startedMs: 1_000, expiresMs: 500_000, checks: 3, nowMs }, false);
    expect([1_000, 61_000, 500_000, 560_000].map(at)).toEqual([560_000, 560_000, 560_000, null]);
  });
});

describe("an amount in the parts that a rail carries", () => {
  test("M-Pesa: whole shillings, none above the limit, and never less than is asked for nor a shilling more", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10 ** 11 }), (amountMinor) => {
        const { partsMinor, notes } = splitAmount(railDescriptors.mpesa, { amountMinor, currency: "KES" });
        const sum = partsMinor.reduce((total, part) => total + part, 0);
        expect(sum - amountMinor).toBeGreaterThanOrEqual(0);
        expect(sum - amountMinor).toBeLessThan(100);
        for (const part of partsMinor) {
          expect(part % 100).toBe(0);
          expect(part).toBeGreaterThanOrEqual(100);
          expect(part).toBeLessThanOrEqual(25_000_000);
        }
        expect(notes.length > 0).toBe(partsMinor.length > 1 || sum !== amountMinor);
      }),
    );
  });

  test("a card takes any amount as it is", () => {
    const split = splitAmount(railDescriptors.stripe, { amountMinor: 123_456_789, currency: "USD" });
    expect(split).toEqual({ partsMinor: [123_456_789], notes: [] });
  });
});

test("a phone keeps its ends only", () => {
  expect(hidePhone("+254708374149")).toBe("+254•••149");
});

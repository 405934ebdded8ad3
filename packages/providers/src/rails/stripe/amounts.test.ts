import fc from "fast-check";
import { expect, test } from "vitest";
import { fromStripeAmount, roundStripeAmount, toStripeAmount } from "./amounts.ts";

/** Ours by ISO 4217, Stripe's by its own table. */
test.each([
  ["USD", 1_050, 1_050],
  ["KES", 3_000_000, 3_000_000],
  ["JPY", 500, 500],
  ["KRW", 500, 500],
  ["ISK", 5, 500],
  ["UGX", 5, 500],
  ["MGA", 500, 5],
  ["HUF", 1_050, 1_050],
  ["KWD", 5_120, 5_120],
] as const)("%s: %i is Stripe's %i", (currency, ours, stripes) => {
  expect(toStripeAmount(ours, currency)).toBe(stripes);
  expect(fromStripeAmount(stripes, currency.toLowerCase())).toBe(ours);
});

test.each([
  ["KWD", 5_124],
  ["MGA", 501],
  ["USD", 0],
  ["USD", -5],
  ["USD", 0.5],
] as const)("%s: %d cannot be asked for", (currency, ours) =>
  expect(toStripeAmount(ours, currency)).toBeUndefined(),
);

test("a part of a krona or shilling is no money that was paid, and is rounded in a fee", () => {
  expect(() => fromStripeAmount(501, "ugx")).toThrow(expect.objectContaining({ code: "INVALID" }));
  expect(roundStripeAmount(1_250, "isk")).toBe(13);
  expect(roundStripeAmount(-1_250, "isk")).toBe(-13);
});

test("what is asked for is what is read", () => {
  const currencies = ["USD", "KES", "EUR", "JPY", "ISK", "UGX", "MGA", "KWD", "BHD", "HUF", "XOF", "CLP"];
  fc.assert(
    fc.property(
      fc.constantFrom(...currencies),
      fc.integer({ min: 1, max: 10_000_000_000 }),
      (currency, ours) => {
        const asked = toStripeAmount(ours, currency);
        expect(asked === undefined ? ours : fromStripeAmount(asked, currency.toLowerCase())).toBe(ours);
      },
    ),
  );
});

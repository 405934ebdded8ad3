import { checkDigitReference } from "@stead/kernel/references";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findReference, indexReferences } from "./find-reference.ts";

const numbers = fc.integer({ min: 1, max: 9_999_999_999 });

describe("finding a reference", () => {
  const leases = indexReferences(
    ["KLM-B04", "L-12", "L-234", "L-1234", "HOUSE", checkDigitReference(17)].map((reference) => ({
      leaseId: `lease of ${reference}`,
      reference,
    })),
  );
  const find = (text: string) =>
    findReference(text, leases).map(({ reference, match, slip }) => [reference, match, slip]);

  test.each([
    ["KLM-B04", [["KLM-B04", "exact", null]]],
    ["klm b04", [["KLM-B04", "normalised", null]]],
    ["KLM-BO4", [["KLM-B04", "normalised", "letters_for_digits"]]],
    ["L I2", [["L-12", "normalised", "letters_for_digits"]]],
    ["House", [["HOUSE", "normalised", null]]],
    ["Rent klm b04 November", [["KLM-B04", "embedded", "within_text"]]],
    ["RENTKLMB04NOV", [["KLM-B04", "embedded", "within_text"]]],
    ["rent for L-12", [["L-12", "embedded", "within_text"]]],
    ["KLM-B05", [["KLM-B04", "one_edit", "typing_slip"]]],
    ["KLMB4", [["KLM-B04", "one_edit", "typing_slip"]]],
    ["KML-B04", [["KLM-B04", "one_edit", "typing_slip"]]],
    ["1234", [["L-1234", "one_edit", "letters_left_out"]]],
  ])("%s", (text, expected) => {
    expect(find(text)).toEqual(expected);
  });

  test.each(["", " - ", "12", "112 Main Street", "my house", "KLMB045", "RENT", "L-999"])(
    "%j names no lease for sure",
    (text) => {
      expect(find(text).filter(([, match]) => match !== "one_edit")).toEqual([]);
    },
  );

  test("no slip is assumed in a reference whose own check digit is right", () => {
    const [mine, other] = [checkDigitReference(17), checkDigitReference(117)];
    expect(find(mine)).toEqual([[mine, "exact", null]]);
    expect(find(`${mine.slice(0, -1)}0`)).toEqual([[mine, "one_edit", "typing_slip"]]);
    expect(find(other)).toEqual([]);
  });

  test("two leases of one spelling are both named, in a fixed order", () => {
    const twins = [
      { leaseId: "b", reference: "A-1-00" },
      { leaseId: "a", reference: "A1.00" },
    ];
    const both = ["a", "b"];
    expect(
      findReference("a100", twins)
        .map(({ leaseId }) => leaseId)
        .toSorted(),
    ).toEqual(both);
    expect(findReference("a100", twins)).toEqual(findReference("a100", twins.toReversed()));
  });

  test("every reference is found in any spelling and among other words", () => {
    const spelled = fc.tuple(numbers, fc.constantFrom("", " ", "-", ".")).map(([number, sign]) => ({
      reference: checkDigitReference(number),
      text: checkDigitReference(number).toLowerCase().split("").join(sign).replaceAll("0", "o"),
    }));
    fc.assert(
      fc.property(spelled, ({ reference, text }) => {
        const candidates = [{ leaseId: "one", reference }];
        expect(findReference(text, candidates)[0]?.leaseId).toBe("one");
        expect(findReference(`rent ${reference} nov`, candidates)[0]?.match).toBe("embedded");
      }),
    );
  });

  test("any text is answered, and long ones are cut", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 400, unit: "binary" }), (text) => {
        expect(find(text)).toBeInstanceOf(Array);
      }),
      { numRuns: 50 },
    );
  });
});

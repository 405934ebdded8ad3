import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkDigitReference, foldReference, isCheckDigitReference, plainReference } from "./references.ts";

const numbers = fc.integer({ min: 1, max: 9_999_999_999 });

describe("references", () => {
  test("are compared without case, spaces, punctuation and letters that look like digits", () => {
    expect(plainReference(" klm b-04. ")).toBe("KLMB04");
    expect(foldReference("kLm b-O4i")).toBe("K1MB041");
  });

  test("with a check digit fit an STK prompt, fold into themselves and never equal a plain one", () => {
    fc.assert(
      fc.property(numbers, (number) => {
        const reference = checkDigitReference(number);
        expect(reference.length).toBeLessThanOrEqual(12);
        expect(foldReference(reference)).toBe(reference);
        expect(isCheckDigitReference(reference)).toBe(true);
        expect(foldReference(`L-${number}`)).not.toBe(reference);
      }),
    );
    expect(checkDigitReference(572)).toBe("R05724");
  });

  test("with a wrong digit or two neighbours swapped have no right check digit", () => {
    fc.assert(
      fc.property(numbers, fc.nat(), fc.integer({ min: 1, max: 9 }), (number, at, more) => {
        const digits = checkDigitReference(number).slice(1);
        const index = at % digits.length;
        const wrong = String((Number(digits[index]) + more) % 10);
        expect(isCheckDigitReference(`R${digits.slice(0, index)}${wrong}${digits.slice(index + 1)}`)).toBe(
          false,
        );
        const next = Math.min(index, digits.length - 2);
        const swapped =
          digits.slice(0, next) + digits.charAt(next + 1) + digits.charAt(next) + digits.slice(next + 2);
        expect(swapped === digits || !isCheckDigitReference(`R${swapped}`)).toBe(true);
      }),
    );
  });

  test.each([0, -1, 1.5, 10_000_000_000])("are not made of %s", (number) => {
    expect(() => checkDigitReference(number)).toThrow(/references: /);
  });
});

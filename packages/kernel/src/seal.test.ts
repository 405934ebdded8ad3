import fc from "fast-check";
import { expect, test } from "vitest";
import { createSealer } from "./seal.ts";

const sealer = createSealer("a secret of at least thirty-two characters");

test("what was sealed is opened for its purpose alone, with its secret alone, and unchanged alone", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.string(), fc.nat(), (value, purpose, place) => {
      const sealed = sealer.seal(value, purpose);
      expect([...sealer.open(sealed, purpose)]).toEqual([...value]);
      expect(() => sealer.open(sealed, `${purpose}x`)).toThrow("DATA_SECRET");
      expect(() => createSealer("another secret").open(sealed, purpose)).toThrow("DATA_SECRET");
      const changed = Buffer.from(sealed);
      const at = place % changed.length;
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(() => sealer.open(changed, purpose)).toThrow("DATA_SECRET");
      expect(() => sealer.open(sealed.subarray(0, place % sealed.length), purpose)).toThrow("DATA_SECRET");
    }),
  );
});

test("a value is never sealed alike twice, and always named alike", () => {
  const value = Buffer.from("254708374149");
  expect(sealer.seal(value, "phone").equals(sealer.seal(value, "phone"))).toBe(false);
  const name = sealer.fingerprint("254708374149", "phone");
  expect(name).toBe(sealer.fingerprint("254708374149", "phone"));
  expect(name).not.toBe(sealer.fingerprint("254708374149", "payer"));
  expect(name).not.toBe(sealer.fingerprint("254708374140", "phone"));
});

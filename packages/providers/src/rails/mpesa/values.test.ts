import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  eatText,
  eatTimestamp,
  kenyanNumber,
  payerKey,
  readShillings,
  readTime,
  toShillings,
} from "./values.ts";

describe("amounts", () => {
  test.each([
    ["5.00", 500],
    [1, 100],
    [25_000, 2_500_000],
    ["1,000", 100_000],
    ["1,250,300.50", 125_030_050],
    [959_269.6, 95_926_960],
  ])("%j shillings are %i cents", (said, minor) => expect(readShillings(said)).toBe(minor));

  test.each([
    "",
    "0",
    "0.00",
    "-5.00",
    "1,00",
    "5.001",
    "1e3",
    "five",
    null,
    undefined,
    {},
    [],
    Number.NaN,
    1e21,
  ])("%j is no amount", (said) =>
    expect(() => readShillings(said)).toThrow(expect.objectContaining({ code: "INVALID" })),
  );

  test("whole shillings go to the wire and back unchanged, and nothing else goes", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 25_000_000 }), (minor) => {
        const shillings = toShillings(minor);
        const back = shillings === undefined ? undefined : readShillings(String(shillings));
        expect(back).toBe(minor % 100 === 0 ? minor : undefined);
      }),
    );
  });
});

describe("times", () => {
  const epochMs = Date.parse("2026-11-21T21:30:24Z");
  test("are Nairobi's", () => {
    expect(eatTimestamp(epochMs)).toBe("20261122003024");
    expect(eatText(epochMs)).toBe("2026-11-22 00:30:24");
  });
  test.each([
    [20_191_219_102_115, "2019-12-19T07:21:15Z"],
    ["20261121114500", "2026-11-21T08:45:00Z"],
    ["06.07.2024 22:48:52", "2024-07-06T19:48:52Z"],
    ["2020-08-04 8:36:00", "2020-08-04T05:36:00Z"],
    ["2020-08-05T10:13:00Z", "2020-08-05T10:13:00Z"],
  ])("%j is %s", (said, instant) => expect(readTime(said)).toBe(instant));
  test.each(["20261321114500", "20260230114500", "yesterday", "", null, {}])("%j is none", (said) =>
    expect(readTime(said)).toBeUndefined(),
  );
  test("what goes out is read as the same second", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1_000_000_000, max: 4_000_000_000 }), (seconds) => {
        const instant = Temporal.Instant.fromEpochMilliseconds(seconds * 1_000).toString();
        expect(readTime(eatTimestamp(seconds * 1_000))).toBe(instant);
        expect(readTime(eatText(seconds * 1_000))).toBe(instant);
      }),
    );
  });
});

describe("payers", () => {
  test("a number and its hash are one key, and neither shows the number", () => {
    const hash = payerKey(254_708_374_149);
    for (const same of ["+254708374149", "0708374149", 708_374_149]) expect(payerKey(same)).toBe(hash);
    expect(payerKey(hash?.toUpperCase())).toBe(hash);
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
  });
  test("a masked number is a key of its own", () => {
    expect(payerKey("2547 ***** 126")).toBe("masked:2547*****126");
    expect(payerKey("2547XXXXX126")).toBe("masked:2547*****126");
  });
  test.each(["", null, undefined, "Akinyi", {}])("%j is nobody", (said) => expect(payerKey(said)).toBeNull());

  test.each([
    ["+254712345678", "254712345678"],
    ["+254112345678", "254112345678"],
    ["+254202345678", undefined],
    ["0712345678", undefined],
    ["+255712345678", undefined],
    [null, undefined],
  ])("%j is prompted as %s", (phone, number) => expect(kenyanNumber(phone)).toBe(number));
});

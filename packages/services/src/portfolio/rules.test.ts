import { describe, expect, test } from "vitest";
import { checkArchivable, checkCoordinates, checkOwnerShares, codePrefix, nextCode } from "./rules.ts";

describe("owners' shares", () => {
  const owner = (contactId: string, sharePpm: number) => ({ contactId, sharePpm });

  test("are the whole or none", () => {
    expect(() => checkOwnerShares([])).not.toThrow();
    expect(() => checkOwnerShares([owner("a", 1_000_000)])).not.toThrow();
    expect(() =>
      checkOwnerShares([owner("a", 333_333), owner("b", 333_333), owner("c", 333_334)]),
    ).not.toThrow();
  });

  test.each([
    ["too little", [owner("a", 999_999)]],
    ["too much", [owner("a", 600_000), owner("b", 400_001)]],
    ["one owner twice", [owner("a", 500_000), owner("a", 500_000)]],
  ])("refuse %s", (_, owners) => {
    expect(() => checkOwnerShares(owners)).toThrow(expect.objectContaining({ code: "INVALID" }));
  });
});

describe("a made code", () => {
  test.each([
    ["Sunrise Court Apartments", "SCA"],
    ["Kilimani", "KILI"],
    ["Château d'Été", "CDE"],
    ["4711 Moi Avenue", "MA"],
    ["4711", "P"],
    ["家", "P"],
    ["The Big Old Red Brick House", "TBOR"],
  ])("of %s begins with %s", (name, prefix) => {
    expect(codePrefix(name)).toBe(prefix);
  });

  test("takes the number after the highest, not the first gap", () => {
    expect(nextCode("SCA", [])).toBe("SCA-1");
    expect(nextCode("SCA", ["SCA-1", "SCA-12", "SCA-x", "SCA-3-4"])).toBe("SCA-13");
  });
});

test("coordinates come in pairs", () => {
  expect(() => checkCoordinates({ latitude: null, longitude: null })).not.toThrow();
  expect(() => checkCoordinates({ latitude: -1.29, longitude: 36.82 })).not.toThrow();
  expect(() => checkCoordinates({ latitude: -1.29, longitude: null })).toThrow(
    expect.objectContaining({ code: "INVALID" }),
  );
  expect(() => checkCoordinates({ latitude: null, longitude: 36.82 })).toThrow(
    expect.objectContaining({ code: "INVALID" }),
  );
});

test("only what is not let is archived", () => {
  expect(() => checkArchivable({ status: "archived" }, 0, "unit")).not.toThrow();
  expect(() => checkArchivable({ status: "active" }, 3, "unit")).not.toThrow();
  expect(() => checkArchivable({ status: "archived" }, 1, "unit")).toThrow(
    expect.objectContaining({ code: "PRECONDITION" }),
  );
});

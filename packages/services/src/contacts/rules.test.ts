import { describe, expect, test } from "vitest";
import { checkContactArchivable, contactSearchText, readEmail, readPhone } from "./rules.ts";

describe("a phone number", () => {
  test.each([
    ["0712 345 678", "KE", "+254712345678"],
    ["+254 (712) 345-678", "US", "+254712345678"],
    ["(312) 555-0142", "US", "+13125550142"],
    ["00 254 712 345678", "GB", "+254712345678"],
    ["712345678", "KE", "+254712345678"],
  ])("%s in %s is %s", (text, country, expected) => {
    expect(readPhone(text, country)).toBe(expected);
  });

  test("may be missing", () => {
    expect(readPhone(null, "KE")).toBeNull();
    expect(readPhone("  ", "KE")).toBeNull();
  });

  test.each([
    ["12", "KE"],
    ["call me", "KE"],
    ["0712 345 678", "ZZ"],
    ["071234567890123", "KE"],
  ])("%s in %s is refused", (text, country) => {
    expect(() => readPhone(text, country)).toThrow(expect.objectContaining({ code: "INVALID" }));
  });
});

test("e-mail addresses are kept in lower case", () => {
  expect(readEmail("  Ann.Otieno@Example.ORG ")).toBe("ann.otieno@example.org");
  expect(readEmail(" ")).toBeNull();
  expect(readEmail(null)).toBeNull();
});

test.each([
  ["0712 345", "712345"],
  ["+254-712", "254712"],
  ["Ann 0712", "Ann 0712"],
  ["12", "12"],
])("a search for %s looks for %s", (q, text) => {
  expect(contactSearchText(q)).toBe(text);
});

test("nobody with leases that run is archived", () => {
  expect(() => checkContactArchivable({ status: "archived" }, 0)).not.toThrow();
  expect(() => checkContactArchivable({ status: "active" }, 2)).not.toThrow();
  expect(() => checkContactArchivable({ status: "archived" }, 1)).toThrow(
    expect.objectContaining({ code: "PRECONDITION" }),
  );
});

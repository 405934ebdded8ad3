import { describe, expect, test } from "vitest";
import { SeenKeys } from "./find-repeats.ts";
import { country, email, integer, phone, text } from "./read-cell.ts";
import { choice, editDistance } from "./read-choice.ts";
import { suggestMapping } from "./suggest-mapping.ts";
import { fieldsOf } from "./plan-import.ts";

const kenya = { country: "KE", currency: "KES", dateOrder: undefined };

describe("cells", () => {
  test.each([
    ["0712 345 678", "+254712345678"],
    ["+254 (0)712 345678", "+254712345678"],
    ["254712345678", "+254712345678"],
    ["+44 20 7946 0958", "+442079460958"],
    ["0712345678 ext. 14", "+254712345678"],
  ])("the phone %s", (cell, value) => {
    expect(phone(cell, kenya)).toEqual({ value });
  });

  test("several phones and addresses: the first; none that can be: left out, told", () => {
    expect(phone("0712345678 / 0733111222", kenya)).toMatchObject({
      value: "+254712345678",
      warning: expect.stringContaining("several"),
    });
    expect(phone("call me", kenya)).toMatchObject({
      value: null,
      warning: expect.stringContaining("left out"),
    });
    expect(email("Wanjiku <WANJIKU@Example.org>", kenya)).toEqual({ value: "wanjiku@example.org" });
    expect(email("a@example.org; b@example.org", kenya)).toMatchObject({
      value: "a@example.org",
      warning: expect.stringContaining("several"),
    });
    expect(email("nobody", kenya)).toMatchObject({
      value: null,
      warning: expect.stringContaining("left out"),
    });
  });

  test("countries by code and name, numbers with separators, text without stray blanks", () => {
    expect([country("ke", kenya), country("Kenya", kenya), country("USA", kenya)]).toEqual([
      { value: "KE" },
      { value: "KE" },
      { value: "US" },
    ]);
    expect(country("Atlantis", kenya)).toMatchObject({ problem: expect.any(String) });
    expect([integer(0, 5_000)("1,200", kenya), integer(0, 9)("3.0", kenya)]).toEqual([
      { value: 1_200 },
      { value: 3 },
    ]);
    expect(integer(0, 9)("10", kenya)).toEqual({ problem: "this must be between 0 and 9" });
    expect(text(5)(" a \n b ", kenya)).toEqual({ value: "a b" });
    expect(text(2)("abc", kenya)).toEqual({ problem: "this has 3 characters; at most 2 are kept" });
  });

  test("words of a list: their own, what people say, misspelt ones with a warning, unknown ones refused", () => {
    const read = choice({ apartment: ["flat"], parking: ["garage"] });
    expect(read("Flat", kenya)).toEqual({ value: "apartment" });
    expect(read("Apartmnet", kenya)).toEqual({ value: "apartment", warning: "this is taken as apartment" });
    expect(read("garage / store", kenya)).toEqual({ value: "parking", warning: "this is taken as parking" });
    expect(read("castle", kenya)).toEqual({ problem: "write one of apartment, parking" });
    expect([
      editDistance("abc", "abc", 2),
      editDistance("abc", "acb", 2),
      editDistance("abc", "abcdef", 2),
    ]).toEqual([0, 2, 3]);
  });
});

test("headers find their fields by likeness, each column once", () => {
  const mapping = suggestMapping(
    ["Tenant Full Name", "E-Mail Adress", "Mobile No.", "KRA PIN", "ID", "Rmarks"],
    fieldsOf("contacts"),
  );
  expect(mapping).toMatchObject({
    name: "Tenant Full Name",
    email: "E-Mail Adress",
    taxNumber: "KRA PIN",
    externalRef: "ID",
    notes: "Rmarks",
  });
  const leases = suggestMapping(
    [
      "Building",
      "House Number",
      "Tenant Name",
      "Lease Start",
      "Lease End",
      "Monthly Rent",
      "Security Deposit",
    ],
    fieldsOf("leases"),
  );
  expect(leases).toEqual({
    property: "Building",
    unit: "House Number",
    tenantName: "Tenant Name",
    startOn: "Lease Start",
    endOn: "Lease End",
    rent: "Monthly Rent",
    deposit: "Security Deposit",
  });
});

test("a million keys take little memory and each first row is found again", () => {
  const seen = new SeenKeys();
  const before = process.memoryUsage().arrayBuffers;
  for (let row = 2; row <= 1_000_001; row++) expectSame(seen.first(`key ${row}`, row), row);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 * 1024 * 1024);
  for (const row of [2, 77_777, 1_000_001])
    expect([seen.first(`key ${row}`, 5_000_000), seen.first(`key ${row}`, row)]).toEqual([row, row]);
});

function expectSame(left: number, right: number): void {
  if (left !== right) throw new Error(`row ${right} was taken for row ${left}`);
}

import { formatDecimalAmount } from "@stead/kernel/money";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseAmount } from "./parse-amount.ts";

describe("amounts", () => {
  test.each([
    ["1200", 120_000],
    ["1,200.50", 120_050],
    ["1.200,50", 120_050],
    ["1 200,5", 120_050],
    ["1,200", 120_000],
    ["1.200", 120_000],
    ["1,200,300", 120_030_000],
    ["12,34,567.89", 123_456_789],
    ["KES 1,200/-", 120_000],
    ["KSh. 1,200", 120_000],
    ["Ksh 1200/=", 120_000],
    ["1200 KES", 120_000],
    ["(1,200.00)", -120_000],
    ["-5", -500],
    ["5-", -500],
    ["+7.5", 750],
    ["0.5", 50],
    [".75", 75],
    ["1200.500", 120_050],
    ["1\u00a0200", 120_000],
  ])("reads %s", (text, value) => {
    expect(parseAmount(text, "KES")).toEqual({ value });
  });

  test("dollars and pounds carry their signs", () => {
    expect(parseAmount("$1,200.00", "USD")).toEqual({ value: 120_000 });
    expect(parseAmount("-$12.50", "USD")).toEqual({ value: -1_250 });
    expect(parseAmount("1.234,56 €", "EUR")).toEqual({ value: 123_456 });
  });

  test("a currency of three decimals or none reads its own", () => {
    expect(parseAmount("1.234", "KWD")).toEqual({ value: 1_234 });
    expect(parseAmount("1,234", "JPY")).toEqual({ value: 1_234 });
  });

  test.each([
    ["USD 1,200", "the amount is in USD, not in KES"],
    ["12.345,678.9", "this is no amount; write amounts as 1200.50"],
    ["1,20,0", "this is no amount; write amounts as 1200.50"],
    ["twelve", "this is no amount; write amounts as 1200.50"],
    ["", "this is no amount; write amounts as 1200.50"],
    ["1200.555", "amounts in KES have at most 2 decimals"],
    ["9999999999999999", "the amount is too large"],
    ["1e5", "this is no amount; write amounts as 1200.50"],
  ])("refuses %s", (text, problem) => {
    expect(parseAmount(text, "KES")).toEqual({ problem });
  });

  test("every amount that Stead writes is read back, plain, grouped and bracketed", () => {
    const amounts = fc.integer({ min: -100_000_000_000, max: 100_000_000_000 });
    fc.assert(
      fc.property(amounts, fc.constantFrom("KES", "USD", "JPY", "KWD"), (minor, currency) => {
        const plain = formatDecimalAmount(minor, currency);
        expect(parseAmount(plain, currency)).toEqual({ value: minor });
        const [whole = "", fraction] = formatDecimalAmount(Math.abs(minor), currency).split(".");
        const grouped = [whole.replaceAll(/\B(?=(\d{3})+$)/g, ","), fraction]
          .filter((part) => part !== undefined)
          .join(".");
        expect(
          parseAmount(minor < 0 ? `(${currency} ${grouped})` : `${currency} ${grouped}`, currency),
        ).toEqual({ value: minor });
      }),
    );
  });
});

import { describe, expect, test } from "vitest";
import { parseMoney } from "./parse-money.ts";

describe("parseMoney reads what people type", () => {
  test.each<[string, number, number | null]>([
    ["", 2, null],
    ["   ", 2, null],
    ["0", 2, 0],
    ["-0", 2, 0],
    ["1200", 2, 120_000],
    ["1,200.50", 2, 120_050],
    ["1 200,50", 2, 120_050],
    ["1\u00A0200,5", 2, 120_050],
    ["1.200,50", 2, 120_050],
    ["1'200.50", 2, 120_050],
    ["1,200", 2, 120_000],
    ["1.200", 2, 120_000],
    ["1,234,567.89", 2, 123_456_789],
    ["1.234.567", 2, 123_456_700],
    ["12,34,567.00", 2, 123_456_700],
    [".5", 2, 50],
    ["5.", 2, 500],
    ["12,5", 2, 1250],
    ["1.50000", 2, 150],
    ["45k", 2, 4_500_000],
    ["1.5k", 2, 150_000],
    ["1,5K", 2, 150_000],
    ["1.2345k", 2, 123_450],
    ["1.2m", 2, 120_000_000],
    ["KES 1,200", 2, 120_000],
    ["$1,200.50", 2, 120_050],
    ["1200 kes", 2, 120_000],
    ["Ksh45k", 2, 4_500_000],
    ["-120", 2, -12_000],
    ["\u2212120.25", 2, -12_025],
    ["$-120", 2, -12_000],
    ["(120)", 2, -12_000],
    ["1,200", 0, 1200],
    ["1,200", 3, 1_200_000],
    ["1.200", 3, 1200],
    ["90071992547409.91", 2, 9_007_199_254_740_991],
  ])("%j with exponent %i is %j", (text, exponent, minor) => {
    expect(parseMoney(text, exponent)).toEqual({ isOk: true, minor });
  });

  test.each<[string, number, string]>([
    ["abc", 2, "invalid"],
    ["k", 2, "invalid"],
    ["1,20,0", 2, "invalid"],
    ["1.2.3", 2, "invalid"],
    ["1,2,3.4.5", 2, "invalid"],
    ["(120", 2, "invalid"],
    ["12-5", 2, "invalid"],
    ["0.001", 2, "decimals"],
    ["1.2345", 2, "decimals"],
    ["1.5", 0, "decimals"],
    ["90071992547409.92", 2, "too-large"],
    ["99999999999999m", 2, "too-large"],
  ])("%j with exponent %i is refused as %s", (text, exponent, problem) => {
    expect(parseMoney(text, exponent)).toEqual({ isOk: false, problem });
  });
});

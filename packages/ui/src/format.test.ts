import { expect, test } from "vitest";
import {
  formatCivilDate,
  formatInstant,
  formatMoney,
  formatMonth,
  formatPercent,
  getCurrencyExponent,
} from "./format.ts";

test("money is formatted exactly, up to the largest safe integer", () => {
  expect(formatMoney(120_050)).toBe("1,200.50");
  expect(formatMoney(-5)).toBe("\u22120.05");
  expect(formatMoney(0)).toBe("0.00");
  expect(formatMoney(9_007_199_254_740_991)).toBe("90,071,992,547,409.91");
  expect(formatMoney(1200, { exponent: 0 })).toBe("1,200");
  expect(formatMoney(1200, { exponent: 3 })).toBe("1.200");
});

test("money shows its currency once asked, and rounds only for headlines", () => {
  expect(formatMoney(120_050, { currency: "KES", hasCurrency: true })).toBe("KES\u00A01,200.50");
  expect(formatMoney(-120_050, { currency: "USD", hasCurrency: true, isWhole: true })).toBe(
    "\u2212USD\u00A01,201",
  );
  expect(formatMoney(1200, { currency: "JPY" })).toBe("1,200");
  expect(formatMoney(5, { hasPlus: true })).toBe("+0.05");
});

test("an unknown currency has two decimals", () => {
  expect(getCurrencyExponent("KES")).toBe(2);
  expect(getCurrencyExponent("KWD")).toBe(3);
  expect(getCurrencyExponent("not a code")).toBe(2);
});

test("dates and times are written one way", () => {
  expect(formatCivilDate("2026-11-03")).toBe("3 Nov 2026");
  expect(formatCivilDate("2026-09-30", { hasYear: false })).toBe("30 Sep");
  expect(formatMonth("2026-09")).toBe("Sep 2026");
  expect(formatInstant("2026-11-03T11:05:09Z", { zone: "Africa/Nairobi" })).toBe("3 Nov 2026, 14:05");
  expect(formatInstant("2026-11-03T11:05:09Z", { zone: "Africa/Nairobi", detail: "full" })).toBe(
    "3 Nov 2026, 14:05:09 East Africa Time",
  );
  expect(formatPercent(0.934)).toBe("93.4%");
});

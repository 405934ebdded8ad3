import { describe, expect, test } from "vitest";
import {
  canSendAgain,
  checkBankAccount,
  checkMinutes,
  checkRailAmount,
  hideAccount,
  isIban,
  nextCheckMs,
} from "./rules.ts";

describe("an IBAN", () => {
  test("is known by its check digits", () => {
    for (const good of ["GB82WEST12345698765432", "DE89370400440532013000", "FR1420041010050500013M02606"])
      expect(isIban(good)).toBe(true);
    for (const bad of ["GB82WEST12345698765431", "DE88370400440532013000", "1234567890", "GB82"])
      expect(isIban(bad)).toBe(false);
  });

  test("needs no bank beside it; another account does", () => {
    const none = { name: "A. Tenant", bic: null, bankCode: null };
    expect(() => checkBankAccount({ ...none, account: "DE89370400440532013000" }, "to")).not.toThrow();
    expect(() => checkBankAccount({ ...none, account: "0102030405", bankCode: "01100" }, "to")).not.toThrow();
    expect(() => checkBankAccount({ ...none, account: "0102030405", bic: "KCBLKENX" }, "to")).not.toThrow();
    for (const account of ["0102030405", "DE88370400440532013000"])
      expect(() => checkBankAccount({ ...none, account }, "to")).toThrow(
        expect.objectContaining({ code: "INVALID" }),
      );
  });

  test("is shown with its middle hidden", () => {
    expect(hideAccount("DE89370400440532013000")).toBe("DE••••3000");
    expect(hideAccount("12345")).toBe("••••45");
  });
});

describe("a request whose answer was never kept", () => {
  const sentAt = "2026-06-15T09:00:00Z";
  const soon = Date.parse(sentAt) + 60_000;

  test("goes again where the provider knows its key", () => {
    expect(canSendAgain({ rail: "stripe", way: "refund", sentAt }, soon)).toBe(true);
    expect(canSendAgain({ rail: "mpesa", way: "pay_out", sentAt }, soon)).toBe(true);
  });

  test("does not where there is none, or it may be forgotten", () => {
    expect(canSendAgain({ rail: "mpesa", way: "refund", sentAt }, soon)).toBe(false);
    expect(canSendAgain({ rail: "bank", way: "bank_file", sentAt }, soon)).toBe(false);
    expect(canSendAgain({ rail: "stripe", way: "refund", sentAt }, soon + 23 * 3_600_000)).toBe(false);
    expect(canSendAgain({ rail: "stripe", way: "refund", sentAt: null }, soon)).toBe(false);
  });
});

test("a rail carries what its description says", () => {
  expect(() => checkRailAmount("mpesa", 100, "KES")).not.toThrow();
  expect(() => checkRailAmount("mpesa", 25_000_000, "KES")).not.toThrow();
  for (const amountMinor of [150, 25_000_100])
    expect(() => checkRailAmount("mpesa", amountMinor, "KES")).toThrow(
      expect.objectContaining({ code: "INVALID" }),
    );
  expect(() => checkRailAmount("stripe", 1, "USD")).not.toThrow();
});

test("a provider is asked less and less often, and then no more", () => {
  const gaps = checkMinutes.map((_, checks) => (nextCheckMs(checks, 0) ?? 0) / 60_000);
  expect(gaps).toEqual(gaps.toSorted((left, right) => left - right));
  expect(nextCheckMs(checkMinutes.length, 0)).toBeNull();
});

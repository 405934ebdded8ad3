import { describe, expect, test } from "vitest";
import { chooseReceipt, isSameAccount, payoutRailOf } from "./rules.ts";

const rails = [
  { rail: "mpesa" as const, account: "600966" },
  { rail: "stripe" as const, account: "acct_1AbCdEf" },
];
const line = (text: string, amountMinor = 1_000) => ({
  amountMinor,
  text,
  counterparty: null,
  reference: null,
});

test.each([
  ["MPESA SETTLEMENT 600966", "mpesa"],
  ["M-Pesa organisation withdrawal", "mpesa"],
  ["STRIPE PAYOUT", "stripe"],
  // A tenant who sends money from the phone to the bank.
  ["MPESA 254700000001 JOHN DOE", null],
  ["STRIPED SHIRTS LTD", null],
  ["RENT 6009661", null],
])("%s is a payout of %s", (text, rail) => {
  expect(payoutRailOf(line(text), rails)).toBe(rail);
});

test("money that goes out is no payout of a provider", () => {
  expect(payoutRailOf(line("MPESA SETTLEMENT 600966", -1_000), rails)).toBeNull();
});

describe("a bank's line beside receipts that were recorded by hand", () => {
  const candidate = (number: number, reference: string | null = null, isNamed = false) => ({
    paymentId: `payment ${number}`,
    number,
    reference,
    isNamed,
  });
  test.each([
    ["is booked when there is none", "A-12", [], { kind: "book" }],
    [
      "is the one with its id",
      null,
      [candidate(1), candidate(2, null, true)],
      { kind: "match", paymentId: "payment 2" },
    ],
    [
      "is the one with its reference",
      "a 12",
      [candidate(1), candidate(2, "A-12")],
      { kind: "match", paymentId: "payment 2" },
    ],
    [
      "waits when two have its reference",
      "A-12",
      [candidate(1, "A12"), candidate(2, "A-12")],
      { kind: "ask", number: 1 },
    ],
    ["waits when nothing tells them apart", null, [candidate(4)], { kind: "ask", number: 4 }],
  ])("%s", (_, reference, candidates, choice) => {
    expect(chooseReceipt(reference, candidates)).toEqual(choice);
  });
});

test.each([
  ["NL91 ABNA 0417 1643 00", "NL91ABNA0417164300", true],
  ["0417164300", "NL91ABNA0417164300", true],
  ["600966", "600966", true],
  ["600967", "600966", false],
  ["966", "600966", false],
])("%s and %s are one account: %s", (inFile, own, isSame) => {
  expect(isSameAccount(inFile, own)).toBe(isSame);
});

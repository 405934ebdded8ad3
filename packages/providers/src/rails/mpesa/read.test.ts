import { isAppError } from "@stead/kernel/errors";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { RailFact } from "../rail-provider.ts";
import { createAddressTest, createInspector, mpesaTopics, safaricomAddresses } from "./inbound.ts";
import { createReader } from "./read.ts";
import { resultCodes } from "./results.ts";

const receivedAt = "2026-11-21T09:00:00Z";
const read = createReader(["600966", "600000"]);
const bytes = (body: unknown) => new TextEncoder().encode(JSON.stringify(body));
const readBody = (topic: string, body: unknown) => read({ topic, body: bytes(body), receivedAt });

const phone = 254_708_374_149;
const items = [
  { Name: "Amount", Value: 25_000 },
  { Name: "MpesaReceiptNumber", Value: "TKL1A2B3C4" },
  { Name: "Balance" },
  { Name: "TransactionDate", Value: 20_261_121_103_024 },
  { Name: "PhoneNumber", Value: phone },
];
const stk = (ResultCode: unknown, Item?: unknown) => ({
  Body: {
    stkCallback: {
      MerchantRequestID: "2654-4b64-97ff-000000000001",
      CheckoutRequestID: "ws_CO_1",
      ResultCode,
      ResultDesc: "x",
      ...(Item !== undefined && { CallbackMetadata: { Item } }),
    },
  },
});
const confirmation = {
  TransactionType: "Pay Bill",
  TransID: "TKL9Z8Y7X6",
  TransTime: "20261121114500",
  TransAmount: "18500.00",
  BusinessShortCode: "600966",
  BillRefNumber: "klm b04",
  InvoiceNumber: "",
  OrgAccountBalance: "1250300.00",
  ThirdPartyTransID: "",
  MSISDN: "2547 ***** 001",
  FirstName: "AKINYI",
  MiddleName: "",
  LastName: "",
};
const payOut = (ResultCode: unknown, parameters: readonly { Key: string; Value?: unknown }[] = []) => ({
  Result: {
    ResultType: 0,
    ResultCode,
    ResultDesc: "x",
    OriginatorConversationID: "payout-17",
    ConversationID: "AG_20261121_1",
    TransactionID: "TKL5PAYOUT",
    ResultParameters: { ResultParameter: parameters },
    ReferenceData: { ReferenceItem: { Key: "QueueTimeoutURL", Value: "https://stead.test/timeout" } },
  },
});

describe("what M-Pesa tells becomes facts", () => {
  test("a paid prompt, whatever the order of its items", () => {
    const expected = readBody("stk", stk(0, items));
    expect(expected).toMatchObject([
      {
        kind: "attempt",
        ref: "ws_CO_1",
        attemptId: null,
        state: "paid",
        money: {
          externalId: "TKL1A2B3C4",
          amountMinor: 2_500_000,
          currency: "KES",
          receivedAt: "2026-11-21T07:30:24Z",
        },
      },
    ]);
    expect(JSON.stringify(expected)).not.toContain(String(phone));
    fc.assert(
      fc.property(fc.shuffledSubarray(items, { minLength: items.length }), (shuffled) => {
        expect(readBody("stk", stk("0", shuffled))).toEqual(expected);
      }),
    );
  });

  test("the key behind the topic is the attempt's", () => {
    expect(readBody("stk.0199-aa", stk(1032))).toMatchObject([{ attemptId: "0199-aa", state: "cancelled" }]);
  });

  test("a prompt that is paid and does not tell its receipt waits for it", () => {
    expect(readBody("stk", stk(0))).toMatchObject([{ state: "paid", money: null }]);
  });

  test.each(Object.entries(resultCodes))("code %s as number and as text", (code, { attempt }) => {
    expect(readBody("stk", stk(code))).toMatchObject([{ state: attempt }]);
    const asNumber = /^\d+$/.test(code) ? Number(code) : code;
    expect(readBody("stk", stk(asNumber))).toMatchObject([{ state: attempt }]);
  });

  test("a code that nobody knows is unknown, and shows no number that could be a phone", () => {
    expect(readBody("stk", stk(777))).toMatchObject([{ state: "unknown", result: { code: "777" } }]);
    expect(readBody("stk", stk(phone))).toMatchObject([{ state: "unknown", result: { code: "unknown" } }]);
  });

  test("a confirmation is money with what the payer typed", () => {
    expect(readBody("c2b-confirmation", confirmation)).toEqual([
      {
        kind: "money",
        money: {
          externalId: "TKL9Z8Y7X6",
          amountMinor: 1_850_000,
          currency: "KES",
          receivedAt: "2026-11-21T08:45:00Z",
          reference: "klm b04",
          payerKey: "masked:2547*****001",
          payerName: "AKINYI",
          feeMinor: null,
        },
      },
    ]);
  });

  test("money of another short code is none of ours", () => {
    expect(() => readBody("c2b-confirmation", { ...confirmation, BusinessShortCode: "600001" })).toThrow(
      /another short code/,
    );
  });

  test("a payout is paid, with its receipt", () => {
    const parameters = [
      { Key: "TransactionAmount", Value: 41_200 },
      { Key: "TransactionReceipt", Value: "TKL5PAYOUT" },
      { Key: "ReceiverPartyPublicName", Value: "254700000009 - TEST OWNER" },
      { Key: "B2CChargesPaidAccountAvailableFunds", Value: -1980 },
    ];
    const facts = readBody("b2c-result", payOut(0, parameters));
    expect(facts).toMatchObject([
      {
        kind: "movement",
        requestKey: "payout-17",
        ref: "payout-17",
        state: "paid",
        externalId: "TKL5PAYOUT",
        amountMinor: 4_120_000,
      },
    ]);
    expect(JSON.stringify(facts)).not.toContain("254700000009");
  });

  test.each([
    [2001, "failed"],
    ["SFC_IC0003", "failed"],
    [555, "pending"],
  ])("a payout with code %s is %s", (code, state) => {
    expect(readBody("b2c-result.key-1", payOut(code))).toMatchObject([
      { requestKey: "key-1", state, externalId: null },
    ]);
  });

  test("a full queue tells nothing of the money", () => {
    expect(readBody("b2c-timeout.key-1", payOut(1))).toMatchObject([
      { state: "pending", requestKey: "key-1" },
    ]);
  });

  test("a status speaks of the payment that was asked about, keys twice and without value among it", () => {
    const status = (TransactionStatus: string) =>
      payOut(0, [
        { Key: "DebitPartyName", Value: "600966 - STEAD" },
        { Key: "DebitPartyName", Value: "254700000009 - TEST OWNER" },
        { Key: "TransactionStatus", Value: TransactionStatus },
        { Key: "Amount", Value: 41_200 },
        { Key: "ReceiptNo", Value: "TKL5PAYOUT" },
        { Key: "OriginatorConversationID", Value: "payout-3" },
        { Key: "ConversationID", Value: "AG_3" },
        { Key: "TransactionReason" },
      ]);
    expect(readBody("status-result", status("Completed"))).toMatchObject([
      { requestKey: "payout-3", ref: "payout-3", state: "paid", externalId: "TKL5PAYOUT" },
    ]);
    expect(readBody("status-result", status("Declined"))).toMatchObject([{ state: "failed" }]);
    expect(readBody("status-result", payOut(1))).toMatchObject([{ state: "pending" }]);
  });

  test("what says a thing twice and differently is not believed", () => {
    const twice = [...items, { Name: "Amount", Value: 1 }];
    expect(() => readBody("stk", stk(0, twice))).toThrow(expect.objectContaining({ code: "INVALID" }));
  });
});

describe("at the door", () => {
  const inspect = createInspector(createAddressTest([...safaricomAddresses, "10.1.0.0/16", "::1"]));
  const ask = (topic: string, body: unknown, remoteAddress = "196.201.214.200") =>
    inspect({ topic, headers: {}, body: bytes(body), remoteAddress, nowMs: 0 });

  test("stores what comes from Safaricom as sure, and the rest as unsure under another key", () => {
    const sure = ask("stk.1", stk(1032));
    expect(sure).toMatchObject({
      outcome: "store",
      isVerified: true,
      answer: { status: 200, body: { ResultCode: 0, ResultDesc: "Accepted" } },
    });
    expect(ask("stk.1", stk(1032), "::ffff:196.201.214.206")).toEqual(sure);
    expect(ask("stk.1", stk(1032), "10.1.2.3")).toEqual(sure);
    for (const address of ["203.0.113.9", "::2", "garbage", ""]) {
      const unsure = ask("stk.1", stk(1032), address);
      expect(unsure).toMatchObject({ outcome: "store", isVerified: false });
      expect(unsure).not.toMatchObject({ key: sure.outcome === "store" ? sure.key : "" });
    }
  });

  test("what says something else of the same prompt is another event", () => {
    const keys = [stk(1032), stk(0, items)].map((body) => {
      const verdict = ask("stk", body);
      return verdict.outcome === "store" ? verdict.key : "";
    });
    expect(new Set(keys).size).toBe(2);
  });

  test("no key is longer than 200 characters, whatever stands in the address", () => {
    const long = { ...stk(0, items).Body.stkCallback, CheckoutRequestID: "w".repeat(100) };
    for (const topic of [`stk.${"a".repeat(64)}`, `stk.${"a".repeat(5_000)}`]) {
      const verdict = ask(topic, { Body: { stkCallback: long } }, "203.0.113.9");
      expect(verdict.outcome === "store" ? verdict.key.length : 0).toBeLessThanOrEqual(200);
      expect(verdict.outcome).toBe("store");
    }
  });

  test("a validation is put to the desk; what cannot be read is turned away in Daraja's form", () => {
    expect(ask("c2b-validation", confirmation)).toEqual({
      outcome: "validate",
      reference: "klm b04",
      amountMinor: 1_850_000,
      currency: "KES",
    });
    expect(ask("c2b-validation", { TransAmount: "x" })).toMatchObject({
      outcome: "refuse",
      answer: { status: 200, body: { ResultCode: "C2B00016", ResultDesc: "Rejected" } },
    });
  });

  test("another shape is kept from Safaricom, for people, and refused from elsewhere", () => {
    expect(ask("stk", { new: "form" })).toMatchObject({ outcome: "store" });
    expect(ask("stk", { new: "form" }, "203.0.113.9")).toMatchObject({
      outcome: "refuse",
      answer: { status: 400 },
    });
    expect(ask("else", stk(0))).toMatchObject({ outcome: "refuse", answer: { status: 404 } });
  });
});

/** JSON that is nearly right: true shapes with anything in their fields. */
const anything = fc.jsonValue({ maxDepth: 3 });
const nearly = fc.oneof(
  anything,
  anything.map((value) => stk(value, value)),
  fc
    .array(fc.record({ Name: fc.constantFrom(...items.map(({ Name }) => Name)), Value: anything }))
    .map((found) => stk(0, found)),
  fc
    .record({ key: fc.constantFrom(...Object.keys(confirmation)), value: anything })
    .map(({ key, value }) => ({ ...confirmation, [key]: value })),
  anything.map((value) => ({ Result: value })),
  fc
    .array(
      fc.record({
        Key: fc.constantFrom("TransactionAmount", "TransactionReceipt", "TransactionStatus"),
        Value: anything,
      }),
    )
    .map((found) => payOut(0, found)),
  anything.map((value) => ({ Response: [[value]] })),
);

test("no text brings the reader down: it gives facts or says INVALID, and never repeats what it read", () => {
  const planted = "0799887766";
  fc.assert(
    fc.property(fc.constantFrom(...mpesaTopics), nearly, fc.boolean(), (topic, body, isCut) => {
      const text = JSON.stringify(body ?? null).replaceAll(/"x"/g, `"${planted}"`);
      const cut = new TextEncoder().encode(isCut ? text.slice(0, -1) : text);
      let said: unknown[] = [];
      try {
        said = read({ topic, body: cut, receivedAt }).map(
          (fact: RailFact) => "result" in fact && fact.result,
        );
      } catch (error) {
        if (!isAppError(error, "INVALID")) throw error;
        said = [error.message, error.details];
      }
      expect(JSON.stringify(said)).not.toContain(planted);
    }),
    { numRuns: 2_000 },
  );
});

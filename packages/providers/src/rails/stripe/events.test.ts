import { isAppError } from "@stead/kernel/errors";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { openRail } from "../open-rail.ts";
import { rentEvents } from "./events.ts";
import * as stripe from "./test-stripe.ts";

const rail = openRail(stripe.account, { baseUrls: {} });
const receivedAt = "2026-11-21T09:00:00Z";
const read = (type: string, object: stripe.Fields, fields: stripe.Fields = {}) =>
  rail.read({ topic: "", body: stripe.bytes(stripe.event(type, object, fields)), receivedAt });

describe("at the door", () => {
  const body = stripe.event("payment_intent.succeeded", stripe.intent());

  test("either secret is good, and the event's id is its key", () => {
    for (const secret of stripe.secrets)
      expect(rail.inspect(stripe.signed(body, { secret }))).toEqual({
        outcome: "store",
        key: "evt_1",
        topic: "payment_intent.succeeded",
        isVerified: true,
        answer: { status: 200, body: { received: true } },
      });
  });

  test.each([
    ["another secret", stripe.signed(body, { secret: "whsec_other" })],
    ["a signature of 301 s ago", stripe.signed(body, { atMs: stripe.nowMs - 301_000 })],
    ["no signature", { ...stripe.signed(body), headers: {} }],
    [
      "other bytes of the same JSON",
      { ...stripe.signed(body), body: stripe.bytes(JSON.stringify(body, null, 1)) },
    ],
    ["an old scheme alone", { ...stripe.signed(body), headers: { "stripe-signature": "t=1,v0=ab" } }],
    ["no event", stripe.signed({ id: "evt 1" })],
  ])("refuses %s, and repeats nothing of it", (_what, request) => {
    const verdict = rail.inspect(request);
    expect(verdict).toMatchObject({ outcome: "refuse", answer: { status: 400 } });
    expect(JSON.stringify(verdict)).not.toMatch(/whsec|pi_1|stead_/);
  });

  test("a signature of 300 s ago is still good, and one of several may fit", () => {
    const old = stripe.signed(body, { atMs: stripe.nowMs - 300_000 });
    expect(rail.inspect(old)).toMatchObject({ outcome: "store" });
    const rolled = stripe.signed(body);
    const header = rolled.headers["stripe-signature"]?.replace(",v1=", `,v1=${"0".repeat(64)},v1=`);
    expect(rail.inspect({ ...rolled, headers: { "stripe-signature": header } })).toMatchObject({
      outcome: "store",
    });
  });
});

describe("money", () => {
  test("is one, by whichever road it is told", () => {
    const byCheckout = read("checkout.session.completed", stripe.session());
    const byIntent = read("payment_intent.succeeded", stripe.intent());
    const money = {
      externalId: "pi_1",
      amountMinor: 45_000,
      currency: "EUR",
      reference: "KLM-B04",
      payerKey: "cus_1",
    };
    expect(byCheckout).toMatchObject([
      { kind: "attempt", ref: "cs_1", attemptId: "attempt-1", state: "paid", money },
    ]);
    expect(byIntent).toMatchObject([
      { kind: "attempt", ref: "pi_1", attemptId: "attempt-1", state: "paid", money },
    ]);
    expect(JSON.stringify([byCheckout, byIntent])).not.toContain("planted@stead.test");
  });

  test("that Stead did not ask for is money all the same", () => {
    const foreign = { metadata: {} };
    expect(read("payment_intent.succeeded", stripe.intent(foreign))).toMatchObject([
      { kind: "money", money: { externalId: "pi_1", reference: null } },
    ]);
    expect(read("checkout.session.completed", stripe.session(foreign))).toMatchObject([{ kind: "money" }]);
    expect(
      read("payment_intent.processing", stripe.intent({ ...foreign, status: "processing" })),
    ).toMatchObject([{ kind: "other" }]);
    expect(read("checkout.session.completed", stripe.session({ mode: "subscription" }))).toMatchObject([
      { kind: "other" },
    ]);
  });

  test("of a bank debit under way is none yet", () => {
    for (const [type, object] of [
      ["checkout.session.completed", stripe.session({ payment_status: "unpaid" })],
      ["payment_intent.processing", stripe.intent({ status: "processing", amount_received: 0 })],
      ["payment_intent.succeeded", stripe.intent({ status: "processing" })],
    ] as const)
      expect(read(type, object)).toMatchObject([{ state: "pending", money: null }]);
  });

  test.each([
    ["checkout.session.async_payment_succeeded", stripe.session(), "paid"],
    ["checkout.session.async_payment_failed", stripe.session({ payment_status: "unpaid" }), "failed"],
    ["checkout.session.expired", stripe.session({ payment_status: "unpaid", status: "expired" }), "expired"],
    ["payment_intent.canceled", stripe.intent({ status: "canceled" }), "cancelled"],
  ])("%s ends as %s", (type, object, state) => {
    expect(read(type, object)).toMatchObject([{ kind: "attempt", state }]);
  });

  test("a try that was declined may be followed by another, and says why in words", () => {
    const declined = stripe.intent({
      status: "requires_payment_method",
      last_payment_error: { code: "card_declined", decline_code: "insufficient_funds", message: "planted" },
    });
    expect(read("payment_intent.payment_failed", declined)).toMatchObject([
      { state: "pending", money: null, result: { code: "insufficient_funds", concern: "payer" } },
    ]);
  });

  test("is read in the shapes of old and new versions", () => {
    const expanded = stripe.intent({ latest_charge: stripe.charge({ balance_transaction: stripe.entry() }) });
    const listed = stripe.intent({
      latest_charge: undefined,
      charges: { data: [stripe.charge({ balance_transaction: stripe.entry() })] },
    });
    for (const object of [expanded, listed])
      expect(read("payment_intent.succeeded", object)).toMatchObject([
        { money: { externalId: "pi_1", feeMinor: 925, payerName: "Akinyi" } },
      ]);
    expect(read("checkout.session.completed", stripe.session({ payment_intent: expanded }))).toMatchObject([
      { money: { externalId: "pi_1", feeMinor: 925 } },
    ]);
    const old = stripe.charge({ refunds: { data: [stripe.refund({ payment_intent: undefined })] } });
    expect(read("charge.refunded", old)).toMatchObject([
      { kind: "movement", moneyId: "pi_1", state: "paid" },
    ]);
    expect(read("charge.refunded", stripe.charge())).toMatchObject([{ kind: "other" }]);
  });
});

describe("what goes back", () => {
  test.each([
    ["refund.created", "pending", "pending"],
    ["refund.updated", "requires_action", "pending"],
    ["refund.updated", "succeeded", "paid"],
    ["refund.failed", "failed", "failed"],
    ["refund.updated", "canceled", "failed"],
  ])("%s with %s is %s", (type, status, state) => {
    expect(read(type, stripe.refund({ status }))).toMatchObject([
      { kind: "movement", requestKey: "refund-1", ref: "re_1", moneyId: "pi_1", state, amountMinor: 5_000 },
    ]);
  });

  test.each([
    ["charge.dispute.created", {}, "opened", 0],
    ["charge.dispute.funds_withdrawn", {}, "withdrawn", 2_000],
    [
      "charge.dispute.funds_reinstated",
      {
        balance_transactions: [
          stripe.entry({ amount: -45_000, fee: 2_000, net: -47_000, type: "adjustment" }),
          stripe.entry({ amount: 45_000, fee: -2_000, net: 47_000, type: "adjustment" }),
        ],
      },
      "reinstated",
      -2_000,
    ],
    ["charge.dispute.closed", { status: "won" }, "won", 0],
    ["charge.dispute.closed", { status: "lost" }, "lost", 0],
  ])("%s is told with its fee", (type, fields, state, feeMinor) => {
    expect(read(type, stripe.dispute(fields))).toMatchObject([
      { kind: "dispute", ref: "du_1", moneyId: "pi_1", state, amountMinor: 45_000, feeMinor },
    ]);
  });

  test("a dispute tells why, and until when it can be answered", () => {
    const told = { reason: "product_not_received", evidence_details: { due_by: 1_800_000_000 } };
    expect(read("charge.dispute.created", stripe.dispute(told))).toMatchObject([
      { reason: "product_not_received", answerBy: "2027-01-15T08:00:00.000Z" },
    ]);
    const free = { reason: "Somebody wrote this", evidence_details: { due_by: null } };
    expect(read("charge.dispute.created", stripe.dispute(free))).toMatchObject([
      { reason: null, answerBy: null },
    ]);
  });

  test("a payout tells its net; its parts must be asked for", () => {
    expect(read("payout.paid", stripe.payout())).toMatchObject([
      { kind: "settlement", ref: "po_1", state: "paid", netMinor: 37_150, isWhole: false },
    ]);
    expect(read("payout.failed", stripe.payout({ status: "failed" }))).toMatchObject([
      { state: "failed", isWhole: true },
    ]);
  });
});

test("an event of another account is none of ours; others change nothing", () => {
  const connected = { account: "acct_other" };
  expect(() => read("payment_intent.succeeded", stripe.intent(), connected)).toThrow(/another account/);
  expect(read("customer.updated", { id: "cus_1" })).toMatchObject([{ kind: "other" }]);
  expect(read("constructor", {})).toMatchObject([{ kind: "other" }]);
});

test("no event brings the reader down: it gives facts or says INVALID, and never repeats what it read", () => {
  const planted = "planted@stead.test";
  const shapes = [
    stripe.session(),
    stripe.intent(),
    stripe.refund(),
    stripe.dispute(),
    stripe.payout(),
    stripe.charge(),
  ];
  const fields = [...new Set(shapes.flatMap((shape) => Object.keys(shape)))];
  const value = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constant(planted), fc.integer());
  const nearly = fc.tuple(
    fc.constantFrom(...shapes),
    fc.dictionary(fc.constantFrom(...fields), value, { maxKeys: 3 }),
  );
  fc.assert(
    fc.property(fc.constantFrom(...rentEvents), nearly, (type, [shape, changed]) => {
      let said: unknown[] = [];
      try {
        said = read(type, { ...shape, ...changed }).map((fact) => "result" in fact && fact.result);
      } catch (error) {
        if (!isAppError(error, "INVALID")) throw error;
        said = [error.message, error.details];
      }
      expect(JSON.stringify(said)).not.toContain(planted);
    }),
    { numRuns: 2_000 },
  );
});

import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { startWireServer, type WireAnswer } from "../../test-servers.ts";
import { openRail } from "../open-rail.ts";
import type { RailProvider } from "../rail-provider.ts";
import * as stripe from "./test-stripe.ts";

const wire = await startWireServer();
afterAll(() => wire.close());
const signal = new AbortController().signal;
let rail: RailProvider;
beforeEach(() => {
  wire.taken.length = 0;
  rail = openRail(stripe.account, {
    baseUrls: { stripe: wire.url },
    limits: { pauseMs: 1, tryMs: 300, leastCalls: 20 },
  });
});

const answers = (body: unknown, status = 200): WireAnswer => ({ status, body });
const error = (status: number, fields: stripe.Fields): WireAnswer => answers({ error: fields }, status);
const collecting = {
  attemptId: "attempt-1",
  amountMinor: 45_000,
  currency: "EUR",
  reference: "KLM-B04",
  description: "Rent November",
  phone: null,
  email: "tenant@stead.test",
  returnUrl: "https://stead.test/paid",
};
const refunding = {
  requestKey: "refund-1",
  amountMinor: 5_000,
  currency: "EUR",
  reason: "x",
  moneyId: "pi_1",
};
const asked = () =>
  wire.taken.map(({ method, path, headers, form }) => ({
    method,
    path: path.split("?")[0],
    key: headers["idempotency-key"],
    version: headers["stripe-version"],
    form: Object.fromEntries(form),
  }));

describe("checkout", () => {
  test("is made once under our key, with our marks on the session and its payment", async () => {
    wire.answer = () =>
      answers(stripe.session({ status: "open", payment_status: "unpaid", payment_intent: null }));
    expect(await rail.collect(collecting, { signal })).toMatchObject({
      outcome: "ok",
      value: {
        ref: "cs_1",
        url: "https://checkout.stripe.test/c/pay/cs_1",
        expiresAt: "2026-11-22T08:59:55.000Z",
      },
    });
    expect(asked()).toEqual([
      {
        method: "POST",
        path: "/v1/checkout/sessions",
        key: "stead:collect:attempt-1",
        version: "2026-07-29.dahlia",
        form: {
          mode: "payment",
          client_reference_id: "attempt-1",
          success_url: "https://stead.test/paid",
          cancel_url: "https://stead.test/paid",
          "line_items[0][quantity]": "1",
          "line_items[0][price_data][currency]": "eur",
          "line_items[0][price_data][unit_amount]": "45000",
          "line_items[0][price_data][product_data][name]": "Rent November",
          "metadata[stead_attempt]": "attempt-1",
          "metadata[stead_reference]": "KLM-B04",
          "payment_intent_data[metadata][stead_attempt]": "attempt-1",
          "payment_intent_data[metadata][stead_reference]": "KLM-B04",
          "payment_intent_data[description]": "KLM-B04",
          customer_email: "tenant@stead.test",
        },
      },
    ]);
    expect(wire.taken[0]?.headers.authorization).toBe(`Bearer ${stripe.secretKey}`);
  });

  test("whose answer was lost is asked for again under the same key", async () => {
    const said: WireAnswer[] = [
      "cut",
      answers({ error: { type: "api_error" } }, 500),
      answers(stripe.session()),
    ];
    wire.answer = () => said.shift() ?? answers({}, 500);
    expect(await rail.collect(collecting, { signal })).toMatchObject({ outcome: "ok" });
    expect(asked().map(({ key }) => key)).toEqual(Array.from({ length: 3 }, () => "stead:collect:attempt-1"));
    wire.answer = () => "cut";
    expect(await rail.collect(collecting, { signal })).toMatchObject({ outcome: "uncertain" });
  });

  test.each([
    ["an amount that Stripe cannot take", { currency: "KWD", amountMinor: 5_124 }, "amount"],
    ["no page to come back to", { returnUrl: null }, "return_url"],
  ])("with %s is refused before anything is sent", async (_what, wrong, code) => {
    expect(await rail.collect({ ...collecting, ...wrong }, { signal })).toMatchObject({
      outcome: "failed",
      result: { code },
    });
    expect(wire.taken).toHaveLength(0);
  });

  test.each<[string, WireAnswer, object]>([
    ["a wrong key", error(401, { type: "invalid_request_error" }), { category: "settings" }],
    ["a key without the right", error(403, { type: "invalid_request_error" }), { category: "settings" }],
    [
      "too small an amount",
      error(400, { type: "invalid_request_error", code: "amount_too_small" }),
      { category: "refused", result: { code: "amount_too_small" } },
    ],
    ["other contents under the key", error(400, { type: "idempotency_error" }), { category: "repeated" }],
    [
      "too many at once",
      error(429, { type: "invalid_request_error", code: "rate_limit" }),
      { category: "throttled" },
    ],
    ["the same under way", error(409, { type: "idempotency_error" }), { category: "throttled" }],
    ["a redirect", { status: 302, headers: { location: "/" } }, { category: "settings" }],
    [
      "no JSON",
      { status: 200, body: undefined, headers: { "content-type": "text/html" } },
      { outcome: "uncertain" },
    ],
    ["too much", answers("x".repeat(3 * 1024 * 1024)), { outcome: "uncertain" }],
    ["silence", "silent", { outcome: "uncertain" }],
  ])("answered with %s is told so", async (_said, said, expected) => {
    wire.answer = () => said;
    expect(await rail.collect(collecting, { signal })).toMatchObject(expected);
  });

  test("is what Stripe says when it is asked", async () => {
    const states = async (object: stripe.Fields, ref = "cs_1") => {
      wire.answer = () => answers(object);
      const answer = await rail.queryAttempt({ ref, startedAt: "2026-11-21T09:00:00Z" }, { signal });
      return answer.outcome === "ok" ? answer.value : answer;
    };
    expect(await states(stripe.session())).toMatchObject([{ state: "paid", money: { externalId: "pi_1" } }]);
    expect(await states(stripe.session({ status: "open", payment_status: "unpaid" }))).toMatchObject([
      { state: "pending" },
    ]);
    const bounced = stripe.intent({
      status: "requires_payment_method",
      last_payment_error: { code: "no_account" },
    });
    expect(await states(stripe.session({ payment_status: "unpaid", payment_intent: bounced }))).toMatchObject(
      [{ state: "failed", result: { code: "no_account" } }],
    );
    expect(await states(stripe.intent(), "pi_1")).toMatchObject([{ ref: "pi_1", state: "paid" }]);
  });
});

describe("refunds", () => {
  test("carry our key and mark, and are found again by either name", async () => {
    wire.answer = () => answers(stripe.refund({ status: "pending" }));
    expect(await rail.refund?.(refunding, { signal })).toMatchObject({
      outcome: "ok",
      value: { ref: "re_1", facts: [{ kind: "movement", state: "pending", requestKey: "refund-1" }] },
    });
    expect(asked()).toMatchObject([
      {
        path: "/v1/refunds",
        key: "stead:refund:refund-1",
        form: { payment_intent: "pi_1", amount: "5000", "metadata[stead_request]": "refund-1" },
      },
    ]);
    wire.answer = () => answers(stripe.refund());
    expect(await rail.queryMovement?.({ requestKey: "refund-1", ref: "re_1" }, { signal })).toMatchObject({
      value: [{ state: "paid" }],
    });
    wire.answer = () =>
      answers({
        object: "list",
        data: [stripe.refund({ id: "re_0", metadata: {} }), stripe.refund()],
        has_more: false,
      });
    expect(
      await rail.queryMovement?.({ requestKey: "refund-1", ref: null, moneyId: "pi_1" }, { signal }),
    ).toMatchObject({ value: [{ ref: "re_1" }] });
    expect(await rail.queryMovement?.({ requestKey: "refund-1", ref: null }, { signal })).toMatchObject({
      value: [],
    });
  });
});

describe("the balance", () => {
  const rows = [
    stripe.entry({ id: "txn_1", source: stripe.charge() }),
    stripe.entry({
      id: "txn_2",
      type: "refund",
      amount: -5_000,
      fee: 0,
      net: -5_000,
      source: stripe.refund(),
    }),
    stripe.entry({ id: "txn_3", type: "stripe_fee", amount: -1_925, fee: 0, net: -1_925, source: null }),
    stripe.entry({
      id: "txn_4",
      type: "adjustment",
      amount: -1_000,
      fee: 2_000,
      net: -3_000,
      source: stripe.dispute(),
    }),
    stripe.entry({
      id: "txn_5",
      type: "payout",
      amount: -34_150,
      fee: 0,
      net: -34_150,
      source: stripe.payout(),
    }),
  ];
  const list = (path: string): WireAnswer => {
    if (!path.startsWith("/v1/balance_transactions")) return answers(stripe.payout({ amount: 34_150 }));
    const isFirst = !path.includes("starting_after");
    return answers({ object: "list", data: isFirst ? rows.slice(0, 3) : rows.slice(3), has_more: isFirst });
  };
  const settled = {
    kind: "settlement",
    ref: "po_1",
    state: "paid",
    grossMinor: 34_150,
    feeMinor: 0,
    netMinor: 34_150,
    currency: "EUR",
    at: "2026-11-21T09:00:00Z",
    moneyIds: [],
    isWhole: false,
  } as const;

  test("takes a payout apart: gross, fee and the money in it", async () => {
    wire.answer = ({ path }) => list(path);
    expect(await rail.confirm(settled, { signal })).toEqual({
      outcome: "ok",
      value: [{ ...settled, grossMinor: 37_000, feeMinor: 2_850, moneyIds: ["pi_1"], isWhole: true }],
    });
    wire.answer = () => answers(stripe.payout({ reconciliation_status: "in_progress" }));
    expect(await rail.confirm(settled, { signal })).toMatchObject({
      outcome: "failed",
      category: "throttled",
    });
  });

  test("lists the money that came in, page by page", async () => {
    wire.answer = ({ path }) => list(path);
    const window = { fromAt: "2026-11-20T00:00:00Z", toAt: "2026-11-21T09:00:00Z", cursor: null };
    const first = await rail.pull?.(window, { signal });
    expect(first).toMatchObject({
      outcome: "ok",
      value: {
        money: [{ externalId: "pi_1", amountMinor: 45_000, feeMinor: 925, reference: "KLM-B04" }],
        next: "txn_3",
      },
    });
    expect(await rail.pull?.({ ...window, cursor: "txn_3" }, { signal })).toEqual({
      outcome: "ok",
      value: { money: [], unreadableCount: 0, next: null },
    });
  });
});

test("the key is tried by reading its own account", async () => {
  wire.answer = () => answers({ id: stripe.account.account, object: "account" });
  expect(await rail.test({ signal })).toMatchObject({ outcome: "ok" });
  wire.answer = () => answers({ id: "acct_other", object: "account" });
  expect(await rail.test({ signal })).toMatchObject({ outcome: "failed", category: "settings" });
});

test("an endpoint is told all that it must tell, and one that is missing is asked for", async () => {
  const endpoint = (fields: stripe.Fields) => ({
    id: "we_1",
    object: "webhook_endpoint",
    url: stripe.account.callbackUrl,
    status: "enabled",
    enabled_events: ["payout.paid"],
    ...fields,
  });
  wire.answer = ({ method }) =>
    method === "GET"
      ? answers({ object: "list", data: [endpoint({})], has_more: false })
      : answers(endpoint({ enabled_events: ["*"] }));
  expect(await rail.register({ signal })).toMatchObject({ outcome: "ok" });
  expect(Object.values(asked().at(-1)?.form ?? {})).toContain("payment_intent.succeeded");
  wire.answer = () => answers({ object: "list", data: [], has_more: false });
  const missing = await rail.register({ signal });
  expect(missing).toMatchObject({ outcome: "failed", category: "settings" });
  expect(JSON.stringify(missing)).not.toContain("f00d");
});

test("no key, secret or address of a payer is in any answer", async () => {
  const planted = [stripe.secretKey, ...stripe.secrets, "tenant@stead.test"];
  const everything = planted.join(" ");
  const said: unknown[] = [];
  for (const status of [400, 401, 402, 409, 429, 500]) {
    wire.answer = () =>
      error(status, { type: "card_error", code: everything, message: everything, param: everything });
    said.push(
      await rail.collect(collecting, { signal }),
      await rail.refund?.(refunding, { signal }),
      await rail.queryAttempt({ ref: "cs_1", startedAt: "2026-11-21T09:00:00Z" }, { signal }),
      await rail.test({ signal }),
    );
  }
  for (const secret of planted) expect(JSON.stringify(said)).not.toContain(secret);
});

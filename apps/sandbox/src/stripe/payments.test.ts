import type Stripe from "stripe";
import { beforeAll, describe, expect, test } from "vitest";
import { useWorld } from "../test-sandbox.ts";
import { idOf, listen, openSdk, typesOf, waitForEvent } from "./test-stripe.ts";

const world = useWorld();
let sdk: Stripe;
let account: string;

beforeAll(async () => {
  sdk = openSdk(world.house);
  account = await listen(world.house, sdk, world.receiver);
});

const pay = (method: string, fields: Partial<Stripe.PaymentIntentCreateParams> = {}) =>
  sdk.paymentIntents.create({
    amount: 120_000,
    currency: "kes",
    payment_method: method,
    confirm: true,
    ...fields,
  });

describe("payment intents", () => {
  test("a good card pays at once, with its charge, fee and events", async () => {
    const intent = await pay("pm_card_visa", {
      metadata: { lease: "L1" },
      expand: ["latest_charge.balance_transaction", "payment_method"],
    });
    expect(intent).toMatchObject({
      object: "payment_intent",
      status: "succeeded",
      amount_received: 120_000,
      metadata: { lease: "L1" },
      payment_method: { object: "payment_method", card: { last4: "4242" } },
      latest_charge: {
        object: "charge",
        paid: true,
        balance_transaction: { amount: 120_000, fee: 3_510, net: 116_490, reporting_category: "charge" },
      },
    });
    const event = await waitForEvent(world.receiver, sdk, "payment_intent.succeeded");
    expect(event).toMatchObject({
      object: "event",
      api_version: "2026-07-29.dahlia",
      data: { object: { id: intent.id, latest_charge: expect.stringMatching(/^ch_/) } },
    });
    expect(await sdk.events.retrieve(event.id)).toMatchObject({ id: event.id, type: event.type });
    expect(new Set(typesOf(world.receiver))).toEqual(
      new Set(["payment_intent.created", "charge.succeeded", "payment_intent.succeeded"]),
    );
  });

  test.each([
    ["pm_card_chargeDeclined", "card_declined", "generic_decline"],
    ["pm_card_chargeDeclinedInsufficientFunds", "card_declined", "insufficient_funds"],
    ["pm_card_chargeDeclinedExpiredCard", "expired_card", "expired_card"],
  ])("%s is refused as a card error", async (method, code, declineCode) => {
    await expect(pay(method)).rejects.toMatchObject({
      type: "StripeCardError",
      statusCode: 402,
      code,
      decline_code: declineCode,
      payment_intent: { status: "requires_payment_method", last_payment_error: { code } },
    });
    await waitForEvent(world.receiver, sdk, "payment_intent.payment_failed");
  });

  test("methods are made of test numbers, attached, listed and detached", async () => {
    const customer = await sdk.customers.create({ name: "Tenant" });
    const card = await sdk.paymentMethods.create({
      type: "card",
      card: { number: "4242 4242 4242 4242", exp_month: 8, exp_year: 2034 },
    });
    await sdk.paymentMethods.attach(card.id, { customer: customer.id });
    const listed = await sdk.paymentMethods.list({ customer: customer.id, type: "card" });
    expect(listed.data).toMatchObject([{ id: card.id, card: { brand: "visa", last4: "4242" } }]);
    expect(await pay(card.id, { customer: customer.id })).toMatchObject({ status: "succeeded" });
    await expect(pay(card.id)).rejects.toMatchObject({ param: "payment_method" });
    expect(await sdk.paymentMethods.detach(card.id)).toMatchObject({ customer: null });
    await expect(
      sdk.paymentMethods.create({ type: "card", card: { number: "1234", exp_month: 1, exp_year: 2034 } }),
    ).rejects.toMatchObject({ code: "incorrect_number" });
  });

  test("what has to be proved to the bank waits for it", async () => {
    const intent = await pay("pm_card_authenticationRequired");
    expect(intent).toMatchObject({ status: "requires_action", next_action: { type: "redirect_to_url" } });
    await world.house.call("POST", `/sandbox/stripe/payment-intents/${intent.id}/act`, {
      act: "authenticate",
    });
    expect(await sdk.paymentIntents.retrieve(intent.id)).toMatchObject({ status: "succeeded" });
  });

  test("a bank's debit is under way until the bank has paid, or refused", async () => {
    const paid = await pay("pm_usBankAccount", { payment_method_types: ["us_bank_account"] });
    const refused = await pay("pm_sepaDebit_fail", { payment_method_types: ["sepa_debit"] });
    expect(paid.status).toBe("processing");
    await world.house.call("POST", `/sandbox/stripe/payment-intents/${paid.id}/act`, { act: "complete" });
    await world.house.call("POST", `/sandbox/stripe/payment-intents/${refused.id}/act`, { act: "fail" });
    expect((await sdk.paymentIntents.retrieve(paid.id)).status).toBe("succeeded");
    expect(await sdk.paymentIntents.retrieve(refused.id)).toMatchObject({
      status: "requires_payment_method",
      last_payment_error: { code: "insufficient_funds" },
    });
    await waitForEvent(world.receiver, sdk, "payment_intent.processing");
  });

  test("are made, changed, confirmed and cancelled apart", async () => {
    const intent = await sdk.paymentIntents.create({ amount: 500, currency: "usd" });
    expect(intent).toMatchObject({
      status: "requires_payment_method",
      automatic_payment_methods: { enabled: true },
    });
    await sdk.paymentIntents.update(intent.id, { amount: 600 });
    const confirmed = await sdk.paymentIntents.confirm(intent.id, { payment_method: "pm_card_visa" });
    expect(confirmed).toMatchObject({ status: "succeeded", amount: 600 });
    await expect(sdk.paymentIntents.cancel(intent.id)).rejects.toMatchObject({
      code: "payment_intent_unexpected_state",
    });
    const other = await sdk.paymentIntents.create({ amount: 500, currency: "usd" });
    expect(await sdk.paymentIntents.cancel(other.id, { cancellation_reason: "abandoned" })).toMatchObject({
      status: "canceled",
      cancellation_reason: "abandoned",
    });
  });

  test.each([
    [{ amount: 0, currency: "usd" }, "parameter_invalid_integer", "amount"],
    [{ amount: 100_000_000, currency: "usd" }, "amount_too_large", "amount"],
    [{ amount: 5_124, currency: "kwd" }, "parameter_invalid_integer", "amount"],
    [{ amount: 150, currency: "isk" }, "parameter_invalid_integer", "amount"],
    [{ amount: 150, currency: "ugx" }, "parameter_invalid_integer", "amount"],
    [{ amount: 100, currency: "xyz" }, undefined, "currency"],
    [{ amount: 100, currency: "usd", customer: "cus_nobody" }, "resource_missing", "customer"],
  ])("%j is refused", async (params, code, param) => {
    await expect(sdk.paymentIntents.create(params)).rejects.toMatchObject({
      type: "StripeInvalidRequestError",
      param,
      ...(code !== undefined && { code }),
    });
  });

  test("what is missing is named", async () => {
    await expect(sdk.paymentIntents.retrieve("pi_nothing")).rejects.toMatchObject({
      statusCode: 404,
      code: "resource_missing",
      message: "No such payment_intent: 'pi_nothing'",
    });
    const empty = await fetch(`${world.house.url}/v1/payment_intents`, {
      method: "POST",
      headers: { authorization: "Bearer sk_test_conformance" },
    });
    expect(empty.status).toBe(400);
    expect(await empty.json()).toEqual({
      error: {
        code: "parameter_missing",
        message: "Missing required param: amount.",
        param: "amount",
        type: "invalid_request_error",
      },
    });
  });
});

describe("money back", () => {
  test("refunds, whole and in parts", async () => {
    const intent = await pay("pm_card_visa");
    const part = await sdk.refunds.create({
      payment_intent: intent.id,
      amount: 20_000,
      metadata: { r: "1" },
    });
    expect(part).toMatchObject({
      object: "refund",
      status: "succeeded",
      amount: 20_000,
      charge: intent.latest_charge,
    });
    const rest = await sdk.refunds.create({ charge: idOf(intent.latest_charge) });
    expect(rest.amount).toBe(100_000);
    await expect(sdk.refunds.create({ payment_intent: intent.id })).rejects.toMatchObject({
      code: "charge_already_refunded",
    });
    const charge = await sdk.charges.retrieve(idOf(intent.latest_charge), { expand: ["refunds"] });
    expect(charge).toMatchObject({ refunded: true, amount_refunded: 120_000 });
    expect(charge.refunds?.data).toHaveLength(2);
    await waitForEvent(world.receiver, sdk, "charge.refunded");
    await waitForEvent(world.receiver, sdk, "refund.created");
  });

  test("a refund that fails brings its money back", async () => {
    const intent = await pay("pm_card_refundFail");
    const refund = await sdk.refunds.create({ payment_intent: intent.id });
    expect(refund.status).toBe("failed");
    await waitForEvent(world.receiver, sdk, "refund.failed");
    expect(await sdk.charges.retrieve(idOf(intent.latest_charge))).toMatchObject({ amount_refunded: 0 });
  });

  test("disputes withdraw funds, and reinstate them when they are won", async () => {
    const intent = await pay("pm_card_createDispute");
    const [dispute] = (await sdk.disputes.list({ payment_intent: intent.id })).data;
    expect(dispute).toMatchObject({ status: "needs_response", amount: 120_000 });
    expect(dispute?.balance_transactions).toMatchObject([{ amount: -120_000, fee: 1_500, net: -121_500 }]);
    const id = dispute?.id ?? "";
    await sdk.disputes.update(id, { evidence: { uncategorized_text: "lease" }, submit: true });
    await world.house.call("POST", `/sandbox/stripe/disputes/${id}/act`, { act: "won" });
    expect(await sdk.disputes.retrieve(id)).toMatchObject({ status: "won" });
    for (const type of ["created", "funds_withdrawn", "updated", "funds_reinstated", "closed"]) {
      await waitForEvent(world.receiver, sdk, `charge.dispute.${type}`);
    }
  });

  test("payouts carry what came in, and are reconciled", async () => {
    await world.house.call("POST", `/sandbox/stripe/accounts/${account}/payout`);
    await pay("pm_card_visa", { currency: "eur" });
    await world.house.call("POST", `/sandbox/stripe/accounts/${account}/payout`);
    const [payout] = (await sdk.payouts.list({ limit: 1 })).data;
    expect(payout).toMatchObject({
      amount: 116_490,
      currency: "eur",
      status: "paid",
      reconciliation_status: "completed",
    });
    const rows = await sdk.balanceTransactions.list({ payout: payout?.id ?? "" });
    expect(rows.data.map(({ type }) => type)).toEqual(["payout", "charge"]);
    await waitForEvent(world.receiver, sdk, "payout.reconciliation_completed");
    await world.house.call("POST", `/sandbox/stripe/payouts/${payout?.id ?? ""}/act`, { act: "fail" });
    await waitForEvent(world.receiver, sdk, "payout.failed");
    const balance = await sdk.balance.retrieve();
    expect(balance.available.find(({ currency }) => currency === "eur")?.amount).toBe(116_490);
    await expect(sdk.payouts.create({ amount: 999_999, currency: "eur" })).rejects.toMatchObject({
      code: "balance_insufficient",
    });
  });

  test("the ledger states ISO minor units", async () => {
    const ugx = await pay("pm_card_visa", { amount: 50_000, currency: "ugx" });
    const mga = await pay("pm_card_visa", { amount: 700, currency: "mga" });
    const { json } = await world.house.call("GET", "/sandbox/ledger?rail=stripe&kind=charge");
    const minorOf = (id: unknown) =>
      (json.items as unknown as { id: string; amountMinor: number }[]).find((row) => row.id === id)
        ?.amountMinor;
    expect(minorOf(ugx.latest_charge)).toBe(500);
    expect(minorOf(mga.latest_charge)).toBe(70_000);
  });
});

describe("idempotency", () => {
  const make = (key: string, amount = 700) =>
    sdk.paymentIntents.create({ amount, currency: "usd" }, { idempotencyKey: key });

  test("the same key gives the same answer, also at once and after a restart", async () => {
    const first = await make("stead:test:1");
    const again = await make("stead:test:1");
    expect(again.id).toBe(first.id);
    expect(again.lastResponse.headers["idempotent-replayed"]).toBe("true");
    expect(again.lastResponse.headers["original-request"]).toBe(first.lastResponse.requestId);
    await world.house.restart();
    sdk = openSdk(world.house);
    expect((await make("stead:test:1")).id).toBe(first.id);
  });

  test("the same key with another body is an error, and another account's key is its own", async () => {
    await make("stead:test:2");
    await expect(make("stead:test:2", 800)).rejects.toMatchObject({ type: "StripeIdempotencyError" });
    const other = openSdk(world.house, {}, "sk_test_another");
    const intent = await other.paymentIntents.create(
      { amount: 800, currency: "usd" },
      { idempotencyKey: "stead:test:2" },
    );
    expect(intent.amount).toBe(800);
  });

  test("a key that is in use answers 409, and a refused body is not kept", async () => {
    await world.house.call("POST", "/sandbox/modes", { mode: "slow", remaining: 1, delayMs: 2_000 });
    const slow = make("stead:test:3");
    const reached = async (): Promise<void> => {
      const { json } = await world.house.call("GET", "/sandbox/modes");
      if ((json as unknown as { rules: unknown[] }).rules.length > 0) await reached();
    };
    await reached();
    await expect(make("stead:test:3")).rejects.toMatchObject({ statusCode: 409 });
    await slow;
    await expect(make("stead:test:4", 0)).rejects.toMatchObject({ statusCode: 400 });
    expect((await make("stead:test:4")).amount).toBe(700);
  });

  test("an internal error is kept like any answer; a lost answer is found again by its key", async () => {
    await world.house.call("POST", "/sandbox/modes", { mode: "error-500", remaining: 1 });
    await expect(make("stead:test:5")).rejects.toMatchObject({ statusCode: 500 });
    await expect(make("stead:test:5")).rejects.toMatchObject({ statusCode: 500 });
    await world.house.call("POST", "/sandbox/modes", { mode: "answer-lost", remaining: 1 });
    const patient = openSdk(world.house, { maxNetworkRetries: 2 });
    const intent = await patient.paymentIntents.create(
      { amount: 700, currency: "usd", metadata: { once: "yes" } },
      { idempotencyKey: "stead:test:6" },
    );
    expect(intent.lastResponse.headers["idempotent-replayed"]).toBe("true");
  });
});

describe("access", () => {
  test("keys are checked, and connected accounts are apart", async () => {
    await expect(openSdk(world.house, {}, "nonsense").balance.retrieve()).rejects.toMatchObject({
      type: "StripeAuthenticationError",
      statusCode: 401,
    });
    const bare = await fetch(`${world.house.url}/v1/balance`);
    expect(bare.status).toBe(401);
    const nowhere = await fetch(`${world.house.url}/v1/nothing`, {
      headers: { authorization: "Bearer sk_test_conformance" },
    });
    expect(nowhere.status).toBe(404);
    const mine = await sdk.customers.create({ name: "A" });
    const other = openSdk(world.house, {}, "sk_test_another");
    await expect(other.customers.retrieve(mine.id)).rejects.toMatchObject({ code: "resource_missing" });
    const connected = await sdk.customers.create({ name: "B" }, { stripeAccount: "acct_landlord" });
    await expect(sdk.customers.retrieve(connected.id)).rejects.toMatchObject({ statusCode: 404 });
  });

  test("too many requests are told so", async () => {
    await world.house.call("POST", "/sandbox/modes", { mode: "spike-arrest", remaining: 1, account });
    await expect(sdk.balance.retrieve()).rejects.toMatchObject({
      type: "StripeRateLimitError",
      statusCode: 429,
    });
  });
});

test("lists are pages, newest first", async () => {
  const other = openSdk(world.house, {}, "sk_test_lists");
  for (const name of ["a", "b", "c", "d", "e"]) await other.customers.create({ name });
  const first = await other.customers.list({ limit: 2 });
  expect(first).toMatchObject({ object: "list", has_more: true, url: "/v1/customers" });
  const names: (string | null | undefined)[] = [];
  for await (const customer of other.customers.list({ limit: 2 })) names.push(customer.name);
  expect(names).toEqual(["e", "d", "c", "b", "a"]);
  const back = await other.customers.list({ limit: 2, ending_before: first.data[1]?.id ?? "" });
  expect(back.data.map(({ name }) => name)).toEqual(["e"]);
});

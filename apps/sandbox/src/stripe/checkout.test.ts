import type Stripe from "stripe";
import { beforeAll, describe, expect, test } from "vitest";
import { useWorld } from "../test-sandbox.ts";
import { listen, idOf, openSdk, typesOf, waitForEvent } from "./test-stripe.ts";

const world = useWorld();
let sdk: Stripe;

beforeAll(async () => {
  sdk = openSdk(world.house);
  await listen(world.house, sdk, world.receiver);
});

const open = (fields: Partial<Stripe.Checkout.SessionCreateParams> = {}) =>
  sdk.checkout.sessions.create({
    mode: "payment",
    success_url: "https://stead.test/done?session_id={CHECKOUT_SESSION_ID}",
    cancel_url: "https://stead.test/back",
    client_reference_id: "lease-1",
    line_items: [
      {
        quantity: 2,
        price_data: { currency: "gbp", unit_amount: 45_000, product_data: { name: "Rent November" } },
      },
    ],
    payment_intent_data: { metadata: { invoice: "I-7" } },
    ...fields,
  });
const act = (id: string, what: string, kind = "sessions") =>
  world.house.call("POST", `/sandbox/stripe/${kind}/${id}/act`, { act: what });

describe("checkout", () => {
  test("a session is paid, with its lines, intent and events in order of their making", async () => {
    const session = await open();
    expect(session).toMatchObject({
      object: "checkout.session",
      status: "open",
      payment_status: "unpaid",
      amount_total: 90_000,
      currency: "gbp",
      payment_intent: null,
      url: `${world.house.url}/checkout/${session.id}`,
    });
    await act(session.id, "pay");
    const paid = await sdk.checkout.sessions.retrieve(session.id, {
      expand: ["line_items", "payment_intent.latest_charge"],
    });
    expect(paid).toMatchObject({
      status: "complete",
      payment_status: "paid",
      client_reference_id: "lease-1",
      url: null,
      line_items: { data: [{ description: "Rent November", quantity: 2, amount_total: 90_000 }] },
      payment_intent: { status: "succeeded", metadata: { invoice: "I-7" }, latest_charge: { paid: true } },
    });
    expect((await sdk.checkout.sessions.listLineItems(session.id)).data).toHaveLength(1);
    await waitForEvent(world.receiver, sdk, "checkout.session.completed");
    const kept = (await sdk.events.list({ limit: 4 })).data.map(({ type }) => type).toReversed();
    expect(kept).toEqual([
      "payment_intent.created",
      "charge.succeeded",
      "payment_intent.succeeded",
      "checkout.session.completed",
    ]);
  });

  test("a declined card leaves it open; it can be cancelled or expire", async () => {
    const session = await open();
    await act(session.id, "decline");
    expect(await sdk.checkout.sessions.retrieve(session.id)).toMatchObject({
      status: "open",
      payment_status: "unpaid",
    });
    await waitForEvent(world.receiver, sdk, "payment_intent.payment_failed");
    expect(await sdk.checkout.sessions.expire(session.id)).toMatchObject({ status: "expired", url: null });
    await waitForEvent(world.receiver, sdk, "checkout.session.expired");
    await expect(sdk.checkout.sessions.expire(session.id)).rejects.toMatchObject({ statusCode: 400 });
    expect((await act(session.id, "pay")).status).toBe(412);
  });

  test.each([
    ["complete", "async_payment_succeeded", "paid"],
    ["fail", "async_payment_failed", "unpaid"],
  ])("a bank's debit completes it unpaid; %s comes later", async (what, type, status) => {
    const session = await open({ payment_method_types: ["us_bank_account"], currency: "usd" });
    await act(session.id, "bank-debit");
    const event = await waitForEvent(world.receiver, sdk, "checkout.session.completed");
    expect(event.data.object).toMatchObject({ id: session.id, payment_status: "unpaid" });
    const { payment_intent: intent } = await sdk.checkout.sessions.retrieve(session.id);
    await act(idOf(intent), what, "payment-intents");
    const later = await waitForEvent(world.receiver, sdk, `checkout.session.${type}`);
    expect(later.data.object).toMatchObject({ id: session.id, payment_status: status });
  });

  test("saves a card, and asks for what is missing", async () => {
    const customer = await sdk.customers.create({ email: "tenant@example.org" });
    const session = await open({ mode: "setup", customer: customer.id, currency: "gbp", line_items: [] });
    await act(session.id, "pay");
    const { setup_intent: setup } = await sdk.checkout.sessions.retrieve(session.id, {
      expand: ["setup_intent"],
    });
    expect(setup).toMatchObject({ status: "succeeded", payment_method: expect.stringMatching(/^pm_/) });
    expect((await sdk.customers.listPaymentMethods(customer.id)).data).toHaveLength(1);
    await expect(open({ line_items: [] })).rejects.toMatchObject({
      code: "parameter_missing",
      param: "line_items",
    });
    await expect(open({ mode: "subscription" })).rejects.toMatchObject({ param: "line_items" });
  });

  test("autoplay pays it", async () => {
    await world.house.call("PATCH", "/sandbox/settings", { autoplaySeconds: 0 });
    const session = await open();
    const event = await waitForEvent(world.receiver, sdk, "checkout.session.completed");
    expect(event.data.object).toMatchObject({ id: session.id, payment_status: "paid" });
    await world.house.call("PATCH", "/sandbox/settings", { autoplaySeconds: null });
  });
});

describe("subscriptions", () => {
  const price = async (amount = 2_900) => {
    const product = await sdk.products.create({ name: `Plan ${amount}` });
    return sdk.prices.create({
      product: product.id,
      currency: "usd",
      unit_amount: amount,
      recurring: { interval: "month" },
    });
  };
  const subscriber = async (method = "pm_card_visa") => {
    const customer = await sdk.customers.create({ email: "owner@example.org" });
    const card = await sdk.paymentMethods.attach(method, { customer: customer.id });
    await sdk.customers.update(customer.id, { invoice_settings: { default_payment_method: card.id } });
    return customer;
  };

  test("start by checkout, with their first invoice", async () => {
    const plan = await price();
    const session = await open({
      mode: "subscription",
      line_items: [{ price: plan.id, quantity: 3 }],
      subscription_data: { metadata: { agency: "A" } },
      payment_intent_data: undefined as never,
    });
    await act(session.id, "pay");
    const done = await sdk.checkout.sessions.retrieve(session.id, {
      expand: ["subscription", "invoice.payments.data.payment.payment_intent"],
    });
    expect(done).toMatchObject({
      payment_status: "paid",
      subscription: { status: "active", metadata: { agency: "A" }, items: { data: [{ quantity: 3 }] } },
      invoice: {
        status: "paid",
        billing_reason: "subscription_create",
        amount_paid: 8_700,
        payments: { data: [{ status: "paid", payment: { payment_intent: { status: "succeeded" } } }] },
      },
    });
    expect(new Set(typesOf(world.receiver)).has("customer.subscription.created")).toBe(true);
    await waitForEvent(world.receiver, sdk, "invoice.paid");
    await waitForEvent(world.receiver, sdk, "invoice_payment.paid");
  });

  test("renew, fall behind, are paid by hand, and end", async () => {
    const customer = await subscriber();
    const subscription = await sdk.subscriptions.create({
      customer: customer.id,
      items: [{ price: (await price()).id }],
    });
    expect(subscription.status).toBe("active");
    const before = subscription.items.data[0]?.current_period_end;
    await act(subscription.id, "renew", "subscriptions");
    const renewed = await sdk.subscriptions.retrieve(subscription.id, { expand: ["latest_invoice"] });
    expect(renewed.items.data[0]?.current_period_start).toBe(before);
    expect(renewed.latest_invoice).toMatchObject({ billing_reason: "subscription_cycle", status: "paid" });
    await act(subscription.id, "renew-fails", "subscriptions");
    const behind = await sdk.subscriptions.retrieve(subscription.id);
    expect(behind.status).toBe("past_due");
    await waitForEvent(world.receiver, sdk, "invoice.payment_failed");
    await sdk.invoices.pay(idOf(behind.latest_invoice));
    expect((await sdk.subscriptions.retrieve(subscription.id)).status).toBe("active");
    expect(await sdk.subscriptions.update(subscription.id, { cancel_at_period_end: true })).toMatchObject({
      cancel_at_period_end: true,
    });
    await act(subscription.id, "renew", "subscriptions");
    await waitForEvent(world.receiver, sdk, "customer.subscription.deleted");
    expect(await sdk.subscriptions.retrieve(subscription.id)).toMatchObject({ status: "canceled" });
  });

  test("trials and changes of the plan", async () => {
    const customer = await subscriber();
    const subscription = await sdk.subscriptions.create({
      customer: customer.id,
      items: [{ price: (await price()).id }],
      trial_period_days: 14,
    });
    expect(subscription.status).toBe("trialing");
    await act(subscription.id, "trial-will-end", "subscriptions");
    await waitForEvent(world.receiver, sdk, "customer.subscription.trial_will_end");
    const dear = await price(9_900);
    const changed = await sdk.subscriptions.update(subscription.id, {
      items: [{ id: subscription.items.data[0]?.id ?? "", price: dear.id }],
    });
    expect(changed.items.data[0]?.price.id).toBe(dear.id);
    await act(subscription.id, "renew", "subscriptions");
    const [invoice] = (await sdk.invoices.list({ subscription: subscription.id })).data;
    expect(invoice).toMatchObject({ amount_paid: 9_900, status: "paid" });
  });

  test("any event can be told of an object", async () => {
    const customer = await subscriber();
    const { latest_invoice: invoice } = await sdk.subscriptions.create({
      customer: customer.id,
      items: [{ price: (await price()).id }],
    });
    await world.house.call("POST", `/sandbox/stripe/objects/${idOf(invoice)}/event`, {
      type: "invoice.overdue",
    });
    const event = await waitForEvent(world.receiver, sdk, "invoice.overdue");
    expect(event.data.object).toMatchObject({ id: idOf(invoice), object: "invoice" });
  });

  test("a card that is refused leaves them incomplete", async () => {
    const customer = await sdk.customers.create({});
    const subscription = await sdk.subscriptions.create({
      customer: customer.id,
      items: [{ price: (await price()).id }],
    });
    expect(subscription.status).toBe("incomplete");
    expect(await sdk.invoices.voidInvoice(idOf(subscription.latest_invoice))).toMatchObject({
      status: "void",
    });
  });

  test("both shapes: periods and invoices as the caller's version knows them", async () => {
    const customer = await subscriber();
    const { id } = await sdk.subscriptions.create({
      customer: customer.id,
      items: [{ price: (await price()).id }],
    });
    const read = async (path: string, version: string) => {
      const response = await fetch(`${world.house.url}${path}`, {
        headers: { authorization: "Bearer sk_test_conformance", "stripe-version": version },
      });
      return (await response.json()) as Record<string, unknown>;
    };
    const now = await read(`/v1/subscriptions/${id}`, "2026-07-29.dahlia");
    expect(now).not.toHaveProperty("current_period_end");
    const old = await read(`/v1/subscriptions/${id}`, "2024-06-20");
    expect(old).toMatchObject({
      current_period_end: expect.any(Number),
      current_period_start: expect.any(Number),
    });
    const invoice = `/v1/invoices/${String(now["latest_invoice"])}`;
    expect(await read(invoice, "2026-07-29.dahlia")).toMatchObject({
      parent: { type: "subscription_details", subscription_details: { subscription: id } },
    });
    expect(await read(invoice, "2026-07-29.dahlia")).not.toHaveProperty("payment_intent");
    expect(await read(invoice, "2024-06-20")).toMatchObject({
      subscription: id,
      payment_intent: expect.stringMatching(/^pi_/),
      charge: expect.stringMatching(/^ch_/),
      paid: true,
    });
  });

  test("the customer's own page has an address", async () => {
    const customer = await subscriber();
    const portal = await sdk.billingPortal.sessions.create({
      customer: customer.id,
      return_url: "https://stead.test/",
    });
    expect(portal).toMatchObject({
      object: "billing_portal.session",
      url: `${world.house.url}/portal/${portal.id}`,
    });
  });
});

import type Stripe from "stripe";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startSandbox, useWorld, type TestSandbox } from "../test-sandbox.ts";
import { idOf, listen, openSdk, waitForEvent } from "./test-stripe.ts";

const world = useWorld();
let sdk: Stripe;

beforeAll(async () => {
  sdk = openSdk(world.house);
  await listen(world.house, sdk, world.receiver);
});

const act = (id: string, what: string, house: TestSandbox = world.house) =>
  house.call("POST", `/sandbox/stripe/subscriptions/${id}/act`, { act: what });

async function makePrice(amount: number, interval: "month" | "year" = "month", by = sdk): Promise<string> {
  const product = await by.products.create({ name: `Plan ${amount}` });
  const price = await by.prices.create({
    product: product.id,
    currency: "usd",
    unit_amount: amount,
    recurring: { interval },
  });
  return price.id;
}

async function subscribe(
  price: string,
  fields: Partial<Stripe.SubscriptionCreateParams> = {},
  by = sdk,
): Promise<Stripe.Subscription> {
  const customer = await by.customers.create({ email: "owner@example.org" });
  const card = await by.paymentMethods.attach("pm_card_visa", { customer: customer.id });
  await by.customers.update(customer.id, { invoice_settings: { default_payment_method: card.id } });
  return by.subscriptions.create({ customer: customer.id, items: [{ price }], ...fields });
}

const itemOf = ({ items }: Stripe.Subscription) => items.data[0]?.id ?? "";
const change = (subscription: Stripe.Subscription, price: string) => ({
  items: [{ id: itemOf(subscription), price }],
  proration_behavior: "always_invoice" as const,
});

describe("another plan within the period", () => {
  test("costs what its preview says; a cheaper one gives credit, which the next invoice uses", async () => {
    const [cheap, dear] = [await makePrice(3_000), await makePrice(9_000)];
    const subscription = await subscribe(cheap);
    const at = (subscription.items.data[0]?.current_period_start ?? 0) + 86_400;
    const asked = { ...change(subscription, dear), proration_date: at };
    const shown = await sdk.invoices.createPreview({
      customer: idOf(subscription.customer),
      subscription: subscription.id,
      subscription_details: asked,
    });
    expect(shown.lines.data.map(({ amount }) => Math.sign(amount))).toEqual([-1, 1]);
    expect(shown.amount_due).toBeGreaterThan(5_000);
    expect(shown.amount_due).toBeLessThan(6_000);
    const raised = await sdk.subscriptions.update(subscription.id, asked);
    const billed = await sdk.invoices.retrieve(idOf(raised.latest_invoice));
    expect(billed).toMatchObject({
      billing_reason: "subscription_update",
      status: "paid",
      amount_paid: shown.amount_due,
      lines: {
        data: [{ amount: shown.lines.data[0]?.amount }, { pricing: { price_details: { price: dear } } }],
      },
    });
    await sdk.subscriptions.update(subscription.id, { ...change(subscription, cheap), proration_date: at });
    const customer = await sdk.customers.retrieve(idOf(subscription.customer));
    expect(customer).toMatchObject({ balance: -shown.amount_due });
    await act(subscription.id, "renew");
    const [next] = (await sdk.invoices.list({ subscription: subscription.id })).data;
    expect(next).toMatchObject({ billing_reason: "subscription_cycle", total: 3_000, amount_due: 0 });
  });

  test("by the year instead of the month begins anew at once", async () => {
    const subscription = await subscribe(await makePrice(1_000));
    const yearly = await makePrice(10_000, "year");
    const changed = await sdk.subscriptions.update(subscription.id, change(subscription, yearly));
    const { current_period_start: start = 0, current_period_end: end = 0 } = changed.items.data[0] ?? {};
    expect(Math.round((end - start) / 86_400)).toBeGreaterThanOrEqual(365);
  });

  test("waits for the next invoice where nothing is billed at once", async () => {
    const subscription = await subscribe(await makePrice(2_000));
    const dear = await makePrice(4_000);
    await sdk.subscriptions.update(subscription.id, { items: [{ id: itemOf(subscription), price: dear }] });
    expect((await sdk.invoices.list({ subscription: subscription.id })).data).toHaveLength(1);
    await act(subscription.id, "renew");
    const [next] = (await sdk.invoices.list({ subscription: subscription.id })).data;
    expect(next?.lines.data.map(({ amount }) => amount)).toEqual([-2_000, 4_000, 4_000]);
  });

  test("is refused whole with a card that declines, when that was asked for", async () => {
    const subscription = await subscribe(await makePrice(1_500));
    const customer = idOf(subscription.customer);
    const bad = await sdk.paymentMethods.attach("pm_card_chargeCustomerFail", { customer });
    await sdk.subscriptions.update(subscription.id, { default_payment_method: bad.id });
    const asked = change(subscription, await makePrice(9_500));
    await expect(
      sdk.subscriptions.update(subscription.id, { ...asked, payment_behavior: "error_if_incomplete" }),
    ).rejects.toMatchObject({ statusCode: 402, code: "card_declined" });
    const after = await sdk.subscriptions.retrieve(subscription.id);
    expect(after.items.data[0]?.price.unit_amount).toBe(1_500);
    expect(after.status).toBe("active");
  });
});

test("past due, unpaid, a try that fails again, and paid after all", async () => {
  const subscription = await subscribe(await makePrice(2_500));
  await act(subscription.id, "renew-fails");
  await act(subscription.id, "unpaid");
  expect((await sdk.subscriptions.retrieve(subscription.id)).status).toBe("unpaid");
  await act(subscription.id, "pay");
  expect((await sdk.subscriptions.retrieve(subscription.id)).status).toBe("active");
  const event = await waitForEvent(world.receiver, sdk, "invoice.payment_failed");
  expect(event.data.object).toMatchObject({ object: "invoice", status: "open" });
});

test("a pause ends when it is told to", async () => {
  const subscription = await subscribe(await makePrice(2_600));
  await expect(
    sdk.subscriptions.resume(subscription.id, { billing_cycle_anchor: "unchanged" }),
  ).rejects.toMatchObject({ statusCode: 400 });
  await act(subscription.id, "pause");
  const resumed = await sdk.subscriptions.resume(subscription.id, { billing_cycle_anchor: "unchanged" });
  expect(resumed.status).toBe("active");
});

test("an old endpoint reads lines with their price", async () => {
  const price = await makePrice(2_700);
  const { latest_invoice: invoice } = await subscribe(price);
  const response = await fetch(`${world.house.url}/v1/invoices/${idOf(invoice)}`, {
    headers: { authorization: "Bearer sk_test_conformance", "stripe-version": "2024-06-20" },
  });
  expect(await response.json()).toMatchObject({
    lines: { data: [{ price: { id: price, object: "price" }, proration: false }] },
  });
});

describe("time", () => {
  let offsetMs = 0;
  let house: TestSandbox;
  beforeAll(async () => {
    house = await startSandbox({}, { nowMs: () => Date.now() + offsetMs });
  });
  afterAll(() => house.close());

  test("ends a trial and a period by itself, also while nobody was looking", async () => {
    const by = openSdk(house);
    const price = await makePrice(2_800, "month", by);
    const { id } = await subscribe(price, { trial_period_days: 14 }, by);
    offsetMs += 15 * 86_400_000;
    await house.restart();
    const later = openSdk(house);
    await expect.poll(async () => (await later.subscriptions.retrieve(id)).status).toBe("active");
    const [invoice] = (await later.invoices.list({ subscription: id })).data;
    expect(invoice).toMatchObject({ billing_reason: "subscription_cycle", amount_paid: 2_800 });
  });
});

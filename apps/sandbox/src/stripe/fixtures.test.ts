import type Stripe from "stripe";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startSandbox, type TestSandbox } from "../test-sandbox.ts";
import { readSample } from "../test-shapes.ts";
import { idOf, openSdk } from "./test-stripe.ts";

type Fields = Record<string, unknown>;

const fixtures = readSample("stripe/fixtures.json") as Record<string, Fields>;

/** Fields of the public fixtures that the current version of the API does not show unless they are asked for. */
const notShown: Record<string, readonly string[]> = {
  // Only platforms hold reserves of others.
  balance: ["connect_reserved"],
  charge: ["refunds"],
  invoice: ["subscription"],
};

let house: TestSandbox;
let sdk: Stripe;
const shown = new Map<string, Fields>();

beforeAll(async () => {
  house = await startSandbox();
  sdk = openSdk(house);
  const keep = (value: object) => shown.set((value as { object: string }).object, value as Fields);
  const account = await sdk.accounts.retrieveCurrent();
  const customer = await sdk.customers.create({ name: "Tenant" });
  const method = await sdk.paymentMethods.attach("pm_card_visa", { customer: customer.id });
  const price = await sdk.prices.create({
    currency: "usd",
    unit_amount: 900,
    recurring: { interval: "month" },
    product_data: { name: "Plan" },
  });
  const intent = await sdk.paymentIntents.create({
    amount: 900,
    currency: "usd",
    customer: customer.id,
    payment_method: method.id,
    confirm: true,
  });
  const charge = await sdk.charges.retrieve(idOf(intent.latest_charge));
  const refund = await sdk.refunds.create({ charge: charge.id, amount: 100 });
  await house.call("POST", `/sandbox/stripe/accounts/${account.id}/payout`);
  await house.call("POST", `/sandbox/stripe/charges/${charge.id}/dispute`, {});
  const subscription = await sdk.subscriptions.create({
    customer: customer.id,
    items: [{ price: price.id }],
    default_payment_method: method.id,
  });
  const session = await sdk.checkout.sessions.create({
    mode: "payment",
    success_url: "https://stead.test/",
    line_items: [
      { price_data: { currency: "usd", unit_amount: 900, product_data: { name: "Rent" } }, quantity: 1 },
    ],
  });
  const found = [
    account,
    customer,
    method,
    price,
    intent,
    charge,
    refund,
    subscription,
    session,
    await sdk.products.retrieve(idOf(price.product)),
    await sdk.balance.retrieve(),
    await sdk.balanceTransactions.retrieve(idOf(charge.balance_transaction)),
    await sdk.invoices.retrieve(idOf(subscription.latest_invoice)),
    await sdk.setupIntents.create({ customer: customer.id }),
    await sdk.billingPortal.sessions.create({ customer: customer.id }),
    await sdk.webhookEndpoints.create({ url: "https://stead.test/hook", enabled_events: ["*"] }),
    ...(await sdk.disputes.list({ limit: 1 })).data,
    ...(await sdk.payouts.list({ limit: 1 })).data,
    ...(await sdk.events.list({ limit: 1 })).data,
    ...(await sdk.invoicePayments.list({ limit: 1 })).data,
    ...(await sdk.checkout.sessions.listLineItems(session.id)).data,
    ...subscription.items.data,
  ];
  for (const value of found) keep(value);
  const invoice = shown.get("invoice") as { lines: { data: object[] } } | undefined;
  for (const line of invoice?.lines.data ?? []) keep(line);
});
afterAll(() => house.close());

describe("every field of the public fixtures is there", () => {
  test.each(Object.keys(fixtures))("%s", (kind) => {
    const ours = shown.get(kind) ?? {};
    const missing = Object.keys(fixtures[kind] ?? {}).filter(
      (field) => !(field in ours) && !(notShown[kind] ?? []).includes(field),
    );
    expect(missing).toEqual([]);
  });

  test.each(Object.keys(fixtures))("%s: what has a value has its type", (kind) => {
    const ours = shown.get(kind) ?? {};
    const typeOf = (value: unknown) => (Array.isArray(value) ? "list" : typeof value);
    // The SDK reads decimal text into a number of its own.
    const wrong = Object.entries(fixtures[kind] ?? {}).filter(
      ([field, value]) =>
        !field.endsWith("_decimal") &&
        value !== null &&
        ours[field] != null &&
        typeOf(ours[field]) !== typeOf(value),
    );
    expect(wrong.map(([field]) => field)).toEqual([]);
  });
});

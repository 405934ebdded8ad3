import { expect, test } from "vitest";
import { push, signIn, useWorld } from "../test-sandbox.ts";
import { idOf, openSdk } from "../stripe/test-stripe.ts";

const world = useWorld();

const read = async (path: string) => (await fetch(`${world.house.url}${path}`)).text();
const send = (path: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
  fetch(`${world.house.url}${path}`, {
    method: "POST",
    body: new URLSearchParams(fields),
    headers,
    redirect: "manual",
  });

test("a phone shows its prompt, escaped, and pays it", async () => {
  const { json } = await world.house.call(
    "POST",
    "/mpesa/stkpush/v1/processrequest",
    push(world.receiver, { AccountReference: "<b>B04</b>" }),
    await signIn(world.house),
  );
  expect(await read("/")).toContain("Account no. &lt;b&gt;B04&lt;/b&gt;");
  const paid = await send(`/play/prompts/${json.CheckoutRequestID}`, { act: "pay", pin: "1234" });
  expect(paid.status).toBe(303);
  const [callback] = await world.receiver.wait("/stk");
  expect(callback?.json.Body.stkCallback.ResultCode).toBe(0);
  expect(await read("/")).toContain("KES 25,000.00");
});

test("a paybill is paid by hand, and failures are switched on and off", async () => {
  const fields = { shortCode: "174379", amount: "18500", reference: "A1", msisdn: "254700000002" };
  expect((await send("/play/payments", fields)).status).toBe(303);
  expect((await send("/play/payments", { ...fields, amount: "-1" })).status).toBe(400);
  await send("/play/modes", { mode: "no-callback", remaining: "3", account: "", customer: "" });
  const [rule] = world.house.sandbox.modes.list();
  expect(rule).toMatchObject({ mode: "no-callback", remaining: 3, account: null, customer: null });
  expect(await read("/")).toContain("the next 3");
  await send(`/play/modes/${rule?.id ?? ""}/off`, {});
  expect(world.house.sandbox.modes.list()).toEqual([]);
});

test("a checkout is paid at its address and leads back; a refusal is told", async () => {
  const sdk = openSdk(world.house);
  const session = await sdk.checkout.sessions.create({
    mode: "payment",
    success_url: "https://stead.test/done?s={CHECKOUT_SESSION_ID}",
    cancel_url: "https://stead.test/back",
    line_items: [
      { quantity: 1, price_data: { currency: "gbp", unit_amount: 45_000, product_data: { name: "Rent" } } },
    ],
  });
  const path = new URL(session.url ?? "").pathname;
  expect(await read(path)).toContain("GBP 450.00");
  expect(await read(path)).toContain('href="https://stead.test/back"');
  const declined = await send(path, { method: "pm_card_chargeDeclined" });
  expect(declined.status).toBe(402);
  expect(await declined.text()).toContain("Your card was declined.");
  const asked = await send(path, { method: "pm_card_authenticationRequired" });
  const bank = asked.headers.get("location") ?? "";
  expect(bank).toMatch(/^\/authenticate\/pi_/);
  expect(await read(bank)).toContain("Approve");
  const approved = await send(bank, { answer: "yes" });
  expect(approved.headers.get("location")).toBe(`https://stead.test/done?s=${session.id}`);
  expect(await sdk.checkout.sessions.retrieve(session.id)).toMatchObject({
    status: "complete",
    payment_status: "paid",
  });
  expect(await read(path)).toContain("This was paid already.");
});

test("a subscriber ends a subscription, and keeps it after all", async () => {
  const sdk = openSdk(world.house);
  const customer = await sdk.customers.create({});
  const card = await sdk.paymentMethods.attach("pm_card_visa", { customer: customer.id });
  const price = await sdk.prices.create({
    currency: "usd",
    unit_amount: 900,
    recurring: { interval: "month" },
    product_data: { name: "Plan" },
  });
  const subscription = await sdk.subscriptions.create({
    customer: idOf(customer),
    items: [{ price: price.id }],
    default_payment_method: card.id,
  });
  const portal = await sdk.billingPortal.sessions.create({ customer: customer.id });
  const { pathname } = new URL(portal.url);
  expect(await read(pathname)).toContain("End it");
  await send(`${pathname}/${subscription.id}`, { ends: "yes" });
  expect((await sdk.subscriptions.retrieve(subscription.id)).cancel_at_period_end).toBe(true);
  await send(`${pathname}/${subscription.id}`, { ends: "no" });
  expect((await sdk.subscriptions.retrieve(subscription.id)).cancel_at_period_end).toBe(false);
});

test("a subscription falls behind, and its invoice is paid with another card", async () => {
  const sdk = openSdk(world.house);
  const customer = await sdk.customers.create({});
  const card = await sdk.paymentMethods.attach("pm_card_visa", { customer: customer.id });
  const price = await sdk.prices.create({
    currency: "usd",
    unit_amount: 4_700,
    recurring: { interval: "month" },
    product_data: { name: "Plan" },
  });
  const subscription = await sdk.subscriptions.create({
    customer: customer.id,
    items: [{ price: price.id }],
    default_payment_method: card.id,
  });
  expect(await read("/")).toContain("1 × USD 47.00 a month");
  await send(`/play/subscriptions/${subscription.id}`, { act: "renew-fails" });
  await send(`/play/subscriptions/${subscription.id}`, { act: "unpaid" });
  const portal = await sdk.billingPortal.sessions.create({ customer: customer.id });
  const shown = await read(new URL(portal.url).pathname);
  const invoice = /href="(\/invoice\/in_[^"]+)"/.exec(shown)?.[1] ?? "";
  expect((await send(invoice, { method: "pm_card_chargeDeclined" })).status).toBe(402);
  expect(await (await send(invoice, { method: "pm_card_mastercard" })).text()).toContain("It is paid.");
  const after = await sdk.subscriptions.retrieve(subscription.id, { expand: ["default_payment_method"] });
  expect(after).toMatchObject({
    status: "active",
    default_payment_method: { card: { brand: "mastercard" } },
  });
});

test("another site's form is refused, and what is not there is said", async () => {
  const refused = await send("/play/modes", { mode: "slow" }, { "sec-fetch-site": "cross-site" });
  expect(refused.status).toBe(403);
  expect((await fetch(`${world.house.url}/checkout/cs_test_nothing`)).status).toBe(404);
  const style = await fetch(`${world.house.url}/assets/sandbox.css`);
  expect(style.headers.get("content-type")).toContain("text/css");
});

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { newId } from "@stead/kernel/ids";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { RailAnswer } from "../rails/rail-provider.ts";
import { startSandboxProcess, type SandboxProcess } from "../rails/test-sandbox.ts";
import type { PaidFact, PlatformFact, SubscriptionFact } from "./platform-billing.ts";
import { openStripeBilling } from "./stripe-billing.ts";

const { signal } = new AbortController();
const patience = { timeout: 60_000 };

type Told = { type: string; agencyId: string | null; facts: readonly PlatformFact[] };

/** The provider as another process, and a door that it tells its events, in one version of its API. */
async function openWorld(apiVersion: string) {
  const sandbox: SandboxProcess = await startSandboxProcess();
  const secretKey = `sk_test_${newId()}`;
  const secret = `whsec_${newId()}`;
  const billing = openStripeBilling({
    secretKey,
    webhookSecrets: [`whsec_${newId()}`, secret],
    baseUrl: sandbox.url,
    limits: { pauseMs: 1 },
  });
  const told: Told[] = [];
  const refused: string[] = [];
  const http = createServer((request, response) => {
    void buffer(request).then((body) => {
      const signature = String(request.headers["stripe-signature"]);
      const verdict = billing.inspect({ body, signature, nowMs: Date.now() });
      if (verdict.outcome === "store") told.push({ ...verdict.event, facts: billing.read(body) });
      else refused.push(verdict.reason);
      response.writeHead(verdict.answer.status).end(JSON.stringify(verdict.answer.body));
    });
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  const headers = { authorization: `Bearer ${secretKey}` };
  const call = async <T>(path: string, form?: Record<string, string>): Promise<T> => {
    const answer = await fetch(`${sandbox.url}/v1${path}`, {
      headers,
      ...(form !== undefined && { method: "POST", body: new URLSearchParams(form) }),
    });
    if (!answer.ok) throw new Error(await answer.text());
    return (await answer.json()) as T;
  };
  const { id: account } = await call<{ id: string }>("/account");
  const { port } = http.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}/`;
  await sandbox.play("POST", `/stripe/accounts/${account}/webhook-endpoints`, { url, secret, apiVersion });
  return {
    billing,
    sandbox,
    told,
    refused,
    call,
    close: async () => {
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
      await sandbox.close();
    },
  };
}

function valueOf<T>(answer: RailAnswer<T>): T {
  if (answer.outcome !== "ok") throw new Error(JSON.stringify(answer));
  return answer.value;
}

describe.each(["2026-07-29.dahlia", "2024-06-20"])("the platform's account, events of %s", (apiVersion) => {
  let world: Awaited<ReturnType<typeof openWorld>>;
  const price: Record<"small" | "large", string> = { small: "", large: "" };
  beforeAll(async () => {
    world = await openWorld(apiVersion);
    for (const [code, units, amount] of [
      ["small", "50", "2900"],
      ["large", "none", "9900"],
    ] as const) {
      const product = await world.call<{ id: string }>("/products", {
        name: `Plan ${code}`,
        description: "For some",
        "metadata[stead_plan]": code,
        "metadata[stead_limit_units]": units,
        "metadata[stead_default]": code === "small" ? "yes" : "no",
      });
      const made = await world.call<{ id: string }>("/prices", {
        product: product.id,
        currency: "usd",
        unit_amount: amount,
        "recurring[interval]": "month",
      });
      price[code] = made.id;
    }
    await world.call("/products", { name: "No plan" });
  });
  beforeEach(() => world.sandbox.moods());
  afterAll(() => world.close());

  const facts = () => world.told.flatMap((one) => one.facts);
  const subscribe = async () => {
    const agencyId = newId();
    const { billing, sandbox } = world;
    const { customerId } = valueOf(
      await billing.createCustomer({ agencyId, name: "Agency", email: "owner@stead.test" }, { signal }),
    );
    const request = {
      agencyId,
      customerId,
      priceId: price.small,
      requestKey: newId(),
      returnUrl: "http://127.0.0.1/settings/plan",
    };
    const { url } = valueOf(await billing.startCheckout(request, { signal }));
    const session = url.slice(url.lastIndexOf("/") + 1);
    await sandbox.play("POST", `/stripe/sessions/${session}/act`, { act: "pay" });
    const paid = await expect
      .poll(() => facts().find((fact) => fact.kind === "paid" && fact.customerId === customerId), patience)
      .toBeDefined()
      .then(() => facts().find((fact) => fact.kind === "paid" && fact.customerId === customerId));
    const { subscriptionId } = paid as PaidFact;
    return { agencyId, customerId, subscriptionId };
  };
  const stateOf = async (customerId: string) => {
    const read = valueOf(await world.billing.readSubscriptions(customerId, { signal }));
    return {
      now: read.find((fact) => fact.kind === "subscription") as SubscriptionFact,
      paid: read.find((fact) => fact.kind === "paid"),
    };
  };
  const hear = (fits: (fact: PlatformFact) => boolean) =>
    expect.poll(() => facts().some(fits), patience).toBe(true);
  const isOf = (subscriptionId: string, status: string) => (fact: PlatformFact) =>
    fact.kind === "subscription" && fact.subscriptionId === subscriptionId && fact.status === status;
  const act = (id: string, what: string) =>
    world.sandbox.play("POST", `/stripe/subscriptions/${id}/act`, { act: what });

  test("plans are the products with our mark", async () => {
    const plans = valueOf(await world.billing.listPlans({ signal }));
    expect(plans).toHaveLength(2);
    expect(plans.find(({ code }) => code === "small")).toMatchObject({
      name: "Plan small",
      description: "For some",
      isDefault: true,
      isPublic: true,
      limits: { units: "50" },
      prices: [{ id: price.small, currency: "USD", amountMinor: 2_900, interval: "month" }],
    });
  });

  test("a checkout begins a subscription, told with its agency, its period and what was paid", async () => {
    const { agencyId, customerId, subscriptionId } = await subscribe();
    await hear(isOf(subscriptionId, "active"));
    const told = facts().filter((fact) => isOf(subscriptionId, "active")(fact)) as SubscriptionFact[];
    const { now, paid } = await stateOf(customerId);
    expect(told.at(-1)).toMatchObject({
      agencyId,
      customerId,
      priceId: price.small,
      itemId: now.itemId,
      periodEnd: now.periodEnd,
      cancelsAtEnd: false,
      isAsked: false,
    });
    expect(Date.parse(now.periodEnd)).toBeGreaterThan(Date.now() + 27 * 86_400_000);
    expect(paid).toMatchObject({ subscriptionId, priceId: price.small, periodEnd: now.periodEnd });
    expect(facts().find((fact) => fact.kind === "paid" && fact.subscriptionId === subscriptionId)).toEqual({
      ...paid,
      askedAt: null,
    });
    await hear((fact) => fact.kind === "look" && fact.subscriptionId === subscriptionId);
    const customer = valueOf(await world.billing.readCustomer(customerId, { signal }));
    expect(customer).toMatchObject({
      invoices: [{ status: "paid", totalMinor: 2_900, dueMinor: 0, currency: "USD" }],
      paymentMethod: { kind: "card", brand: "visa", last4: "4242", expires: "08/2034" },
    });
    const page = valueOf(
      await world.billing.openPortal({ customerId, returnUrl: "http://127.0.0.1/" }, { signal }),
    );
    expect((await fetch(page.url)).status).toBe(200);
  });

  test("another plan costs what was shown, and counts when it is paid", async () => {
    const { customerId, subscriptionId } = await subscribe();
    const { now } = await stateOf(customerId);
    const asked = { subscriptionId, itemId: now.itemId, priceId: price.large, at: now.periodStart };
    const shown = valueOf(await world.billing.previewChange({ ...asked, customerId }, { signal }));
    expect(shown).toMatchObject({ currency: "USD", dueMinor: 7_000, creditMinor: 0 });
    expect(shown.lines.map(({ amountMinor }) => amountMinor)).toEqual([-2_900, 9_900]);
    const request = { ...asked, requestKey: newId() };
    await world.sandbox.moods({ mode: "answer-lost", remaining: 1, subject: "POST /v1/subscriptions/:id" });
    const after = valueOf(await world.billing.changePlan(request, { signal }));
    expect(after).toMatchObject([
      { kind: "subscription", priceId: price.large, isAsked: true },
      { kind: "paid", priceId: price.large },
    ]);
    await hear((fact) => fact.kind === "paid" && fact.priceId === price.large);
    // The lost answer was asked for again under its key: it was taken once.
    const { invoices } = valueOf(await world.billing.readCustomer(customerId, { signal }));
    expect(invoices.map(({ totalMinor }) => totalMinor)).toEqual([7_000, 2_900]);
    const back = { ...asked, priceId: price.small };
    const credit = valueOf(await world.billing.previewChange({ ...back, customerId }, { signal }));
    expect(credit).toMatchObject({ dueMinor: 0, creditMinor: 7_000 });
  });

  test("a payment fails, is given up, and comes after all", async () => {
    const { customerId, subscriptionId } = await subscribe();
    await act(subscriptionId, "renew-fails");
    await hear(isOf(subscriptionId, "past_due"));
    await act(subscriptionId, "unpaid");
    await hear(isOf(subscriptionId, "unpaid"));
    expect((await stateOf(customerId)).now.status).toBe("unpaid");
    const before = facts().filter((fact) => fact.kind === "paid").length;
    await act(subscriptionId, "pay");
    await expect
      .poll(() => facts().filter((fact) => fact.kind === "paid").length, patience)
      .toBeGreaterThan(before);
    expect((await stateOf(customerId)).now.status).toBe("active");
  });

  test("it ends with its period, is kept after all, and ends", async () => {
    const { customerId, subscriptionId } = await subscribe();
    const set = async (cancelsAtEnd: boolean) =>
      valueOf(
        await world.billing.setCancelAtEnd({ subscriptionId, cancelsAtEnd, requestKey: newId() }, { signal }),
      );
    expect(await set(true)).toMatchObject([{ cancelsAtEnd: true, status: "active" }, { kind: "paid" }]);
    expect(await set(false)).toMatchObject([{ cancelsAtEnd: false }, { kind: "paid" }]);
    await set(true);
    await act(subscriptionId, "renew");
    await hear(isOf(subscriptionId, "canceled"));
    expect((await stateOf(customerId)).now.status).toBe("canceled");
  });

  test("a wrong or an old signature is refused; what is on sale is told", async () => {
    for (const mode of ["wrong-signature", "old-signature"]) {
      await world.sandbox.moods({ mode });
      const before = world.refused.length;
      await world.call("/products", { name: mode });
      await expect.poll(() => world.refused.length, patience).toBeGreaterThan(before);
    }
    await world.sandbox.moods();
    await world.call("/products", { name: "New" });
    await hear((fact) => fact.kind === "plans");
  });

  test("an agency is one customer, whatever is lost on the way; what fails says what it means", async () => {
    const agency = { agencyId: newId(), name: "Agency", email: null };
    await world.sandbox.moods({ mode: "answer-lost", remaining: 1, subject: "POST /v1/customers" });
    const first = valueOf(await world.billing.createCustomer(agency, { signal }));
    expect(valueOf(await world.billing.createCustomer(agency, { signal }))).toEqual(first);
    await world.sandbox.moods({ mode: "error-500", subject: "GET /v1/products" });
    expect(await world.billing.listPlans({ signal })).toMatchObject({ outcome: "failed", category: "down" });
    await world.sandbox.moods();
    expect(await world.billing.readCustomer("cus_nobody", { signal })).toMatchObject({
      outcome: "failed",
      category: "refused",
    });
  });
});

test("what is no event of ours is kept as such, and what cannot be read says why", () => {
  const billing = openStripeBilling({ secretKey: "sk_test_x", webhookSecrets: [], baseUrl: undefined });
  const bytes = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
  const event = { id: "evt_1", type: "charge.succeeded", created: 1, data: { object: { id: "ch_1" } } };
  expect(billing.read(bytes(event))).toMatchObject([{ kind: "other" }]);
  expect(() => billing.read(bytes({ ...event, type: "customer.subscription.updated" }))).toThrow(
    /subscription/,
  );
  expect(() => billing.read(new TextEncoder().encode("{"))).toThrow(/JSON/);
});

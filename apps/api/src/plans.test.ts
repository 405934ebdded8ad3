import { newId } from "@stead/kernel/ids";
import { createTRPCClient, httpLink, type TRPCClient } from "@trpc/client";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { AppRouter } from "./router.ts";
import { publicUrl, type Browser } from "./test-api.ts";
import { startPlanWorld, type PlanWorld } from "./test-plans.ts";

let world: PlanWorld;
beforeAll(async () => {
  world = await startPlanWorld();
}, 120_000);
afterAll(() => world.close());

const eventually = <T>(check: () => T | Promise<T>) => vi.waitFor(check, { timeout: 120_000, interval: 50 });
const key = () => ({ idempotencyKey: newId() });
const aName = { currency: "KES", timeZone: "Africa/Nairobi", country: "KE", locale: "en-KE" };

async function anOwner(name: string): Promise<{ owner: Browser; agencyId: string }> {
  const owner = await world.api.person(`${newId()}@example.org`, "Olive Owner");
  const me = await owner.rpc.access.createAgency.mutate({ name, ...aName });
  return { owner, agencyId: me.agency?.id ?? "" };
}

/** The same person, asking the other instance. */
const elsewhere = (owner: Browser): TRPCClient<AppRouter> =>
  createTRPCClient<AppRouter>({
    links: [
      httpLink({
        url: `${world.other.url}/trpc`,
        headers: () => ({ cookie: owner.cookie(), origin: publicUrl }),
      }),
    ],
  });

const refusal = async (work: Promise<unknown>): Promise<unknown> => {
  const [settled] = await Promise.allSettled([work]);
  const error: unknown = settled.status === "rejected" ? settled.reason : undefined;
  const data: unknown = typeof error === "object" && error !== null ? Reflect.get(error, "data") : undefined;
  return typeof data === "object" && data !== null ? Reflect.get(data, "stead") : undefined;
};

const addProperty = ({ rpc }: Pick<Browser, "rpc">, unitCount: number) =>
  rpc.portfolio.createProperty.mutate({
    name: `Acacia ${newId()}`,
    kind: "multifamily",
    addressLine: "Road 1",
    city: "Nairobi",
    country: "KE",
    unitCount,
  });

/** Pays for a plan on the provider's page, and waits until the provider's word has come through. */
async function subscribe(owner: Browser, price: string, planName: string): Promise<void> {
  const { url } = await owner.rpc.plans.startCheckout.mutate({ priceId: price, ...key() });
  const session = url.slice(url.lastIndexOf("/") + 1);
  await world.play("POST", `/stripe/sessions/${session}/act`, { act: "pay" });
  await eventually(async () => {
    expect(await owner.rpc.plans.get.query()).toMatchObject({ status: "active", planName });
  });
}

async function subscriptionOf(agencyId: string): Promise<string> {
  const [row] = await world.api.arrange.query<{ id: string }>(
    "select subscription_id as id from subscriptions where agency_id = $1",
    agencyId,
  );
  return row?.id ?? "";
}

const reaches = (owner: Browser, expected: object) =>
  eventually(async () => expect(await owner.rpc.plans.get.query()).toMatchObject(expected));

describe("an agency that chose no plan", () => {
  test("is on the default one: units, members and keys up to its limits, with a rule and what to do", async () => {
    const { owner } = await anOwner("Default");
    expect(await owner.rpc.plans.get.query()).toMatchObject({
      isOn: true,
      level: "full",
      status: "none",
      planName: "Plan start",
      limits: { units: 2, members: 2, apiKeys: 1, exportsPerMonth: 50 },
      usage: { units: 0, members: 1, apiKeys: 0 },
      hasSubscription: false,
    });
    expect((await owner.rpc.plans.list.query()).items.map(({ code }) => code)).toEqual(["start", "grow"]);
    await addProperty(owner, 2);
    expect(await refusal(addProperty(owner, 1))).toMatchObject({
      code: "PRECONDITION",
      message: expect.stringMatching(/Plan start allows 2 units.*Settings > Plan/),
      details: { rule: "plan_limit", limit: "units", most: 2, used: 2, adding: 1 },
    });
    const newKey = () => owner.rpc.access.createApiKey.mutate({ name: "Sync", permissions: ["agency:read"] });
    await newKey();
    expect(await refusal(newKey())).toMatchObject({ details: { limit: "apiKeys" } });
    const invite = () =>
      owner.rpc.access.inviteMember.mutate({ email: `${newId()}@example.org`, role: "viewer" });
    await invite();
    expect(await refusal(invite())).toMatchObject({ details: { limit: "members", used: 2 } });
  });
});

test("what is told at the door is believed with a good signature only, and stored once", async () => {
  const post = (body: string, headers: Record<string, string> = {}) =>
    fetch(`${world.api.url}/webhooks/platform`, { method: "POST", body, headers });
  expect((await post("{}")).status).toBe(400);
  expect((await post("{}", { "stripe-signature": `t=${Math.floor(Date.now() / 1000)},v1=00` })).status).toBe(
    400,
  );
  expect(await world.api.arrange.query("select id from platform_events where type is null")).toEqual([]);
});

test("a subscription's whole life, with every event doubled, twice named and late", async () => {
  await world.play("PUT", "/modes", {
    rules: [
      { mode: "double-callback" },
      { mode: "two-event-ids" },
      { mode: "out-of-order", subject: "customer.subscription.updated", delayMs: 400 },
      { mode: "out-of-order", subject: "customer.subscription.created", delayMs: 900 },
    ],
  });
  const { owner, agencyId } = await anOwner("Life");
  const second = elsewhere(owner);
  await addProperty(owner, 2);

  // Paid: what is allowed rises, on every instance.
  await subscribe(owner, world.prices.grow, "Plan grow");
  await addProperty(owner, 10);
  await addProperty({ rpc: second }, 1);
  expect(await second.plans.get.query()).toMatchObject({ limits: { units: 500 }, usage: { units: 13 } });
  const known = await second.plans.account.query();
  expect(known.invoices).toMatchObject([{ status: "paid", totalMinor: 7_900 }]);

  // A payment fails: everything goes on, and it is said.
  const id = await subscriptionOf(agencyId);
  await world.play("POST", `/stripe/subscriptions/${id}/act`, { act: "renew-fails" });
  await reaches(owner, { level: "grace", status: "past_due", pastDueSince: expect.any(String) });
  await addProperty(owner, 1);
  // The other instance heard over the bus that what it remembered is old.
  await eventually(async () => {
    expect((await second.plans.account.query()).invoices[0]).toMatchObject({
      status: "open",
      dueMinor: 7_900,
    });
  });

  // Given up: nothing can be changed, everything can be read and taken out, and let go.
  await world.play("POST", `/stripe/subscriptions/${id}/act`, { act: "unpaid" });
  await reaches(owner, { level: "read_only", status: "unpaid" });
  for (const rpc of [owner.rpc, second]) {
    expect(await refusal(addProperty({ rpc }, 1))).toMatchObject({
      code: "PRECONDITION",
      message: expect.stringContaining("pay the open invoice under Settings > Plan"),
      details: { rule: "plan_read_only" },
    });
    expect((await rpc.portfolio.listProperties.query({})).items).toHaveLength(4);
  }
  const form = new FormData();
  form.set("file", new Blob(["Name\nAmina\n"], { type: "text/csv" }), "people.csv");
  const upload = await fetch(`${world.api.url}/uploads/imports?kind=contacts`, {
    method: "POST",
    headers: { cookie: owner.cookie(), origin: publicUrl },
    body: form,
  });
  expect(upload.status).toBe(412);
  await owner.rpc.exports.create.mutate({ list: "properties", format: "csv", filters: {} });
  expect(await owner.rpc.plans.standing.query()).toEqual({ level: "read_only", status: "unpaid" });

  // Paid after all.
  await world.play("POST", `/stripe/subscriptions/${id}/act`, { act: "pay" });
  await reaches(owner, { level: "full", status: "active", planName: "Plan grow", pastDueSince: null });
  await addProperty({ rpc: second }, 1);

  await world.play("PUT", "/modes", { rules: [] });
  const [told] = await world.api.arrange.query<{ stored: number; failed: number }>(
    `select count(*)::int as stored, count(*) filter (where state in ('failed', 'waiting'))::int as failed
     from platform_events where agency_id = $1`,
    agencyId,
  );
  expect(told?.failed).toBe(0);
  expect(told?.stored).toBeGreaterThan(10);
  const trail = await owner.rpc.audit.list.query({ entityId: agencyId, limit: 200 });
  const statuses = trail.items
    .filter(({ action }) => action === "plan.changed")
    .map(({ changes }) => JSON.stringify(changes))
    .join(" ");
  for (const status of ["active", "past_due", "unpaid"]) expect(statuses).toContain(status);
}, 300_000);

test("another plan costs what was shown; it ends with its period, and is kept after all", async () => {
  const { owner, agencyId } = await anOwner("Change");
  await subscribe(owner, world.prices.start, "Plan start");
  expect(
    await refusal(owner.rpc.plans.startCheckout.mutate({ priceId: world.prices.grow, ...key() })),
  ).toMatchObject({
    details: { rule: "subscription_runs" },
  });
  const shown = await owner.rpc.plans.preview.query({ priceId: world.prices.grow });
  expect(shown.dueMinor).toBeGreaterThan(5_900);
  expect(shown.lines).toHaveLength(2);
  const request = { priceId: world.prices.grow, at: shown.at, ...key() };
  const changed = await owner.rpc.plans.change.mutate(request);
  expect(changed).toMatchObject({ planName: "Plan grow", limits: { units: 500 } });
  expect(await owner.rpc.plans.change.mutate(request)).toMatchObject({ planName: "Plan grow" });
  const account = await owner.rpc.plans.account.query();
  expect(account.invoices.map(({ totalMinor }) => totalMinor)).toEqual([shown.dueMinor, 1_900]);
  expect(account).toMatchObject({ paymentMethod: { last4: "4242" }, isStale: false });
  expect(await owner.rpc.plans.cancel.mutate(key())).toMatchObject({ cancelsAtEnd: true, level: "full" });
  expect(await owner.rpc.plans.resume.mutate(key())).toMatchObject({ cancelsAtEnd: false });
  await owner.rpc.plans.cancel.mutate(key());
  await world.play("POST", `/stripe/subscriptions/${await subscriptionOf(agencyId)}/act`, { act: "renew" });
  await reaches(owner, { status: "canceled", level: "read_only", hasSubscription: false });
  await subscribe(owner, world.prices.start, "Plan start");
  expect(await owner.rpc.plans.get.query()).toMatchObject({ level: "full", limits: { units: 2 } });
}, 300_000);

test("a change that the card does not pay changes nothing", async () => {
  const { owner } = await anOwner("Card");
  const { url } = await owner.rpc.plans.startCheckout.mutate({ priceId: world.prices.start, ...key() });
  const session = url.slice(url.lastIndexOf("/") + 1);
  const pay = { act: "pay", method: "pm_card_visa" };
  await world.play("POST", `/stripe/sessions/${session}/act`, pay);
  await reaches(owner, { status: "active" });
  const { url: portal } = await owner.rpc.plans.openPortal.mutate();
  const body = new URLSearchParams({ method: "pm_card_chargeCustomerFail" });
  await fetch(`${portal}/method`, { method: "POST", body, redirect: "manual" });
  const { at } = await owner.rpc.plans.preview.query({ priceId: world.prices.grow });
  expect(
    await refusal(owner.rpc.plans.change.mutate({ priceId: world.prices.grow, at, ...key() })),
  ).toMatchObject({ code: "PRECONDITION", message: expect.stringContaining("declined") });
  expect(await owner.rpc.plans.get.query()).toMatchObject({ planName: "Plan start", status: "active" });
}, 300_000);

test("operators see every agency's subscription; nobody else does", async () => {
  const { owner } = await anOwner("Operated");
  expect(await refusal(owner.rpc.plans.listSubscriptions.query({}))).toMatchObject({ code: "FORBIDDEN" });
  const operator = await world.api.person(`${newId()}@example.org`);
  await world.api.arrange.query(
    "update users set role = 'operator' where id = $1",
    (await operator.rpc.access.me.query()).user.id,
  );
  const first = await operator.rpc.plans.listSubscriptions.query({ limit: 2 });
  expect(first.items).toHaveLength(2);
  const rest = await operator.rpc.plans.listSubscriptions.query({
    cursor: first.nextCursor ?? "",
    limit: 50,
  });
  const all = [...first.items, ...rest.items];
  expect(all).toHaveLength(first.total.count);
  expect(all.find(({ agencyName }) => agencyName === "Life")).toMatchObject({
    planName: "Plan grow",
    status: "active",
    level: "full",
    price: { amountMinor: 7_900, currency: "USD" },
  });
  const found = await operator.rpc.plans.listSubscriptions.query({ q: "oper", status: "none" });
  expect(found.items).toMatchObject([{ agencyName: "Operated", planName: "Plan start", customerId: null }]);
});

test("while the provider is away the last that it said is shown, with since when", async () => {
  const { owner, agencyId } = await anOwner("Away");
  await subscribe(owner, world.prices.start, "Plan start");
  const known = await owner.rpc.plans.account.query();
  await world.endProvider();
  const platform = world.api.container.platform;
  await platform?.expireCustomer(agencyId);
  await platform?.expireOffer();
  const stale = await owner.rpc.plans.account.query();
  expect(stale).toEqual({ ...known, isStale: true });
  expect(await owner.rpc.plans.list.query()).toMatchObject({
    items: [{ code: "start" }, { code: "grow" }],
    staleSince: expect.any(String),
  });
  expect(await owner.rpc.plans.get.query()).toMatchObject({ planName: "Plan start", level: "full" });
  expect(await refusal(owner.rpc.plans.cancel.mutate(key()))).toMatchObject({ code: "UNAVAILABLE" });
}, 120_000);

import type Stripe from "stripe";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { useWorld } from "../test-sandbox.ts";
import { listen, openSdk, readEvent } from "./test-stripe.ts";

const world = useWorld();
let sdk: Stripe;

beforeAll(async () => {
  sdk = openSdk(world.house);
  await listen(world.house, sdk, world.receiver);
});
beforeEach(async () => {
  world.receiver.answer = () => ({ status: 200 });
  await world.house.call("DELETE", "/sandbox/modes");
});

const pay = (method: string) =>
  sdk.paymentIntents.create({
    amount: 120_000,
    currency: "kes",
    payment_method: method,
    confirm: true,
  });

describe("events", () => {
  const succeed = async () => {
    const intent = await pay("pm_card_visa");
    const { event } = await lastOf(intent.id);
    return { intent, event };
  };
  const lastOf = async (id: string) => {
    const events = await sdk.events.list({ type: "payment_intent.succeeded", limit: 100 });
    return { event: events.data.find(({ data }) => "id" in data.object && data.object.id === id) };
  };
  const only = async (mode: object) => {
    await world.house.call("PUT", "/sandbox/modes", {
      rules: [{ subject: "payment_intent.succeeded", remaining: 1, ...mode }],
    });
  };
  const succeeded = () =>
    world.receiver.taken.filter((taken) => taken.body.includes('"payment_intent.succeeded"'));
  const arrived = async (count: number) => {
    for (let seen = 1; succeeded().length < count; seen += 1) await world.receiver.wait("/events", seen);
    return succeeded();
  };

  test("a wrong or old signature is refused by the SDK; a rolled secret still fits", async () => {
    await only({ mode: "wrong-signature" });
    await succeed();
    const [forged] = await arrived(1);
    expect(() => forged && readEvent(sdk, forged)).toThrow(/signature/i);
    world.receiver.taken.length = 0;
    await only({ mode: "old-signature" });
    await succeed();
    const [old] = await arrived(1);
    expect(() => old && readEvent(sdk, old)).toThrow(/tolerance/i);
    world.receiver.taken.length = 0;
    const [endpoint] = (await sdk.webhookEndpoints.list()).data;
    const { json } = await world.house.call(
      "POST",
      `/sandbox/stripe/webhook-endpoints/${endpoint?.id ?? ""}/roll`,
    );
    const { secret } = json as unknown as { secret: string };
    await succeed();
    const [rolled] = await arrived(1);
    expect(rolled && readEvent(sdk, rolled).type).toBe("payment_intent.succeeded");
    expect(rolled && readEvent(sdk, rolled, secret).type).toBe("payment_intent.succeeded");
  });

  test("come twice, under one id or two", async () => {
    await only({ mode: "double-callback" });
    await succeed();
    const twice = await arrived(2);
    expect(new Set(twice.map((taken) => readEvent(sdk, taken).id)).size).toBe(1);
    world.receiver.taken.length = 0;
    await only({ mode: "two-event-ids" });
    await succeed();
    const both = await arrived(2);
    expect(new Set(both.map((taken) => readEvent(sdk, taken).id)).size).toBe(2);
  });

  test("are tried again until they are taken, and can be sent again", async () => {
    await world.house.call("PATCH", "/sandbox/settings", { retrySeconds: [0, 0] });
    let refusals = 2;
    world.receiver.answer = ({ body }) => ({
      status: body.includes('"payment_intent.succeeded"') && (refusals -= 1) >= 0 ? 500 : 200,
    });
    const { event } = await succeed();
    const tries = await arrived(3);
    expect(new Set(tries.map((taken) => readEvent(sdk, taken).id))).toEqual(new Set([event?.id]));
    await world.house.call("POST", `/sandbox/stripe/events/${event?.id ?? ""}/act`, { act: "resend" });
    await arrived(4);
    world.receiver.answer = () => ({ status: 200 });
  });

  test("go only to endpoints that want them, in the version they asked for", async () => {
    const endpoint = await sdk.webhookEndpoints.create({
      url: `${world.receiver.url}/few`,
      enabled_events: ["refund.created"],
    });
    expect(endpoint.secret).toMatch(/^whsec_/);
    const intent = await pay("pm_card_visa");
    await sdk.refunds.create({ payment_intent: intent.id });
    const [only] = await world.receiver.wait("/few");
    expect(only && readEvent(sdk, only, endpoint.secret).type).toBe("refund.created");
    expect(world.receiver.taken.filter(({ path }) => path === "/few")).toHaveLength(1);
    await sdk.webhookEndpoints.del(endpoint.id);
  });
});

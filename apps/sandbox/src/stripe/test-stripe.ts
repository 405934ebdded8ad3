import Stripe from "stripe";
import type { Receiver, Taken, TestSandbox } from "../test-sandbox.ts";

const secretKey = "sk_test_conformance";
const webhookSecret = "whsec_conformance";

/** The official SDK, pointed at the sandbox. Retries are off unless a test is about them. */
export function openSdk(
  house: TestSandbox,
  config: Partial<Stripe.StripeConfig> = {},
  key = secretKey,
): Stripe {
  const { hostname, port } = new URL(house.url);
  return new Stripe(key, {
    host: hostname,
    port: Number(port),
    protocol: "http",
    maxNetworkRetries: 0,
    telemetry: false,
    ...config,
  });
}

/** Registers the receiver for every event; gives the account's id. */
export async function listen(
  house: TestSandbox,
  sdk: Stripe,
  receiver: Receiver,
  path = "/events",
): Promise<string> {
  const { id } = await sdk.accounts.retrieveCurrent();
  await house.call("POST", `/sandbox/stripe/accounts/${id}/webhook-endpoints`, {
    url: `${receiver.url}${path}`,
    secret: webhookSecret,
  });
  return id;
}

/** An event as the SDK reads it from a delivery, its signature checked. */
export function readEvent(sdk: Stripe, taken: Taken, secret = webhookSecret): Stripe.Event {
  return sdk.webhooks.constructEvent(taken.body, String(taken.headers["stripe-signature"]), secret);
}

/** The types of the events that came so far, in order of their creation. */
export function typesOf(receiver: Receiver): string[] {
  return receiver.taken.map((taken) => (taken.json as unknown as { type: string }).type);
}

/** Resolves when an event of this type has come. */
export async function waitForEvent(
  receiver: Receiver,
  sdk: Stripe,
  type: string,
  path = "/events",
): Promise<Stripe.Event> {
  for (let count = 1; ; count += 1) {
    const taken = await receiver.wait(path, count);
    const found = taken.find((one) => (one.json as unknown as { type: string }).type === type);
    if (found !== undefined) return readEvent(sdk, found);
  }
}

/** The id of what may have been expanded. */
export function idOf(value: string | { id: string } | null | undefined): string {
  return typeof value === "string" ? value : (value?.id ?? "");
}

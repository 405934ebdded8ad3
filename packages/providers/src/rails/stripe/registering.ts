import type { CallOptions, RailAnswer } from "../rail-provider.ts";
import { refuse } from "../answers.ts";
import type { StripeClient } from "./client.ts";
import { rentEvents } from "./events.ts";

/** Sees that Stripe tells our address all that it must. Safe to run again. */
export async function registerEndpoint(
  client: StripeClient,
  callbackUrl: string,
  { signal }: CallOptions,
): Promise<RailAnswer<{ text: string }>> {
  const listed = await client.call({ operation: "endpoints", effect: "none" }, signal, async (stripe) => {
    const { data } = await stripe.webhookEndpoints.list({ limit: 100 });
    return data.find(({ url }) => url === callbackUrl);
  });
  if (listed.outcome !== "ok") return listed;
  const endpoint = listed.value;
  if (endpoint === undefined)
    return refuse(
      "no_endpoint",
      "Stripe does not call Stead yet. Add an endpoint with the address shown here on Stripe's dashboard, and enter its signing secret.",
      "settings",
    );
  const told = endpoint.enabled_events;
  const isTold = told.includes("*") || rentEvents.every((event) => told.includes(event));
  if (isTold && endpoint.status === "enabled")
    return { outcome: "ok", value: { text: "Stripe tells Stead all that it must." } };
  const events = [...new Set([...told, ...rentEvents])];
  return client.call({ operation: "endpoint-update", effect: "keyed" }, signal, async (stripe) => {
    await stripe.webhookEndpoints.update(endpoint.id, {
      enabled_events: told.includes("*") ? ["*"] : (events as ["*"]),
      disabled: false,
    });
    return { text: "Stripe was asked to tell Stead all that it must." };
  });
}

/** Whether the key lets us in, and into this account. */
export async function testKey(
  client: StripeClient,
  account: string,
  { signal }: CallOptions,
): Promise<RailAnswer<{ text: string }>> {
  const answer = await client.call({ operation: "account", effect: "none" }, signal, async (stripe) => {
    const { id } = await stripe.accounts.retrieveCurrent();
    return id;
  });
  if (answer.outcome !== "ok") return answer;
  return answer.value === account
    ? { outcome: "ok", value: { text: "Stripe let Stead in with this key." } }
    : refuse(
        "other_account",
        "The key belongs to another Stripe account. Enter the key of this one.",
        "settings",
      );
}

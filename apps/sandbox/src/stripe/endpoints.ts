import { newStripeId, randomText } from "./ids.ts";
import type { WebhookEndpoint } from "./objects.ts";
import { hiddenOf, needObject, nowSeconds, saveObject, type Call } from "./side.ts";

type NewEndpoint = Pick<
  WebhookEndpoint,
  "url" | "enabled_events" | "api_version" | "description" | "metadata"
>;

/** Inside an act: where events are sent, and the secret that signs them. */
export function addEndpoint(
  call: Call,
  fields: NewEndpoint,
  secret = `whsec_${randomText(32)}`,
): { endpoint: WebhookEndpoint; secret: string } {
  const endpoint: WebhookEndpoint = {
    ...fields,
    id: newStripeId("we"),
    object: "webhook_endpoint",
    application: null,
    created: nowSeconds(call.side),
    livemode: false,
    status: "enabled",
  };
  return { endpoint: saveObject(call, endpoint, { secrets: [secret] }), secret };
}

/** Inside an act: a new secret. The old ones sign as well, as they do for a day after a roll. */
export function rollSecret(call: Call, id: string): string {
  const endpoint = needObject(call, "webhook_endpoint", id);
  const secret = `whsec_${randomText(32)}`;
  const { secrets = [] } = hiddenOf(call, id);
  saveObject(call, endpoint, { ...hiddenOf(call, id), secrets: [secret, ...secrets] });
  return secret;
}

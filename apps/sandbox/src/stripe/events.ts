import { createHmac } from "node:crypto";
import type { Delivery } from "../deliveries/outbox.ts";
import { newStripeId, randomText } from "./ids.ts";
import type { StripeEvent, StripeObject, WebhookEndpoint } from "./objects.ts";
import { shapeFor } from "./shapes.ts";
import {
  hiddenOf,
  listObjects,
  nowSeconds,
  ownCall,
  saveObject,
  type Call,
  type StripeSide,
} from "./side.ts";

const oldSignatureSeconds = 600;

const wants = ({ enabled_events: wanted, status }: WebhookEndpoint, type: string) =>
  status === "enabled" && (wanted.includes("*") || wanted.includes(type));

function deliver(call: Call, event: StripeEvent, endpoint: WebhookEndpoint): void {
  const version = endpoint.api_version ?? call.account.apiVersion;
  const shaped = shapeFor({ ...call, apiVersion: version }, { ...event, api_version: version });
  const { object } = event.data;
  call.side.outbox.send({
    rail: "stripe",
    account: call.account.id,
    customer: "customer" in object && typeof object.customer === "string" ? object.customer : null,
    subject: event.type,
    url: endpoint.url,
    body: JSON.stringify(shaped, undefined, 2),
    signer: endpoint.id,
    isRetried: true,
  });
}

/** Inside an act: something happened. The event is kept, and sent to every endpoint that wants its type. */
export function emit(
  call: Call,
  type: string,
  object: StripeObject,
  previous?: Record<string, unknown>,
): StripeEvent {
  const endpoints = listObjects(call, "webhook_endpoint").filter((endpoint) => wants(endpoint, type));
  const event: StripeEvent = {
    id: newStripeId("evt"),
    object: "event",
    api_version: call.account.apiVersion,
    created: nowSeconds(call.side),
    data: { object, ...(previous !== undefined && { previous_attributes: previous }) },
    livemode: false,
    pending_webhooks: endpoints.length,
    request: { id: call.requestId, idempotency_key: call.idempotencyKey },
    type,
  };
  sendEvent(call, saveObject(call, event), endpoints);
  const isTwice = call.side.modes.take("two-event-ids", { account: call.account.id, subject: type });
  if (isTwice !== undefined)
    sendEvent(call, saveObject(call, { ...event, id: newStripeId("evt") }), endpoints);
  return event;
}

function sendEvent(call: Call, event: StripeEvent, endpoints: readonly WebhookEndpoint[]): void {
  for (const endpoint of endpoints) deliver(call, event, endpoint);
}

/** Sends an event again to every endpoint that wants it, as the dashboard does. */
export function resendEvent(call: Call, event: StripeEvent): void {
  const endpoints = listObjects(call, "webhook_endpoint").filter((endpoint) => wants(endpoint, event.type));
  sendEvent(call, event, endpoints);
}

const hmac = (secret: string, text: string) => createHmac("sha256", secret).update(text).digest("hex");

/** `t=…,v1=…` over the raw body, one v1 for each secret that is in force, and the v0 that test mode adds. */
export function signDelivery(
  side: StripeSide,
  delivery: Delivery,
  body: string,
  atMs: number,
): Record<string, string> {
  if (delivery.signer === null) return {};
  const about = { account: delivery.account, subject: delivery.subject };
  const { secrets = [] } = hiddenOf(ownCall(side, delivery.account), delivery.signer);
  const isOld = side.modes.take("old-signature", about) !== undefined;
  const isWrong = side.modes.take("wrong-signature", about) !== undefined;
  const seconds = Math.floor(atMs / 1_000) - (isOld ? oldSignatureSeconds : 0);
  const signed = `${seconds}.${body}`;
  const used = isWrong ? [`whsec_${randomText(32)}`] : secrets;
  const marks = used.map((secret) => `v1=${hmac(secret, signed)}`);
  return {
    "stripe-signature": [`t=${seconds}`, ...marks, `v0=${hmac("v0", signed)}`].join(","),
    "user-agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
  };
}

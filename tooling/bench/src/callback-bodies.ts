import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { newId } from "@stead/kernel/ids";

/** A request that a provider sends, made before the clock runs. */
export type Callback = { path: string; headers: Record<string, string>; body: string };

const samples = new URL("../../../apps/sandbox/samples/", import.meta.url);
const readJson = <T>(file: string) => JSON.parse(readFileSync(new URL(file, samples), "utf8")) as T;
const json = { "content-type": "application/json" };

let count = 0;

/** A receipt number as M-Pesa writes it, another one each time. */
const receiptNumber = () => `T${(++count).toString(36).toUpperCase().padStart(9, "0")}`;

const confirmation = readJson<Record<string, string>>("daraja/c2b-confirmation.json");

/** A confirmation of money on a paybill. */
export function mpesaCallback(path: string, { shortCode = "600966" } = {}): Callback {
  const body = { ...confirmation, TransID: receiptNumber(), BusinessShortCode: shortCode };
  return { path: `${path}/c2b-confirmation`, headers: json, body: JSON.stringify(body) };
}

const fixtures = readJson<Record<string, Record<string, unknown>>>("stripe/fixtures.json");

/** A paid intent, signed as Stripe does, indented as Stripe sends it. */
export function stripeCallback(path: string, secret: string): Callback {
  const object = {
    ...fixtures["payment_intent"],
    id: `pi_${newId().replaceAll("-", "")}`,
    status: "succeeded",
  };
  const about = { object: "event", api_version: "2026-07-29.dahlia", livemode: false, pending_webhooks: 1 };
  const seconds = Math.floor(Date.now() / 1_000);
  const event = {
    ...about,
    id: `evt_${newId().replaceAll("-", "")}`,
    created: seconds,
    type: "payment_intent.succeeded",
    request: { id: null, idempotency_key: null },
    data: { object },
  };
  const body = JSON.stringify(event, undefined, 2);
  const mark = createHmac("sha256", secret).update(`${seconds}.${body}`).digest("hex");
  return { path, headers: { ...json, "stripe-signature": `t=${seconds},v1=${mark}` }, body };
}

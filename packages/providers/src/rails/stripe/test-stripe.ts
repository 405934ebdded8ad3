import Stripe from "stripe";
import type { InboundRequest, RailAccount } from "../rail-provider.ts";

/** Made for a run: no text that looks like a key stands in the tree. */
const key = (kind: string) => `${kind}_${crypto.randomUUID().replaceAll("-", "")}`;
export const secretKey = key("sk_test");
export const secrets = [key("whsec"), key("whsec")] as const;

export const account: RailAccount = {
  id: "a-1",
  rail: "stripe",
  account: "acct_1Stead000001",
  callbackUrl: "https://stead.test/webhooks/card/f00d",
  settings: { secretKey, webhookSecrets: secrets.join(", ") },
};

export const nowMs = Date.parse("2026-11-21T09:00:00Z");
const created = nowMs / 1_000 - 5;

export type Fields = Record<string, unknown>;

export const intent = (fields: Fields = {}): Fields => ({
  id: "pi_1",
  object: "payment_intent",
  amount: 45_000,
  amount_received: 45_000,
  currency: "eur",
  status: "succeeded",
  created,
  customer: "cus_1",
  metadata: { stead_attempt: "attempt-1", stead_reference: "KLM-B04" },
  latest_charge: "ch_1",
  last_payment_error: null,
  ...fields,
});

export const charge = (fields: Fields = {}): Fields => ({
  id: "ch_1",
  object: "charge",
  amount: 45_000,
  amount_refunded: 0,
  currency: "eur",
  created,
  payment_intent: "pi_1",
  customer: "cus_1",
  metadata: { stead_reference: "KLM-B04" },
  billing_details: { name: "Akinyi" },
  balance_transaction: "txn_1",
  ...fields,
});

export const entry = (fields: Fields = {}): Fields => ({
  id: "txn_1",
  object: "balance_transaction",
  amount: 45_000,
  fee: 925,
  net: 44_075,
  currency: "eur",
  type: "charge",
  created,
  source: "ch_1",
  ...fields,
});

export const session = (fields: Fields = {}): Fields => ({
  id: "cs_1",
  object: "checkout.session",
  mode: "payment",
  status: "complete",
  payment_status: "paid",
  amount_total: 45_000,
  currency: "eur",
  created,
  client_reference_id: "attempt-1",
  payment_intent: "pi_1",
  customer: "cus_1",
  customer_details: { name: "Akinyi", email: "planted@stead.test" },
  metadata: { stead_attempt: "attempt-1", stead_reference: "KLM-B04" },
  url: "https://checkout.stripe.test/c/pay/cs_1",
  expires_at: created + 86_400,
  ...fields,
});

export const refund = (fields: Fields = {}): Fields => ({
  id: "re_1",
  object: "refund",
  amount: 5_000,
  currency: "eur",
  status: "succeeded",
  payment_intent: "pi_1",
  charge: "ch_1",
  metadata: { stead_request: "refund-1" },
  ...fields,
});

export const dispute = (fields: Fields = {}): Fields => ({
  id: "du_1",
  object: "dispute",
  amount: 45_000,
  currency: "eur",
  status: "needs_response",
  created,
  charge: "ch_1",
  payment_intent: "pi_1",
  balance_transactions: [
    entry({ id: "txn_2", type: "adjustment", amount: -45_000, fee: 2_000, net: -47_000 }),
  ],
  ...fields,
});

export const payout = (fields: Fields = {}): Fields => ({
  id: "po_1",
  object: "payout",
  amount: 37_150,
  currency: "eur",
  status: "paid",
  created,
  arrival_date: created,
  reconciliation_status: "completed",
  ...fields,
});

export const event = (type: string, object: Fields, fields: Fields = {}): Fields => ({
  id: "evt_1",
  object: "event",
  type,
  created,
  api_version: "2026-07-29.dahlia",
  livemode: false,
  data: { object },
  ...fields,
});

export const bytes = (body: unknown) =>
  new TextEncoder().encode(typeof body === "string" ? body : JSON.stringify(body));

/** A request at the door, signed as Stripe signs it. */
export function signed(
  body: unknown,
  { secret = secrets[0], atMs = nowMs }: { secret?: string; atMs?: number } = {},
): InboundRequest {
  const payload = typeof body === "string" ? body : JSON.stringify(body);
  const header = Stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp: atMs / 1_000 });
  return {
    topic: "",
    headers: { "stripe-signature": header },
    body: bytes(payload),
    remoteAddress: "203.0.113.9",
    nowMs,
  };
}

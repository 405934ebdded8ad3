import type {
  CallOptions,
  CollectRequest,
  CollectStarted,
  MovementStarted,
  RailAnswer,
  RailFact,
  RefundRequest,
} from "../rail-provider.ts";
import { toStripeAmount } from "./amounts.ts";
import { refuse } from "../answers.ts";
import { parseShape } from "../shape.ts";
import type { StripeClient } from "./client.ts";
import { marks, readIntent, readRefund, readSession, toInstant } from "./facts.ts";
import { PaymentIntent, Refund, Session } from "./shapes.ts";

/** Our key for Stripe: the same request under it has its effect once. */
const keyOf = (purpose: "collect" | "refund", id: string) => ({ idempotencyKey: `stead:${purpose}:${id}` });

const wrongAmount = () =>
  refuse("amount", "Stripe cannot take this amount in its currency. Ask for a rounder one.");

/** Makes a page of Stripe's where the payer pays by card or bank debit. */
export async function startCheckout(
  client: StripeClient,
  request: CollectRequest,
  { signal }: CallOptions,
): Promise<RailAnswer<CollectStarted>> {
  const { attemptId, reference, description, returnUrl, email } = request;
  const amount = toStripeAmount(request.amountMinor, request.currency);
  if (amount === undefined) return wrongAmount();
  if (returnUrl === null) return refuse("return_url", "Stripe wants a page to come back to.", "settings");
  const metadata = { [marks.attempt]: attemptId, [marks.reference]: reference };
  return client.call({ operation: "checkout", effect: "keyed" }, signal, async (stripe) => {
    const made = await stripe.checkout.sessions.create(
      {
        mode: "payment",
        client_reference_id: attemptId,
        success_url: returnUrl,
        cancel_url: returnUrl,
        line_items: [
          {
            quantity: 1,
            price_data: {
              currency: request.currency.toLowerCase(),
              unit_amount: amount,
              product_data: { name: description === "" ? reference : description },
            },
          },
        ],
        metadata,
        payment_intent_data: { metadata, description: reference },
        ...(email !== null && { customer_email: email }),
      },
      keyOf("collect", attemptId),
    );
    const { id, url, expires_at: expiresAt } = parseShape(Session, made, "checkout session");
    return {
      ref: id,
      url: url ?? null,
      expiresAt: expiresAt == null ? null : toInstant(expiresAt),
      text: "The link is ready. It is paid when Stripe says so, not when the payer comes back.",
    };
  });
}

/** What became of a checkout session or a payment intent, read anew. */
export function refetchAttempt(
  client: StripeClient,
  ref: string,
  at: string,
  { signal }: CallOptions,
): Promise<RailAnswer<readonly RailFact[]>> {
  if (ref.startsWith("pi_")) {
    return client.call({ operation: "payment-intent", effect: "none" }, signal, async (stripe) => {
      const intent = await stripe.paymentIntents.retrieve(ref, {
        expand: ["latest_charge.balance_transaction"],
      });
      return readIntent(parseShape(PaymentIntent, intent, "payment intent"), at);
    });
  }
  return client.call({ operation: "checkout-status", effect: "none" }, signal, async (stripe) => {
    const session = await stripe.checkout.sessions.retrieve(ref, {
      expand: ["payment_intent.latest_charge.balance_transaction"],
    });
    return readSession(parseShape(Session, session, "checkout session"), at);
  });
}

/** What it is given back of: a payment intent, or a charge of old. */
const aboutMoney = (moneyId: string) =>
  moneyId.startsWith("pi_") ? { payment_intent: moneyId } : { charge: moneyId };

export async function startRefund(
  client: StripeClient,
  request: RefundRequest,
  { signal }: CallOptions,
): Promise<RailAnswer<MovementStarted>> {
  const amount = toStripeAmount(request.amountMinor, request.currency);
  if (amount === undefined) return wrongAmount();
  return client.call({ operation: "refund", effect: "keyed" }, signal, async (stripe) => {
    const made = await stripe.refunds.create(
      { ...aboutMoney(request.moneyId), amount, metadata: { [marks.request]: request.requestKey } },
      keyOf("refund", request.requestKey),
    );
    const refund = parseShape(Refund, made, "refund");
    return { ref: refund.id, facts: [readRefund(refund)] };
  });
}

/** What became of a refund: by Stripe's name of it, or by our mark among those of its payment. */
export function refetchRefund(
  client: StripeClient,
  { requestKey, ref, moneyId }: { requestKey: string; ref: string | null; moneyId?: string | null },
  { signal }: CallOptions,
): Promise<RailAnswer<readonly RailFact[]>> {
  return client.call({ operation: "refund-status", effect: "none" }, signal, async (stripe) => {
    if (ref !== null) return [readRefund(parseShape(Refund, await stripe.refunds.retrieve(ref), "refund"))];
    if (moneyId == null) return [];
    const { data } = await stripe.refunds.list({ ...aboutMoney(moneyId), limit: 100 });
    return data
      .map((row) => readRefund(parseShape(Refund, row, "refund")))
      .filter((fact) => fact.kind === "movement" && fact.requestKey === requestKey);
  });
}

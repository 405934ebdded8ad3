import type { z } from "zod";
import { AppError } from "@stead/kernel/errors";
import type { AttemptState, MoneyReceived, RailFact } from "../rail-provider.ts";
import { fromStripeAmount, roundStripeAmount } from "./amounts.ts";
import { stripeResult } from "./results.ts";
import type { Charge, Dispute, PaymentIntent, Payout, Refund, Session } from "./shapes.ts";

/** Our marks on what we made: the attempt it belongs to, the lease's reference, the refund's key. */
export const marks = {
  attempt: "stead_attempt",
  reference: "stead_reference",
  request: "stead_request",
} as const;

type Attempt = Extract<RailFact, { kind: "attempt" }>;
type IntentShape = z.output<typeof PaymentIntent>;
type ChargeShape = z.output<typeof Charge>;

export const toInstant = (seconds: number) => new Date(seconds * 1_000).toISOString();

const retry = {
  concern: "payer",
  text: "The payment failed. The payer can try again on the same page.",
} as const;

/** The charge of an intent, where the shape holds it: one object now, a list before. */
function chargeOf({ latest_charge: latest, charges }: IntentShape): ChargeShape | undefined {
  return typeof latest === "object" && latest !== null ? latest : charges?.data[0];
}

/** What Stripe kept of it, when it is in the payer's currency. */
function feeOf(charge: ChargeShape | undefined): number | null {
  const entry = charge?.balance_transaction;
  if (charge === undefined || typeof entry !== "object" || entry === null) return null;
  return entry.currency === charge.currency ? roundStripeAmount(entry.fee, entry.currency) : null;
}

/** Money is one by its payment intent, by whichever event it is told. Throws INVALID. */
function moneyOfIntent(intent: IntentShape, at: string): MoneyReceived {
  const charge = chargeOf(intent);
  return {
    externalId: intent.id,
    amountMinor: paid(intent.amount_received ?? intent.amount, intent.currency),
    currency: intent.currency.toUpperCase(),
    receivedAt: charge === undefined ? at : toInstant(charge.created),
    reference: intent.metadata[marks.reference] ?? null,
    payerKey: intent.customer,
    payerName: charge?.billing_details?.name ?? null,
    feeMinor: feeOf(charge),
  };
}

function paid(amount: number, currency: string): number {
  if (amount <= 0) throw new AppError("INVALID", "money that was paid must be above zero");
  return fromStripeAmount(amount, currency);
}

/** Where an intent stands. A failed try may be followed by another; `processing` is no money yet. */
export function stateOfIntent(status: string): AttemptState {
  if (status === "succeeded") return "paid";
  return status === "canceled" ? "cancelled" : "pending";
}

/** What an intent says: of an attempt of ours by its mark, else of money that came by itself. */
export function readIntent(intent: IntentShape, at: string, ref = intent.id): RailFact[] {
  const state = stateOfIntent(intent.status);
  const money = state === "paid" ? moneyOfIntent(intent, at) : null;
  const attemptId = intent.metadata[marks.attempt] ?? null;
  if (attemptId === null) {
    return money === null
      ? [{ kind: "other", text: "A payment that Stead did not ask for is under way." }]
      : [{ kind: "money", money }];
  }
  const { last_payment_error: error } = intent;
  const result =
    error == null || state === "paid" ? null : stripeResult(error.decline_code ?? error.code, retry);
  return [{ kind: "attempt", ref, attemptId, state, result, money }];
}

/** What a checkout session says. Only `paid` is money, whatever event tells it. */
export function readSession(
  session: z.output<typeof Session>,
  at: string,
  ended?: Extract<AttemptState, "failed">,
): RailFact[] {
  if (session.mode !== "payment") return [{ kind: "other", text: "A checkout that is no payment of rent." }];
  const attemptId = session.metadata[marks.attempt] ?? null;
  const intent = session.payment_intent;
  const expanded = typeof intent === "object" && intent !== null ? intent : undefined;
  const state =
    stateOfSession(session, expanded) === "pending"
      ? (ended ?? "pending")
      : stateOfSession(session, expanded);
  const money = state === "paid" ? moneyOfSession(session, at) : null;
  if (attemptId === null)
    return money === null
      ? [{ kind: "other", text: "A checkout that Stead did not start." }]
      : [{ kind: "money", money }];
  const error = expanded?.last_payment_error;
  const result =
    state === "expired"
      ? stripeResult("expired", { concern: "payer", text: "The payment page expired. Send a new link." })
      : state === "failed" || error != null
        ? stripeResult(error?.decline_code ?? error?.code, {
            concern: "payer",
            text: "The payment failed. Send a new link.",
          })
        : null;
  const attempt: Attempt = {
    kind: "attempt",
    ref: session.id,
    attemptId,
    state,
    result: state === "paid" ? null : result,
    money,
  };
  return [attempt];
}

function stateOfSession(
  { payment_status: payment, status }: z.output<typeof Session>,
  intent: IntentShape | undefined,
): AttemptState {
  if (payment === "paid") return "paid";
  if (status === "expired") return "expired";
  // A bank debit that failed leaves a complete session without money.
  const isOver =
    status === "complete" && (intent?.status === "requires_payment_method" || intent?.status === "canceled");
  return isOver ? "failed" : "pending";
}

function moneyOfSession(session: z.output<typeof Session>, at: string): MoneyReceived {
  const { payment_intent: intent, amount_total: total, currency } = session;
  const reference = session.metadata[marks.reference] ?? null;
  const payerName = session.customer_details?.name ?? null;
  if (typeof intent === "object" && intent !== null) {
    const money = moneyOfIntent(intent, at);
    return { ...money, reference: money.reference ?? reference, payerName: payerName ?? money.payerName };
  }
  if (intent == null || total == null || currency == null)
    throw new AppError("INVALID", "a paid checkout without its payment or amount");
  return {
    externalId: intent,
    amountMinor: paid(total, currency),
    currency: currency.toUpperCase(),
    receivedAt: at,
    reference,
    payerKey: session.customer,
    payerName,
    feeMinor: null,
  };
}

const refundStates: Readonly<Record<string, "pending" | "paid" | "failed">> = {
  succeeded: "paid",
  failed: "failed",
  canceled: "failed",
};

export function readRefund(refund: z.output<typeof Refund>): RailFact {
  const state = refundStates[refund.status ?? ""] ?? "pending";
  return {
    kind: "movement",
    requestKey: refund.metadata[marks.request] ?? null,
    ref: refund.id,
    state,
    externalId: state === "paid" ? refund.id : null,
    moneyId: refund.payment_intent ?? refund.charge,
    amountMinor: paid(refund.amount, refund.currency),
    currency: refund.currency.toUpperCase(),
    result:
      state === "failed"
        ? stripeResult(refund.failure_reason ?? refund.status, {
            concern: "payer",
            text: "The refund came back to the Stripe balance. Refund it another way.",
          })
        : null,
  };
}

type DisputeState = Extract<RailFact, { kind: "dispute" }>["state"];

/** What happened to a dispute; its fee is what Stripe took or gave back with this step. Throws INVALID. */
export function readDispute(dispute: z.output<typeof Dispute>, state: DisputeState, at: string): RailFact {
  const moneyId = dispute.payment_intent ?? dispute.charge;
  if (moneyId === null) throw new AppError("INVALID", "a dispute about no payment");
  const sign = state === "withdrawn" ? -1 : state === "reinstated" ? 1 : 0;
  const fee = (dispute.balance_transactions ?? [])
    .filter(({ amount, currency }) => Math.sign(amount) === sign && currency === dispute.currency)
    .reduce((sum, entry) => sum + entry.fee, 0);
  return {
    kind: "dispute",
    ref: dispute.id,
    moneyId,
    state,
    amountMinor: paid(dispute.amount, dispute.currency),
    currency: dispute.currency.toUpperCase(),
    feeMinor: sign === 0 ? 0 : roundStripeAmount(fee, dispute.currency),
    at,
    reason: /^[a-z_]{1,60}$/.exec(dispute.reason ?? "")?.[0] ?? null,
    answerBy: dispute.evidence_details?.due_by == null ? null : toInstant(dispute.evidence_details.due_by),
  };
}

/** A payout by its own word: the net only. Its gross, fee and money are in the balance, which `confirm` lists. */
export function readPayout(payout: z.output<typeof Payout>, at: string): RailFact {
  const net = roundStripeAmount(payout.amount, payout.currency);
  const isFailed = payout.status === "failed" || payout.status === "canceled";
  return {
    kind: "settlement",
    ref: payout.id,
    state: isFailed ? "failed" : "paid",
    grossMinor: net,
    feeMinor: 0,
    netMinor: net,
    currency: payout.currency.toUpperCase(),
    at,
    moneyIds: [],
    isWhole: isFailed,
  };
}

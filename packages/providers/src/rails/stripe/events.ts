import { AppError } from "@stead/kernel/errors";
import type { RailFact } from "../rail-provider.ts";
import { parseShape } from "../shape.ts";
import { readDispute, readIntent, readPayout, readRefund, readSession, toInstant } from "./facts.ts";
import { Charge, Dispute, Event, PaymentIntent, Payout, Refund, Session } from "./shapes.ts";

type Read = (object: unknown, at: string) => readonly RailFact[];

const session: Read = (object, at) => readSession(parseShape(Session, object, "checkout session"), at);
const intent: Read = (object, at) => readIntent(parseShape(PaymentIntent, object, "payment intent"), at);
const refund: Read = (object) => [readRefund(parseShape(Refund, object, "refund"))];
const dispute =
  (state: Parameters<typeof readDispute>[1]): Read =>
  (object, at) => [readDispute(parseShape(Dispute, object, "dispute"), state, at)];
const payout: Read = (object, at) => [readPayout(parseShape(Payout, object, "payout"), at)];

/** What each event about rent means. All others are kept for people. */
const readers: Readonly<Record<string, Read>> = {
  "checkout.session.completed": session,
  "checkout.session.async_payment_succeeded": session,
  "checkout.session.async_payment_failed": (object, at) =>
    readSession(parseShape(Session, object, "checkout session"), at, "failed"),
  "checkout.session.expired": session,
  "payment_intent.succeeded": intent,
  "payment_intent.processing": intent,
  "payment_intent.payment_failed": intent,
  "payment_intent.canceled": intent,
  // Older versions list the refunds in it; in newer ones each has an event of its own.
  "charge.refunded": (object) => {
    const { refunds, payment_intent: id } = parseShape(Charge, object, "charge");
    const listed = (refunds?.data ?? []).map((row) =>
      readRefund({ ...row, payment_intent: row.payment_intent ?? id }),
    );
    return listed.length > 0
      ? listed
      : [{ kind: "other", text: "A payment was given back, in part or whole." }];
  },
  "refund.created": refund,
  "refund.updated": refund,
  "refund.failed": refund,
  "charge.refund.updated": refund,
  "charge.dispute.created": dispute("opened"),
  "charge.dispute.funds_withdrawn": dispute("withdrawn"),
  "charge.dispute.funds_reinstated": dispute("reinstated"),
  "charge.dispute.closed": (object, at) => {
    const closed = parseShape(Dispute, object, "dispute");
    return [readDispute(closed, closed.status === "lost" ? "lost" : "won", at)];
  },
  "payout.paid": payout,
  "payout.failed": payout,
  "payout.reconciliation_completed": payout,
};

/** What a verified event says. Throws INVALID with the field that is wrong, or for an event of another account. */
export function readStripeEvent(parsed: unknown, account: string): readonly RailFact[] {
  const event = parseShape(Event, parsed, "event");
  if (event.account != null && event.account !== account)
    throw new AppError("INVALID", "event: it is about another account");
  const read = Object.hasOwn(readers, event.type) ? readers[event.type] : undefined;
  if (read !== undefined) return read(event.data.object, toInstant(event.created));
  const shown = /^[a-z._]{1,80}$/.test(event.type) ? event.type : "of an unknown kind";
  return [{ kind: "other", text: `Stripe told an event ${shown} that changes no money here.` }];
}

/** What an endpoint must be told of. */
export const rentEvents = Object.keys(readers);

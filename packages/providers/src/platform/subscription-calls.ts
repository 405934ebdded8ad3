import type { z } from "zod";
import { parseShape } from "../rails/shape.ts";
import type { StripeClient } from "../rails/stripe/client.ts";
import { readPaid, readSubscription, signedMinor } from "./facts.ts";
import type { ChangePreview, PaidFact, PlatformBilling, SubscriptionFact } from "./platform-billing.ts";
import { Invoice } from "./shapes.ts";

type SubscriptionCalls = Pick<
  PlatformBilling,
  "previewChange" | "changePlan" | "setCancelAtEnd" | "readSubscriptions"
>;

const secondsOf = (instant: string) => Math.floor(Date.parse(instant) / 1_000);

type Seen = Pick<SubscriptionFact, "asOf" | "isAsked">;

/** Taken before the call: the answer is at least as new. */
const asking = (): Seen => ({ asOf: new Date().toISOString(), isAsked: true });

/** A subscription with its invoice in it: what it is, and what was last paid of it. */
function readWhole(object: unknown, seen: Seen): (SubscriptionFact | PaidFact)[] {
  const fact = readSubscription(object, seen);
  const latest: unknown =
    typeof object === "object" && object !== null ? Reflect.get(object, "latest_invoice") : undefined;
  const { data: invoice } = Invoice.safeParse(latest);
  const paid = invoice === undefined ? null : readPaid(invoice, seen.asOf);
  return paid === null ? [fact] : [fact, paid];
}

function readPreview(invoice: z.output<typeof Invoice>): ChangePreview {
  const minor = (amount: number) => signedMinor(amount, invoice.currency);
  return {
    currency: invoice.currency.toUpperCase(),
    dueMinor: minor(Math.max(0, invoice.amount_due)),
    creditMinor: minor(Math.max(0, -(invoice.ending_balance ?? 0))),
    lines: invoice.lines.data.map(({ description, amount }) => ({
      description: description ?? "",
      amountMinor: minor(amount),
    })),
  };
}

/** Calls about what the agency is on. */
export function subscriptionCalls(client: StripeClient): SubscriptionCalls {
  return {
    previewChange: ({ customerId, subscriptionId, itemId, priceId, at }, { signal }) =>
      client.call({ operation: "preview", effect: "none" }, signal, async (stripe) => {
        const shown = await stripe.invoices.createPreview({
          customer: customerId,
          subscription: subscriptionId,
          subscription_details: {
            items: [{ id: itemId, price: priceId }],
            proration_behavior: "always_invoice",
            proration_date: secondsOf(at),
          },
        });
        return readPreview(parseShape(Invoice, shown, "preview"));
      }),
    changePlan: ({ subscriptionId, itemId, priceId, at, requestKey }, { signal }) =>
      client.call({ operation: "plan-change", effect: "keyed" }, signal, async (stripe) => {
        const seen = asking();
        const changed = await stripe.subscriptions.update(
          subscriptionId,
          {
            items: [{ id: itemId, price: priceId }],
            proration_behavior: "always_invoice",
            proration_date: secondsOf(at),
            payment_behavior: "error_if_incomplete",
            expand: ["latest_invoice"],
          },
          { idempotencyKey: `stead:plan:${requestKey}` },
        );
        return readWhole(changed, seen);
      }),
    setCancelAtEnd: ({ subscriptionId, cancelsAtEnd, requestKey }, { signal }) =>
      client.call({ operation: "plan-end", effect: "keyed" }, signal, async (stripe) => {
        const seen = asking();
        const changed = await stripe.subscriptions.update(
          subscriptionId,
          { cancel_at_period_end: cancelsAtEnd, expand: ["latest_invoice"] },
          { idempotencyKey: `stead:plan-end:${requestKey}` },
        );
        return readWhole(changed, seen);
      }),
    readSubscriptions: (customerId, { signal }) =>
      client.call({ operation: "subscriptions", effect: "none" }, signal, async (stripe) => {
        const seen = asking();
        const { data } = await stripe.subscriptions.list({
          customer: customerId,
          status: "all",
          limit: 20,
          expand: ["data.latest_invoice"],
        });
        return data.flatMap((row) => readWhole(row, seen));
      }),
  };
}

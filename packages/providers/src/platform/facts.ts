import type { z } from "zod";
import type { PlanInvoiceDto } from "@stead/contracts/plans";
import { fromStripeAmount } from "../rails/stripe/amounts.ts";
import { toInstant } from "../rails/stripe/facts.ts";
import { parseBody, parseShape } from "../rails/shape.ts";
import type { PaidFact, PlatformEvent, PlatformFact, SubscriptionFact } from "./platform-billing.ts";
import { Event, Invoice, Owned, Session, Subscription } from "./shapes.ts";

/** Our mark on customers and subscriptions: the agency. */
export const agencyMark = "stead_agency";

type InvoiceShape = z.output<typeof Invoice>;
type EventShape = z.output<typeof Event>;

const uuid = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/;
const agencyOf = (metadata: Record<string, string>) => {
  const marked = metadata[agencyMark] ?? "";
  return uuid.test(marked) ? marked : null;
};

/** A subscription, its period on itself or on its items. Throws INVALID. */
export function readSubscription(
  object: unknown,
  seen: Pick<SubscriptionFact, "asOf" | "isAsked">,
): SubscriptionFact {
  const row = parseShape(Subscription, object, "subscription");
  const [item] = row.items.data;
  const start = item?.current_period_start ?? row.current_period_start ?? row.created;
  const end = item?.current_period_end ?? row.current_period_end ?? row.created;
  return {
    kind: "subscription",
    subscriptionId: row.id,
    customerId: row.customer,
    agencyId: agencyOf(row.metadata),
    status: row.status,
    itemId: item?.id ?? "",
    priceId: item?.price.id ?? "",
    startedAt: toInstant(row.created),
    periodStart: toInstant(start),
    periodEnd: toInstant(end),
    trialEndsAt: row.trial_end == null ? null : toInstant(row.trial_end),
    cancelsAtEnd: row.cancel_at_period_end === true || row.cancel_at != null,
    ...seen,
  };
}

const priceOf = ({ pricing, price }: InvoiceShape["lines"]["data"][number]) =>
  pricing?.price_details?.price ?? price ?? null;

/** The subscription that an invoice is for, in both shapes. */
const subscriptionOf = ({ parent, subscription }: InvoiceShape) =>
  parent?.subscription_details?.subscription ?? subscription;

/**
 * What a paid invoice allows: the price of the line that reaches furthest; of a change, which gives back the old price
 * and takes the new one, the new one. Null for one that is of no subscription, or is not paid.
 */
export function readPaid(invoice: InvoiceShape, askedAt: string | null): PaidFact | null {
  const subscriptionId = subscriptionOf(invoice);
  if (invoice.status !== "paid" || subscriptionId === null || invoice.customer === null) return null;
  const [bought] = invoice.lines.data
    .filter((line) => line.amount >= 0 && priceOf(line) !== null)
    .toSorted((one, other) => (other.period?.end ?? 0) - (one.period?.end ?? 0) || other.amount - one.amount);
  if (bought === undefined) return null;
  return {
    kind: "paid",
    subscriptionId,
    customerId: invoice.customer,
    invoiceId: invoice.id ?? "",
    priceId: priceOf(bought) ?? "",
    periodEnd: toInstant(bought.period?.end ?? invoice.period_end ?? invoice.created),
    paidAt: toInstant(invoice.status_transitions?.paid_at ?? invoice.created),
    askedAt,
  };
}

/** Stripe's units as ours, with their sign. */
export const signedMinor = (amount: number, currency: string): number =>
  Math.sign(amount) * fromStripeAmount(Math.abs(amount), currency);

const invoiceStates = ["draft", "open", "paid", "void", "uncollectible"] as const;

/** An invoice for people; null for one that has no state they know. */
export function showInvoice(invoice: InvoiceShape): PlanInvoiceDto | null {
  const status = invoiceStates.find((state) => state === invoice.status);
  if (status === undefined) return null;
  const { currency } = invoice;
  const minor = (amount: number) => signedMinor(amount, currency);
  return {
    id: invoice.id ?? "",
    number: invoice.number ?? null,
    createdAt: toInstant(invoice.created),
    status,
    totalMinor: minor(invoice.total),
    dueMinor: status === "open" ? minor(invoice.amount_remaining ?? invoice.amount_due) : 0,
    currency: currency.toUpperCase(),
    url: invoice.hosted_invoice_url ?? null,
    pdfUrl: invoice.invoice_pdf ?? null,
  };
}

type Read = (event: EventShape) => readonly PlatformFact[];

const subscription: Read = ({ data, created }) => {
  const fact = readSubscription(data.object, { asOf: toInstant(created), isAsked: false });
  return [fact, { kind: "customer", customerId: fact.customerId }];
};

const paidInvoice: Read = ({ data }) => {
  const invoice = parseShape(Invoice, data.object, "invoice");
  const paid = readPaid(invoice, null);
  return [...(paid === null ? [] : [paid]), ...otherInvoice(invoice)];
};

/** What an invoice tells beside its payment: look at its subscription, and forget what was known of the customer. */
function otherInvoice(invoice: InvoiceShape): PlatformFact[] {
  const { customer } = invoice;
  if (customer === null) return [{ kind: "other", text: "An invoice without a customer." }];
  const subscriptionId = subscriptionOf(invoice);
  const look: PlatformFact[] =
    subscriptionId === null ? [] : [{ kind: "look", subscriptionId, customerId: customer }];
  return [...look, { kind: "customer", customerId: customer }];
}

const anyInvoice: Read = ({ data }) => otherInvoice(parseShape(Invoice, data.object, "invoice"));

const invoiceMoved: Read = (event) => {
  const { customer } = parseShape(Invoice, event.data.object, "invoice");
  return customer === null ? [] : [{ kind: "customer", customerId: customer }];
};

const customer: Read = ({ data }) => {
  const { object, id, customer: owner } = parseShape(Owned, data.object, "object");
  const customerId = object === "customer" ? id : owner;
  return customerId == null
    ? [{ kind: "other", text: "Of no customer." }]
    : [{ kind: "customer", customerId }];
};

const checkout: Read = ({ data }) => {
  const session = parseShape(Session, data.object, "checkout session");
  if (session.mode !== "subscription" || session.subscription === null || session.customer === null)
    return [{ kind: "other", text: "A checkout without a subscription." }];
  return [{ kind: "look", subscriptionId: session.subscription, customerId: session.customer }];
};

const plans: Read = () => [{ kind: "plans" }];

/** What each event about subscriptions means. All others are kept for people. */
const readers: Readonly<Record<string, Read>> = {
  "checkout.session.completed": checkout,
  "checkout.session.async_payment_succeeded": checkout,
  "customer.subscription.created": subscription,
  "customer.subscription.updated": subscription,
  "customer.subscription.deleted": subscription,
  "customer.subscription.paused": subscription,
  "customer.subscription.resumed": subscription,
  "customer.subscription.trial_will_end": subscription,
  "invoice.paid": paidInvoice,
  "invoice.payment_succeeded": paidInvoice,
  "invoice.payment_failed": anyInvoice,
  "invoice.payment_action_required": anyInvoice,
  "invoice.marked_uncollectible": anyInvoice,
  "invoice.voided": anyInvoice,
  "invoice.overdue": anyInvoice,
  "invoice.created": invoiceMoved,
  "invoice.finalized": invoiceMoved,
  "invoice.finalization_failed": anyInvoice,
  "customer.updated": customer,
  "customer.deleted": customer,
  "payment_method.attached": customer,
  "payment_method.detached": customer,
  "payment_method.updated": customer,
  "product.created": plans,
  "product.updated": plans,
  "product.deleted": plans,
  "price.created": plans,
  "price.updated": plans,
  "price.deleted": plans,
};

/** What a verified event says. Throws INVALID with the field that is wrong. */
export function readPlatformEvent(body: Uint8Array): readonly PlatformFact[] {
  const event = parseShape(Event, parseBody(body, "event"), "event");
  const read = Object.hasOwn(readers, event.type) ? readers[event.type] : undefined;
  if (read !== undefined) return read(event);
  const shown = /^[a-z._]{1,80}$/.test(event.type) ? event.type : "of an unknown kind";
  return [{ kind: "other", text: `Stripe told an event ${shown} that changes no plan.` }];
}

/** Which event it is and whose, without reading what it says; undefined for what is none. */
export function nameEvent(signed: unknown): PlatformEvent | undefined {
  const { data: event } = Event.safeParse(signed);
  if (event === undefined) return undefined;
  const { data: owned } = Owned.safeParse(event.data.object);
  const isCustomer = owned?.object === "customer";
  return {
    id: event.id,
    type: event.type,
    createdAt: toInstant(event.created),
    customerId: (isCustomer ? owned.id : owned?.customer) ?? null,
    agencyId: agencyOf(owned?.metadata ?? {}),
  };
}

import { emit } from "./events.ts";
import { newStripeId } from "./ids.ts";
import { addInvoice, finalizeInvoice, payInvoice } from "./invoices.ts";
import { attachMethod } from "./methods.ts";
import type { Invoice, Price, Subscription, SubscriptionItem, NewInvoice } from "./objects.ts";
import {
  findObject,
  hiddenOf,
  needObject,
  nowSeconds,
  ownCall,
  saveObject,
  type Call,
  type StripeSide,
} from "./side.ts";

export type NewSubscription = {
  customer: string;
  items: { price: string; quantity: number }[];
  method: string | null;
  metadata: Record<string, string>;
  trialDays: number;
};

const daySeconds = 86_400;

/** The end of a period that begins at an instant, by the calendar in UTC. */
export function periodEnd(startSeconds: number, { recurring }: Price): number {
  const count = recurring?.interval_count ?? 1;
  const unit = recurring?.interval ?? "month";
  const start = Temporal.Instant.fromEpochMilliseconds(startSeconds * 1_000).toZonedDateTimeISO("UTC");
  const end = start.add({ [`${unit}s`]: count });
  return Math.floor(end.epochMilliseconds / 1_000);
}

const subscriptionConstants = {
  application: null,
  application_fee_percent: null,
  automatic_tax: { disabled_reason: null, enabled: false, liability: null },
  billing_cycle_anchor_config: null,
  billing_mode: { type: "flexible" },
  billing_schedules: [],
  billing_thresholds: null,
  cancellation_details: { comment: null, feedback: null, reason: null },
  collection_method: "charge_automatically",
  customer_account: null,
  days_until_due: null,
  default_source: null,
  default_tax_rates: [],
  description: null,
  discounts: [],
  invoice_settings: { account_tax_ids: null, issuer: { type: "self" } },
  managed_payments: null,
  next_pending_invoice_item_invoice: null,
  on_behalf_of: null,
  payment_settings: {
    payment_method_options: null,
    payment_method_types: null,
    save_default_payment_method: "off",
  },
  pending_invoice_item_interval: null,
  pending_setup_intent: null,
  pending_update: null,
  schedule: null,
  test_clock: null,
  transfer_data: null,
  trial_settings: { end_behavior: { missing_payment_method: "create_invoice" } },
};

/** The price in the words of the API before there were prices; it is still shown. */
export function planOf({
  id,
  active,
  created,
  currency,
  unit_amount: amount,
  recurring,
  nickname,
  product,
  metadata,
}: Price): object {
  return {
    id,
    object: "plan",
    active,
    amount,
    amount_decimal: String(amount),
    billing_scheme: "per_unit",
    created,
    currency,
    interval: recurring?.interval ?? "month",
    interval_count: recurring?.interval_count ?? 1,
    livemode: false,
    metadata,
    meter: null,
    nickname,
    product,
    tiers_mode: null,
    transform_usage: null,
    trial_period_days: null,
    usage_type: "licensed",
  };
}

/** A line of a subscription. */
export function newItem(
  call: Call,
  subscription: string,
  { price, quantity, start, end }: { price: Price; quantity: number; start: number; end: number },
): SubscriptionItem {
  return {
    id: newStripeId("si"),
    object: "subscription_item",
    created: nowSeconds(call.side),
    current_period_end: end,
    current_period_start: start,
    livemode: false,
    metadata: {},
    plan: planOf(price),
    price,
    quantity,
    subscription,
    billing_thresholds: null,
    discounts: [],
    tax_rates: [],
  };
}

/** Inside an act: a new subscription with its first invoice. Without a good payment it stays incomplete. */
export function startSubscription(call: Call, fields: NewSubscription): Subscription {
  const start = nowSeconds(call.side);
  const trialEnd = fields.trialDays > 0 ? start + fields.trialDays * daySeconds : null;
  const id = newStripeId("sub");
  const items = fields.items.map(({ price: priceId, quantity }, index) => {
    const price = needObject(call, "price", priceId, `items[${index}][price]`);
    return newItem(call, id, { price, quantity, start, end: trialEnd ?? periodEnd(start, price) });
  });
  const subscription: Subscription = {
    ...subscriptionConstants,
    id,
    object: "subscription",
    billing_cycle_anchor: trialEnd ?? start,
    cancel_at: null,
    cancel_at_period_end: false,
    canceled_at: null,
    created: start,
    currency: items[0]?.price.currency ?? call.account.currency,
    customer: fields.customer,
    default_payment_method: fields.method,
    ended_at: null,
    items: { object: "list", data: items, has_more: false, url: `/v1/subscription_items?subscription=${id}` },
    latest_invoice: null,
    livemode: false,
    metadata: fields.metadata,
    pause_collection: null,
    start_date: start,
    status: trialEnd === null ? "incomplete" : "trialing",
    trial_end: trialEnd,
    trial_start: trialEnd === null ? null : start,
  };
  if (fields.method !== null) {
    attachMethod(call, needObject(call, "payment_method", fields.method), fields.customer);
  }
  saveObject(call, subscription, {});
  emit(call, "customer.subscription.created", subscription);
  return billSubscription(call, subscription, "subscription_create");
}

/** What the period costs that the subscription is in. */
export function periodInvoice(
  call: Call,
  subscription: Subscription,
  reason: Invoice["billing_reason"],
): NewInvoice {
  const [first] = subscription.items.data;
  const isTrial = subscription.status === "trialing";
  const lines = subscription.items.data.map(({ id, price, quantity }) => ({
    amount: isTrial ? 0 : price.unit_amount * quantity,
    description: `${quantity} × ${needObject(call, "product", price.product).name}`,
    price: price.id,
    product: price.product,
    item: id,
    quantity,
  }));
  return {
    customer: subscription.customer,
    currency: subscription.currency,
    reason,
    subscription: { id: subscription.id, metadata: subscription.metadata },
    lines: [...(hiddenOf(call, subscription.id).pendingLines ?? []), ...lines],
    period: { start: first?.current_period_start ?? 0, end: first?.current_period_end ?? 0 },
  };
}

/** Inside an act: bills the period that the subscription is in, and lets its state follow. */
function billSubscription(
  call: Call,
  subscription: Subscription,
  reason: Invoice["billing_reason"],
): Subscription {
  const invoice = finalizeInvoice(call, addInvoice(call, periodInvoice(call, subscription, reason)));
  const { pendingLines: _billed, ...hidden } = hiddenOf(call, subscription.id);
  const linked = saveObject(call, { ...subscription, latest_invoice: invoice.id }, hidden);
  scheduleTurn(call, linked);
  const paid = invoice.status === "open" ? payInvoice(call, invoice, methodOf(call, linked)) : invoice;
  return follow(call, linked, paid);
}

/** What a subscription is paid with: its own method, or its customer's. */
export function methodOf(call: Call, subscription: Subscription): string | null {
  const { invoice_settings: settings } = needObject(call, "customer", subscription.customer);
  return subscription.default_payment_method ?? settings.default_payment_method;
}

/** Inside an act: the state that a subscription has after its invoice was paid, or not. */
export function follow(call: Call, subscription: Subscription, invoice: Invoice): Subscription {
  const wasNew = subscription.status === "incomplete";
  const isPaid = invoice.status === "paid";
  const status = isPaid
    ? subscription.status === "trialing"
      ? "trialing"
      : "active"
    : wasNew
      ? "incomplete"
      : subscription.status === "unpaid"
        ? "unpaid"
        : "past_due";
  return changeSubscription(call, subscription, { status });
}

/** Inside an act: changes a subscription and tells it. */
export function changeSubscription(
  call: Call,
  subscription: Subscription,
  fields: Partial<Subscription>,
): Subscription {
  const changed = Object.entries(fields).filter(
    ([name, value]) => subscription[name as keyof Subscription] !== value,
  );
  const after = saveObject(call, { ...subscription, ...fields });
  if (changed.length === 0) return after;
  const before = changed.map(([name]) => [name, subscription[name as keyof Subscription]]);
  emit(call, "customer.subscription.updated", after, Object.fromEntries(before) as Record<string, unknown>);
  return after;
}

/** Inside an act: a subscription is over. */
export function cancelSubscription(call: Call, subscription: Subscription): Subscription {
  const nowS = nowSeconds(call.side);
  const canceled = saveObject(call, {
    ...subscription,
    status: "canceled" as const,
    canceled_at: nowS,
    ended_at: nowS,
  });
  emit(call, "customer.subscription.deleted", canceled);
  return canceled;
}

/** Inside an act: a pause is over; what was told of it is its own event beside the change. */
export function resumeSubscription(call: Call, subscription: Subscription): Subscription {
  const resumed = changeSubscription(call, subscription, { status: "active" });
  emit(call, "customer.subscription.resumed", resumed);
  return resumed;
}

/** Inside an act: the next period begins, and is billed; a trial ends with it. */
export function renewSubscription(call: Call, subscription: Subscription): Subscription {
  if (subscription.cancel_at_period_end) return cancelSubscription(call, subscription);
  const data = subscription.items.data.map((item) => ({
    ...item,
    current_period_start: item.current_period_end,
    current_period_end: periodEnd(item.current_period_end, item.price),
  }));
  const moved = saveObject(call, {
    ...subscription,
    status: subscription.status === "trialing" ? ("active" as const) : subscription.status,
    items: { ...subscription.items, data },
  });
  return billSubscription(call, moved, "subscription_cycle");
}

/** Inside an act: the next period begins by itself when this one ends. */
function scheduleTurn(call: Call, { id, items }: Subscription): void {
  const { agenda, clock } = call.side;
  const payload = JSON.stringify({ account: call.account.id, id });
  const endMs = (items.data[0]?.current_period_end ?? 0) * 1_000;
  agenda.cancel("stripe-subscription-turns", payload);
  agenda.schedule("stripe-subscription-turns", Math.max(0, endMs - clock.nowMs()), payload);
}

const turning: ReadonlySet<Subscription["status"]> = new Set(["trialing", "active", "past_due"]);

export function handleSubscriptionTasks(side: StripeSide): void {
  side.agenda.handle("stripe-subscription-turns", (payload) => {
    const { account, id } = JSON.parse(payload) as { account: string; id: string };
    const call = ownCall(side, account);
    const subscription = findObject(call, "subscription", id);
    if (subscription !== undefined && turning.has(subscription.status)) renewSubscription(call, subscription);
  });
}

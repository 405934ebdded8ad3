import { stripeErrors } from "./errors.ts";
import { toCardError } from "./intents.ts";
import {
  addInvoice,
  draftInvoice,
  dueAfterBalance,
  endInvoice,
  finalizeInvoice,
  payInvoice,
} from "./invoices.ts";
import type { Invoice, Price, Subscription, SubscriptionItem, NewInvoice } from "./objects.ts";
import { hiddenOf, listObjects, needObject, nowSeconds, saveObject, type Call } from "./side.ts";
import {
  changeSubscription,
  follow,
  methodOf,
  newItem,
  periodEnd,
  periodInvoice,
  planOf,
} from "./subscriptions.ts";

export type ItemChange = {
  id?: string | undefined;
  price?: string | undefined;
  quantity?: number | undefined;
  deleted?: boolean | undefined;
};

export type ChangeOptions = {
  items: readonly ItemChange[];
  proration: "create_prorations" | "always_invoice" | "none";
  /** When the change counts from, in seconds; now when left out. */
  at?: number | undefined;
  /** Whether a payment that fails leaves everything as it was. */
  failsWhole: boolean;
};

const cadence = ({ recurring }: Price) => `${recurring?.interval_count ?? 1} ${recurring?.interval ?? ""}`;

/** The subscription's lines after a change. Another length of period begins a new one at once. */
function changedItems(
  call: Call,
  { id: subscriptionId, items }: Subscription,
  changes: readonly ItemChange[],
  at: number,
): SubscriptionItem[] {
  const [first] = items.data;
  let data = items.data;
  for (const { id, price: priceId, quantity, deleted } of changes) {
    const price = priceId === undefined ? undefined : needObject(call, "price", priceId, "items[0][price]");
    if (id === undefined && price !== undefined) {
      const period = { start: first?.current_period_start ?? 0, end: first?.current_period_end ?? 0 };
      data = [...data, newItem(call, subscriptionId, { price, quantity: quantity ?? 1, ...period })];
      continue;
    }
    if (!data.some((item) => item.id === id))
      throw stripeErrors.noSuch("subscription_item", id ?? "", "items[0][id]");
    data = data
      .filter((item) => !(item.id === id && deleted === true))
      .map((item) => (item.id === id ? changedItem(item, price ?? item.price, quantity, at) : item));
  }
  return data;
}

function changedItem(
  item: SubscriptionItem,
  price: Price,
  quantity: number | undefined,
  at: number,
): SubscriptionItem {
  const isSameCadence = cadence(price) === cadence(item.price);
  const period = isSameCadence ? {} : { current_period_start: at, current_period_end: periodEnd(at, price) };
  return { ...item, ...period, price, plan: planOf(price), quantity: quantity ?? item.quantity };
}

/** What is given back of the time that is left, and what the rest costs now. */
function prorationLines(
  call: Call,
  before: Subscription,
  after: readonly SubscriptionItem[],
  at: number,
): NewInvoice["lines"] {
  if (before.status === "trialing") return [];
  const line = (item: SubscriptionItem, sign: 1 | -1): NewInvoice["lines"][number] => {
    const { current_period_start: start, current_period_end: end, price, quantity } = item;
    const left = Math.max(0, end - Math.max(at, start)) / Math.max(1, end - start);
    const what = sign < 0 ? "Unused time on" : "Remaining time on";
    return {
      amount: sign * Math.round(price.unit_amount * quantity * left),
      description: `${what} ${quantity} × ${needObject(call, "product", price.product).name}`,
      price: price.id,
      product: price.product,
      item: item.id,
      quantity,
      proration: { start: at, end },
    };
  };
  const isSame = (one: SubscriptionItem, other: SubscriptionItem | undefined) =>
    one.price.id === other?.price.id && one.quantity === other.quantity;
  const find = (list: readonly SubscriptionItem[], id: string) => list.find((item) => item.id === id);
  return [
    ...before.items.data.filter((item) => !isSame(item, find(after, item.id))).map((item) => line(item, -1)),
    ...after.filter((item) => !isSame(item, find(before.items.data, item.id))).map((item) => line(item, 1)),
  ];
}

function prorationInvoice(before: Subscription, lines: NewInvoice["lines"], at: number): NewInvoice {
  return {
    customer: before.customer,
    currency: before.currency,
    reason: "subscription_update",
    subscription: { id: before.id, metadata: before.metadata },
    lines,
    period: { start: at, end: at },
  };
}

/** Inside an act: other lines for a subscription, and what the change costs. Throws the card's error. */
export function changeItems(call: Call, before: Subscription, options: ChangeOptions): Subscription {
  const at = options.at ?? nowSeconds(call.side);
  const data = changedItems(call, before, options.items, at);
  const lines = options.proration === "none" ? [] : prorationLines(call, before, data, at);
  const isBilled = options.proration === "always_invoice" && lines.length > 0;
  const invoice = isBilled ? billChange(call, before, prorationInvoice(before, lines, at), options) : null;
  if (!isBilled && lines.length > 0) {
    const hidden = hiddenOf(call, before.id);
    saveObject(call, before, { ...hidden, pendingLines: [...(hidden.pendingLines ?? []), ...lines] });
  }
  const changed = changeSubscription(call, before, {
    items: { ...before.items, data },
    ...(invoice !== null && { latest_invoice: invoice.id }),
  });
  return invoice === null ? changed : follow(call, changed, invoice);
}

function billChange(
  call: Call,
  before: Subscription,
  fields: NewInvoice,
  { failsWhole }: ChangeOptions,
): Invoice {
  const invoice = finalizeInvoice(call, addInvoice(call, fields));
  const paid = invoice.status === "open" ? payInvoice(call, invoice, methodOf(call, before)) : invoice;
  if (paid.status === "paid" || !failsWhole) return paid;
  endInvoice(call, paid, "void");
  const payment = listObjects(call, "invoice_payment").find((row) => row.invoice === paid.id);
  throw toCardError(needObject(call, "payment_intent", payment?.payment.payment_intent ?? ""));
}

/** The invoice that a change would make at once, or the next one of the period after it; nothing is kept. */
export function previewInvoice(
  call: Call,
  subscription: Subscription,
  options: Omit<ChangeOptions, "failsWhole">,
): Invoice {
  const at = options.at ?? nowSeconds(call.side);
  const data = changedItems(call, subscription, options.items, at);
  const lines = options.proration === "none" ? [] : prorationLines(call, subscription, data, at);
  const next = periodInvoice(
    call,
    { ...subscription, status: "active", items: { ...subscription.items, data } },
    "subscription_cycle",
  );
  const fields =
    options.proration === "always_invoice"
      ? prorationInvoice(subscription, lines, at)
      : { ...next, lines: [...lines, ...next.lines] };
  const draft = draftInvoice(call, fields, `upcoming_in_${subscription.id.slice(4)}`);
  const { balance } = needObject(call, "customer", subscription.customer);
  return { ...draft, ...dueAfterBalance(draft, balance) };
}

import { addCustomer } from "./customers.ts";
import { emit } from "./events.ts";
import { addIntent, tryIntent } from "./intents.ts";
import { addMethod } from "./methods.ts";
import type { CheckoutSession, PaymentIntent, PaymentMethod } from "./objects.ts";
import { addSetup, completeSetup } from "./setups.ts";
import { hiddenOf, needObject, nowSeconds, ownCall, saveObject, type Call, type StripeSide } from "./side.ts";
import { startSubscription } from "./subscriptions.ts";
import { findTestMethod } from "./sample-methods.ts";

type PaymentData = {
  description?: string;
  metadata?: Record<string, string>;
  receipt_email?: string;
  setup_future_usage?: string;
};

/** Inside an act: the session is over without money. */
export function expireSession(call: Call, session: CheckoutSession): CheckoutSession {
  const expired = saveObject(call, { ...session, status: "expired" as const, url: null });
  emit(call, "checkout.session.expired", expired);
  return expired;
}

function customerOf(call: Call, session: CheckoutSession): string | null {
  if (session.customer !== null || session.mode === "payment") return session.customer;
  return addCustomer(call, { email: session.customer_email, currency: session.currency }).id;
}

function intentOf(call: Call, session: CheckoutSession): PaymentIntent {
  if (session.payment_intent !== null) return needObject(call, "payment_intent", session.payment_intent);
  const data = (hiddenOf(call, session.id).intentData ?? {}) as PaymentData;
  return addIntent(
    call,
    {
      amount: session.amount_total ?? 0,
      currency: session.currency ?? call.account.currency,
      customer: session.customer,
      description: data.description ?? null,
      metadata: data.metadata ?? {},
      receiptEmail: data.receipt_email ?? null,
      setupFutureUsage: data.setup_future_usage ?? null,
      types: session.payment_method_types,
    },
    { session: session.id },
  );
}

function complete(call: Call, session: CheckoutSession, fields: Partial<CheckoutSession>): CheckoutSession {
  const email = session.customer_email;
  const done = saveObject(call, {
    ...session,
    customer_details: {
      address: null,
      business_name: null,
      email,
      individual_name: null,
      name: null,
      phone: null,
      tax_exempt: "none",
      tax_ids: [],
    },
    status: "complete" as const,
    url: null,
    ...fields,
  });
  emit(call, "checkout.session.completed", done);
  return done;
}

/**
 * Inside an act: the customer pays a session with a test method. Refused cards leave it open; a bank's debit completes
 * it unpaid, until the bank has paid.
 */
export function paySession(
  call: Call,
  id: string,
  token: string,
  { isAuthenticated = false } = {},
): CheckoutSession {
  const open = needObject(call, "checkout.session", id);
  const test = findTestMethod(token);
  if (open.status !== "open" || test === undefined) return open;
  const session = saveObject(call, { ...open, customer: customerOf(call, open) });
  const method = addMethod(call, test, { customer: session.customer });
  if (session.mode === "setup") return finishSetup(call, session, method);
  if (session.mode === "subscription") return finishSubscription(call, session, method);
  const intent = intentOf(call, session);
  const linked = saveObject(call, { ...session, payment_intent: intent.id });
  const tried = tryIntent(call, intent, method, { isAuthenticated });
  if (tried.status === "succeeded") return complete(call, linked, { payment_status: "paid" });
  return tried.status === "processing" ? complete(call, linked, { payment_status: "unpaid" }) : linked;
}

function finishSetup(call: Call, session: CheckoutSession, method: PaymentMethod): CheckoutSession {
  const setup = addSetup(call, { customer: session.customer, metadata: {} });
  completeSetup(call, setup, method.id);
  return complete(call, session, { setup_intent: setup.id, payment_status: "no_payment_required" });
}

function finishSubscription(call: Call, session: CheckoutSession, method: PaymentMethod): CheckoutSession {
  const { subscriptionData = {}, lineItems = [] } = hiddenOf(call, session.id);
  const data = subscriptionData as { metadata?: Record<string, string>; trial_period_days?: number };
  const subscription = startSubscription(call, {
    customer: session.customer ?? "",
    items: lineItems.map(({ price, quantity }) => ({
      price: (price as { id: string }).id,
      quantity: Number(quantity),
    })),
    method: method.id,
    metadata: data.metadata ?? {},
    trialDays: data.trial_period_days ?? 0,
  });
  const isOpen = subscription.status === "active" || subscription.status === "trialing";
  if (!isOpen) {
    const ended = { ...subscription, status: "incomplete_expired" as const, ended_at: nowSeconds(call.side) };
    emit(call, "customer.subscription.updated", saveObject(call, ended));
    return session;
  }
  return complete(call, session, {
    subscription: subscription.id,
    invoice: subscription.latest_invoice,
    payment_status: subscription.status === "trialing" ? "no_payment_required" : "paid",
  });
}

/** Inside an act: what a session waited for has ended: its customer's proof, or a bank's debit. */
export function tellSession(call: Call, intent: PaymentIntent): void {
  const { session: id } = hiddenOf(call, intent.id);
  if (id === undefined) return;
  const session = needObject(call, "checkout.session", id);
  const isPaid = intent.status === "succeeded";
  if (session.status === "open") {
    if (isPaid) complete(call, session, { payment_status: "paid" });
    return;
  }
  const after = saveObject(call, {
    ...session,
    payment_status: isPaid ? ("paid" as const) : ("unpaid" as const),
  });
  emit(
    call,
    isPaid ? "checkout.session.async_payment_succeeded" : "checkout.session.async_payment_failed",
    after,
  );
}

/** Inside an act: what becomes of a new session by itself. */
export function scheduleSession(call: Call, session: CheckoutSession): void {
  const { agenda, clock, settings } = call.side;
  const payload = JSON.stringify({ account: call.account.id, id: session.id });
  agenda.schedule("stripe-session-expires", session.expires_at * 1_000 - clock.nowMs(), payload);
  const { autoplaySeconds } = settings.now;
  if (autoplaySeconds !== null) agenda.schedule("stripe-session-pays", autoplaySeconds * 1_000, payload);
}

const tokens = {
  card: "pm_card_visa",
  us_bank_account: "pm_usBankAccount",
  sepa_debit: "pm_sepaDebit",
  bacs_debit: "pm_bacsDebit",
} as const;

/** The test method that stands for a paying customer. */
export const goodToken = (session: CheckoutSession): string =>
  tokens[session.payment_method_types[0] ?? "card"];

export function handleSessionTasks(side: StripeSide): void {
  const read = (payload: string) => {
    const { account, id } = JSON.parse(payload) as { account: string; id: string };
    const call = ownCall(side, account);
    return { call, session: needObject(call, "checkout.session", id) };
  };
  side.agenda.handle("stripe-session-expires", (payload) => {
    const { call, session } = read(payload);
    if (session.status === "open") expireSession(call, session);
  });
  side.agenda.handle("stripe-session-pays", (payload) => {
    const { call, session } = read(payload);
    paySession(call, session.id, goodToken(session));
  });
}

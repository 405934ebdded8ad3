import { addIntentCharge, creditCharge, failCharge } from "./charges.ts";
import { openDispute } from "./disputes.ts";
import { StripeError } from "./errors.ts";
import { emit } from "./events.ts";
import { newStripeId, randomText } from "./ids.ts";
import { attachMethod } from "./methods.ts";
import type { CardError, PaymentIntent, PaymentMethod, PaymentMethodType } from "./objects.ts";
import {
  hiddenOf,
  needObject,
  nowSeconds,
  ownCall,
  saveObject,
  type Call,
  type Hidden,
  type StripeSide,
} from "./side.ts";
import { declines } from "./sample-methods.ts";

export type NewIntent = {
  amount: number;
  currency: string;
  customer?: string | null;
  description?: string | null;
  metadata?: Record<string, string>;
  receiptEmail?: string | null;
  setupFutureUsage?: string | null;
  types?: PaymentMethodType[];
};

/** Inside an act: a payment intent that waits for a method. */
export function addIntent(call: Call, fields: NewIntent, hidden: Hidden = {}): PaymentIntent {
  const id = newStripeId("pi");
  const intent: PaymentIntent = {
    id,
    object: "payment_intent",
    amount: fields.amount,
    amount_received: 0,
    canceled_at: null,
    cancellation_reason: null,
    client_secret: `${id}_secret_${randomText(25)}`,
    created: nowSeconds(call.side),
    currency: fields.currency,
    customer: fields.customer ?? null,
    description: fields.description ?? null,
    last_payment_error: null,
    latest_charge: null,
    livemode: false,
    metadata: fields.metadata ?? {},
    next_action: null,
    payment_method: null,
    payment_method_types: fields.types ?? ["card"],
    receipt_email: fields.receiptEmail ?? null,
    setup_future_usage: fields.setupFutureUsage ?? null,
    status: "requires_payment_method",
    ...intentConstants,
  };
  saveObject(call, intent, hidden);
  emit(call, "payment_intent.created", intent);
  return intent;
}

const intentConstants = {
  amount_capturable: 0,
  amount_details: { tip: {} },
  application: null,
  application_fee_amount: null,
  automatic_payment_methods: null,
  capture_method: "automatic_async",
  confirmation_method: "automatic",
  customer_account: null,
  excluded_payment_method_types: null,
  managed_payments: null,
  on_behalf_of: null,
  payment_method_configuration_details: null,
  payment_method_options: {},
  processing: null,
  review: null,
  shipping: null,
  source: null,
  statement_descriptor: null,
  statement_descriptor_suffix: null,
  transfer_data: null,
  transfer_group: null,
};

const debitFailure = {
  code: "insufficient_funds",
  message: "The customer's account has insufficient funds.",
};

/** Inside an act: tries to take the money with this method. A refusal is a state of the intent, not an error. */
export function tryIntent(
  call: Call,
  intent: PaymentIntent,
  method: PaymentMethod,
  { isAuthenticated = false } = {},
): PaymentIntent {
  const { behaviour = "succeeds" } = hiddenOf(call, method.id);
  const chosen = { ...intent, payment_method: method.id, last_payment_error: null, next_action: null };
  if (behaviour === "needs-authentication" && !isAuthenticated) return askToAuthenticate(call, chosen);
  const decline = declines[behaviour];
  if (decline !== undefined) return declineIntent(call, chosen, method, decline);
  if (method.type !== "card") return startDebit(call, chosen, method, behaviour === "debit-fails");
  const paid = succeed(call, chosen, addIntentCharge(call, chosen, method, { status: "succeeded" }).id);
  if (behaviour === "disputed") openDispute(call, paid.latest_charge ?? "", { reason: "fraudulent" });
  if (behaviour === "refund-fails") markRefundFailure(call, paid.latest_charge ?? "");
  return paid;
}

function markRefundFailure(call: Call, chargeId: string): void {
  const charge = needObject(call, "charge", chargeId);
  saveObject(call, charge, { ...hiddenOf(call, chargeId), behaviour: "refund-fails" });
}

function succeed(call: Call, intent: PaymentIntent, charge: string): PaymentIntent {
  const paid = saveObject(call, {
    ...intent,
    status: "succeeded" as const,
    amount_received: intent.amount,
    latest_charge: charge,
  });
  emit(call, "payment_intent.succeeded", paid);
  if (paid.setup_future_usage !== null && paid.customer !== null && paid.payment_method !== null) {
    attachMethod(call, needObject(call, "payment_method", paid.payment_method), paid.customer);
  }
  return paid;
}

function askToAuthenticate(call: Call, intent: PaymentIntent): PaymentIntent {
  const asked = saveObject(call, {
    ...intent,
    status: "requires_action" as const,
    next_action: {
      type: "redirect_to_url",
      redirect_to_url: { url: call.side.pageUrl(`/authenticate/${intent.id}`), return_url: null },
    },
  });
  emit(call, "payment_intent.requires_action", asked);
  return asked;
}

function declineIntent(
  call: Call,
  intent: PaymentIntent,
  method: PaymentMethod,
  { code, decline_code: declineCode, message }: { code: string; decline_code: string; message: string },
): PaymentIntent {
  const charge = addIntentCharge(call, intent, method, { status: "failed", code, declineCode, message });
  const error: CardError = {
    charge: charge.id,
    code,
    decline_code: declineCode,
    doc_url: `https://stripe.com/docs/error-codes/${code.replaceAll("_", "-")}`,
    message,
    payment_method: method,
    type: "card_error",
  };
  return refuse(call, { ...intent, latest_charge: charge.id }, error);
}

function refuse(call: Call, intent: PaymentIntent, error: CardError): PaymentIntent {
  const refused = saveObject(call, {
    ...intent,
    status: "requires_payment_method" as const,
    payment_method: null,
    next_action: null,
    last_payment_error: error,
  });
  emit(call, "payment_intent.payment_failed", refused);
  return refused;
}

function startDebit(call: Call, intent: PaymentIntent, method: PaymentMethod, fails: boolean): PaymentIntent {
  const charge = addIntentCharge(call, intent, method, { status: "pending" });
  const started = saveObject(
    call,
    { ...intent, status: "processing" as const, latest_charge: charge.id },
    { ...hiddenOf(call, intent.id), fails },
  );
  emit(call, "payment_intent.processing", started);
  const { bankDebitSeconds } = call.side.settings.now;
  if (bankDebitSeconds !== null) {
    const payload = JSON.stringify({ account: call.account.id, id: intent.id });
    call.side.agenda.schedule("stripe-debit", bankDebitSeconds * 1_000, payload);
  }
  return started;
}

/** Inside an act: the customer's bank pays or refuses a debit that is on its way. */
export function completeDebit(call: Call, id: string, isPaid: boolean): PaymentIntent {
  const intent = needObject(call, "payment_intent", id);
  if (intent.status !== "processing") return intent;
  const charge = needObject(call, "charge", intent.latest_charge ?? "");
  const done = isPaid
    ? succeed(call, intent, creditCharge(call, charge, "payment").id)
    : refuse(call, intent, {
        ...debitFailure,
        type: "card_error",
        charge: failCharge(call, charge, debitFailure).id,
      });
  call.side.onIntentEnd(call, done);
  return done;
}

/** Inside an act: the customer proves who they are to their bank, or fails to. */
export function authenticateIntent(call: Call, id: string, isDone: boolean): PaymentIntent {
  const intent = needObject(call, "payment_intent", id);
  if (intent.status !== "requires_action") return intent;
  const ended = isDone
    ? tryIntent(call, intent, needObject(call, "payment_method", intent.payment_method ?? ""), {
        isAuthenticated: true,
      })
    : refuse(call, intent, {
        type: "card_error",
        code: "payment_intent_authentication_failure",
        message: "The provided PaymentMethod has failed authentication.",
      });
  call.side.onIntentEnd(call, ended);
  return ended;
}

/** The error that answers a call which tried to take money and was refused. */
export function toCardError(intent: PaymentIntent): StripeError {
  const { type: _type, message = "", code, ...more } = intent.last_payment_error ?? {};
  return new StripeError({
    status: 402,
    type: "card_error",
    message,
    ...(code !== undefined && { code }),
    more: { ...more, payment_intent: intent },
  });
}

export function handleIntentTasks(side: StripeSide): void {
  side.agenda.handle("stripe-debit", (payload) => {
    const { account, id } = JSON.parse(payload) as { account: string; id: string };
    const call = ownCall(side, account);
    completeDebit(call, id, hiddenOf(call, id).fails !== true);
  });
}

import { z } from "zod";
import { checkAmount, readCurrency } from "../amounts.ts";
import { StripeError, stripeErrors } from "../errors.ts";
import { emit } from "../events.ts";
import { flag, mergeMetadata, metadata, readForm, textOrClear, whole } from "../forms.ts";
import { addIntent, toCardError, tryIntent } from "../intents.ts";
import { paginate } from "../lists.ts";
import { needMethod } from "../methods.ts";
import type { PaymentIntent, PaymentMethodType } from "../objects.ts";
import { idIn, type StripeRoute } from "../route.ts";
import { listObjects, needObject, nowSeconds, saveObject, type Call } from "../side.ts";

const types = z.array(z.enum(["card", "us_bank_account", "sepa_debit", "bacs_debit"]));

const Create = z.object({
  amount: whole,
  currency: z.string(),
  customer: z.string().optional(),
  description: z.string().optional(),
  metadata: metadata.optional(),
  receipt_email: z.string().optional(),
  setup_future_usage: z.enum(["off_session", "on_session"]).optional(),
  payment_method: z.string().optional(),
  payment_method_types: types.optional(),
  automatic_payment_methods: z.object({ enabled: flag }).optional(),
  confirm: flag.default(false),
});

const Change = z.object({
  amount: whole.optional(),
  description: textOrClear.optional(),
  metadata: metadata.optional(),
  receipt_email: textOrClear.optional(),
  payment_method: z.string().optional(),
});

const Confirm = z.object({ payment_method: z.string().optional() });
const Cancel = z.object({
  cancellation_reason: z.enum(["duplicate", "fraudulent", "requested_by_customer", "abandoned"]).optional(),
});
const Filter = z.object({ customer: z.string().optional() });

const allTypes: PaymentMethodType[] = ["card", "us_bank_account", "sepa_debit", "bacs_debit"];
const canConfirm = new Set(["requires_payment_method", "requires_confirmation", "requires_action"]);

function unexpected(intent: PaymentIntent, what: string): StripeError {
  return new StripeError({
    status: 400,
    type: "invalid_request_error",
    code: "payment_intent_unexpected_state",
    message: `You cannot ${what} this PaymentIntent because it has a status of ${intent.status}.`,
    more: { payment_intent: intent },
  });
}

/** Confirms with a method; a refusal answers with 402, and the intent keeps it. */
function confirm(call: Call, intent: PaymentIntent, methodId: string | null): PaymentIntent {
  if (!canConfirm.has(intent.status)) throw unexpected(intent, "confirm");
  if (methodId === null) {
    throw stripeErrors.invalid(
      "You cannot confirm this PaymentIntent because it's missing a payment method.",
      "payment_intent_unexpected_state",
    );
  }
  const tried = tryIntent(call, intent, needMethod(call, methodId, intent.customer));
  if (tried.last_payment_error !== null) throw toCardError(tried);
  return tried;
}

function create(call: Call, form: Record<string, unknown>): PaymentIntent {
  const fields = readForm(Create, form);
  const currency = readCurrency(fields.currency);
  checkAmount(fields.amount, currency);
  const customer =
    fields.customer === undefined ? null : needObject(call, "customer", fields.customer, "customer").id;
  const isAutomatic = fields.automatic_payment_methods?.enabled ?? fields.payment_method_types === undefined;
  const intent = addIntent(call, {
    amount: fields.amount,
    currency,
    customer,
    description: fields.description ?? null,
    metadata: fields.metadata ?? {},
    receiptEmail: fields.receipt_email ?? null,
    setupFutureUsage: fields.setup_future_usage ?? null,
    types: fields.payment_method_types ?? allTypes,
  });
  const kept = isAutomatic
    ? saveObject(call, { ...intent, automatic_payment_methods: { allow_redirects: "always", enabled: true } })
    : intent;
  if (fields.payment_method === undefined) return kept;
  const method = needMethod(call, fields.payment_method, customer);
  if (fields.confirm) return confirm(call, kept, method.id);
  return saveObject(call, { ...kept, payment_method: method.id, status: "requires_confirmation" as const });
}

export const intentRoutes: StripeRoute[] = [
  { method: "POST", path: "/v1/payment_intents", run: (call, _params, form) => create(call, form) },
  {
    method: "POST",
    path: "/v1/payment_intents/:id",
    run: (call, params, form) => {
      const { metadata: change, payment_method: method, ...fields } = readForm(Change, form);
      const before = needObject(call, "payment_intent", idIn(params), "intent");
      if (!canConfirm.has(before.status)) throw unexpected(before, "update");
      if (fields.amount !== undefined) checkAmount(fields.amount, before.currency);
      const given = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
      return saveObject(call, {
        ...before,
        ...given,
        ...(method !== undefined && {
          payment_method: needMethod(call, method, before.customer).id,
          status: "requires_confirmation" as const,
        }),
        metadata: mergeMetadata(before.metadata, change),
      });
    },
  },
  {
    method: "POST",
    path: "/v1/payment_intents/:id/confirm",
    run: (call, params, form) => {
      const intent = needObject(call, "payment_intent", idIn(params), "intent");
      return confirm(call, intent, readForm(Confirm, form).payment_method ?? intent.payment_method);
    },
  },
  {
    method: "POST",
    path: "/v1/payment_intents/:id/cancel",
    run: (call, params, form) => {
      const intent = needObject(call, "payment_intent", idIn(params), "intent");
      if (!canConfirm.has(intent.status)) throw unexpected(intent, "cancel");
      const canceled = saveObject(call, {
        ...intent,
        status: "canceled" as const,
        canceled_at: nowSeconds(call.side),
        cancellation_reason: readForm(Cancel, form).cancellation_reason ?? null,
        next_action: null,
      });
      emit(call, "payment_intent.canceled", canceled);
      return canceled;
    },
  },
  {
    method: "GET",
    path: "/v1/payment_intents/:id",
    run: (call, params) => needObject(call, "payment_intent", idIn(params), "intent"),
  },
  {
    method: "GET",
    path: "/v1/payment_intents",
    run: (call, _params, form) => {
      const { customer } = readForm(Filter, form);
      const rows = listObjects(call, "payment_intent").filter(
        (row) => customer === undefined || row.customer === customer,
      );
      return paginate(rows, form, "/v1/payment_intents");
    },
  },
];

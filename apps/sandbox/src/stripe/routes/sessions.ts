import { z } from "zod";
import { stripeErrors } from "../errors.ts";
import { metadata, readForm, whole } from "../forms.ts";
import { newStripeId } from "../ids.ts";
import { paginate } from "../lists.ts";
import type { CheckoutSession } from "../objects.ts";
import { Lines, priceLines, showLines, type PricedLine } from "../prices.ts";
import { idIn, type Form, type StripeRoute } from "../route.ts";
import { expireSession, scheduleSession } from "../sessions.ts";
import { hiddenOf, listObjects, needObject, nowSeconds, saveObject, type Call } from "../side.ts";

const Create = z.object({
  mode: z.enum(["payment", "subscription", "setup"]),
  line_items: Lines.optional(),
  success_url: z.string().optional(),
  cancel_url: z.string().optional(),
  ui_mode: z.string().optional(),
  client_reference_id: z.string().max(200).optional(),
  customer: z.string().optional(),
  customer_email: z.string().optional(),
  currency: z.string().optional(),
  metadata: metadata.optional(),
  payment_intent_data: z
    .object({
      description: z.string().optional(),
      metadata: metadata.optional(),
      receipt_email: z.string().optional(),
      setup_future_usage: z.enum(["off_session", "on_session"]).optional(),
    })
    .optional(),
  subscription_data: z
    .object({ metadata: metadata.optional(), trial_period_days: whole.optional() })
    .optional(),
  payment_method_types: z.array(z.enum(["card", "us_bank_account", "sepa_debit", "bacs_debit"])).optional(),
  expires_at: whole.optional(),
});

const Filter = z.object({
  customer: z.string().optional(),
  payment_intent: z.string().optional(),
  subscription: z.string().optional(),
  status: z.string().optional(),
});

const longestSeconds = 86_400;
const shortestSeconds = 1_800;

function checkExpiry(call: Call, expiresAt: number | undefined): number {
  const nowS = nowSeconds(call.side);
  if (expiresAt === undefined) return nowS + longestSeconds;
  if (expiresAt >= nowS + shortestSeconds - 60 && expiresAt <= nowS + longestSeconds + 60) return expiresAt;
  throw stripeErrors.invalid(
    "The `expires_at` timestamp must be between 30 minutes and 24 hours from Checkout Session creation.",
    undefined,
    "expires_at",
  );
}

function checkLines(mode: CheckoutSession["mode"], lines: readonly PricedLine[]): void {
  if (mode !== "setup" && lines.length === 0) throw stripeErrors.missing("line_items");
  const isRecurring = lines.some(({ price }) => price.type === "recurring");
  if (mode === "payment" && isRecurring) {
    throw stripeErrors.invalid(
      "You specified `payment` mode but passed a recurring price. Either switch to `subscription` mode or use only one-time prices.",
      undefined,
      "line_items",
    );
  }
  if (mode === "subscription" && !isRecurring) {
    throw stripeErrors.invalid(
      "You must provide at least one recurring price in `subscription` mode when using prices.",
      undefined,
      "line_items",
    );
  }
}

const sessionConstants = {
  adaptive_pricing: null,
  after_expiration: null,
  allow_promotion_codes: null,
  automatic_tax: { enabled: false, liability: null, provider: null, status: null },
  billing_address_collection: null,
  client_secret: null,
  collected_information: null,
  consent: null,
  consent_collection: null,
  currency_conversion: null,
  custom_fields: [],
  custom_text: {
    after_submit: null,
    shipping_address: null,
    submit: null,
    terms_of_service_acceptance: null,
  },
  customer_account: null,
  discounts: [],
  integration_identifier: null,
  invoice_creation: null,
  locale: null,
  managed_payments: null,
  origin_context: null,
  payment_link: null,
  payment_method_configuration_details: null,
  payment_method_options: {},
  permissions: null,
  phone_number_collection: { enabled: false },
  recovered_from: null,
  saved_payment_method_options: null,
  shipping_address_collection: null,
  shipping_cost: null,
  shipping_options: [],
  submit_type: null,
  ui_mode: "hosted",
  wallet_options: null,
};

function create(call: Call, form: Form): CheckoutSession {
  const fields = readForm(Create, form);
  if (fields.success_url === undefined) throw stripeErrors.missing("success_url");
  const expires = checkExpiry(call, fields.expires_at);
  const customer =
    fields.customer === undefined ? null : needObject(call, "customer", fields.customer, "customer");
  const lines = fields.line_items === undefined ? [] : priceLines(call, fields.line_items);
  checkLines(fields.mode, lines);
  const total = fields.mode === "setup" ? null : lines.reduce((sum, { amount }) => sum + amount, 0);
  const id = newStripeId("cs_test");
  const session: CheckoutSession = {
    ...sessionConstants,
    id,
    object: "checkout.session",
    amount_subtotal: total,
    amount_total: total,
    cancel_url: fields.cancel_url ?? null,
    client_reference_id: fields.client_reference_id ?? null,
    created: nowSeconds(call.side),
    currency: lines[0]?.price.currency ?? fields.currency ?? null,
    customer: customer?.id ?? null,
    customer_details: null,
    customer_email: fields.customer_email ?? customer?.email ?? null,
    expires_at: expires,
    invoice: null,
    livemode: false,
    metadata: fields.metadata ?? {},
    mode: fields.mode,
    payment_intent: null,
    payment_method_types: fields.payment_method_types ?? ["card"],
    payment_status: fields.mode === "setup" ? "no_payment_required" : "unpaid",
    setup_intent: null,
    status: "open",
    subscription: null,
    success_url: fields.success_url,
    url: call.side.pageUrl(`/checkout/${id}`),
    customer_creation: fields.mode === "payment" ? "if_required" : "always",
    payment_method_collection: fields.mode === "payment" ? "if_required" : "always",
    total_details: total === null ? null : { amount_discount: 0, amount_shipping: 0, amount_tax: 0 },
  };
  saveObject(call, session, {
    lineItems: showLines(lines),
    ...(fields.payment_intent_data !== undefined && { intentData: fields.payment_intent_data }),
    ...(fields.subscription_data !== undefined && { subscriptionData: fields.subscription_data }),
  });
  scheduleSession(call, session);
  return session;
}

export const sessionRoutes: StripeRoute[] = [
  { method: "POST", path: "/v1/checkout/sessions", run: (call, _params, form) => create(call, form) },
  {
    method: "GET",
    path: "/v1/checkout/sessions/:id",
    run: (call, params) => needObject(call, "checkout.session", idIn(params), "session"),
  },
  {
    method: "GET",
    path: "/v1/checkout/sessions",
    run: (call, _params, form) => {
      const filter = readForm(Filter, form);
      const rows = listObjects(call, "checkout.session").filter(
        (row) =>
          row.customer === (filter.customer ?? row.customer) &&
          row.payment_intent === (filter.payment_intent ?? row.payment_intent) &&
          row.subscription === (filter.subscription ?? row.subscription) &&
          row.status === (filter.status ?? row.status),
      );
      return paginate(rows, form, "/v1/checkout/sessions");
    },
  },
  {
    method: "POST",
    path: "/v1/checkout/sessions/:id/expire",
    run: (call, params) => {
      const session = needObject(call, "checkout.session", idIn(params), "session");
      if (session.status === "open") return expireSession(call, session);
      throw stripeErrors.invalid(
        `Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of \`${session.status}\`.`,
      );
    },
  },
  {
    method: "GET",
    path: "/v1/checkout/sessions/:id/line_items",
    run: (call, params, form) => {
      const session = needObject(call, "checkout.session", idIn(params), "session");
      const lines = (hiddenOf(call, session.id).lineItems ?? []) as { id: string; created: number }[];
      return paginate(lines.toReversed(), form, `/v1/checkout/sessions/${session.id}/line_items`);
    },
  },
];

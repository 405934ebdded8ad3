/** Objects as Stripe's API shows them in its current shape. Amounts in Stripe's minor units; instants in seconds. */
export type StripeObject = { id: string; object: string; created: number; livemode?: boolean };
type Metadata = Record<string, string>;

/** Fields that nothing here reads are shown all the same. */
type Bare<Name extends string> = { id: string; object: Name; created: number; [field: string]: unknown };
type Base<Name extends string> = Bare<Name> & { livemode: boolean; metadata: Metadata };

export type Customer = Base<"customer"> & {
  /** What the customer owes beside its invoices; credit is negative. */
  balance: number;
  email: string | null;
  name: string | null;
  phone: string | null;
  description: string | null;
  currency: string | null;
  delinquent: boolean;
  invoice_settings: { default_payment_method: string | null; [field: string]: unknown };
};

export type Product = Base<"product"> & {
  name: string;
  active: boolean;
  description: string | null;
  default_price: string | null;
};

export type Price = Base<"price"> & {
  active: boolean;
  currency: string;
  product: string;
  unit_amount: number;
  type: "one_time" | "recurring";
  recurring: {
    interval: "day" | "week" | "month" | "year";
    interval_count: number;
    [field: string]: unknown;
  } | null;
  lookup_key: string | null;
  nickname: string | null;
};

export type PaymentMethodType = "card" | "us_bank_account" | "sepa_debit" | "bacs_debit";

export type PaymentMethod = Base<"payment_method"> & {
  type: PaymentMethodType;
  customer: string | null;
  billing_details: Record<string, unknown>;
};

export type CardError = {
  type: string;
  code?: string;
  decline_code?: string;
  message: string;
  [field: string]: unknown;
};

export type PaymentIntent = Base<"payment_intent"> & {
  amount: number;
  amount_received: number;
  currency: string;
  status:
    | "requires_payment_method"
    | "requires_confirmation"
    | "requires_action"
    | "processing"
    | "requires_capture"
    | "canceled"
    | "succeeded";
  customer: string | null;
  payment_method: string | null;
  payment_method_types: PaymentMethodType[];
  latest_charge: string | null;
  last_payment_error: CardError | null;
  next_action: Record<string, unknown> | null;
  description: string | null;
  client_secret: string;
  canceled_at: number | null;
  cancellation_reason: string | null;
  receipt_email: string | null;
  setup_future_usage: string | null;
};

export type SetupIntent = Base<"setup_intent"> & {
  status: "requires_payment_method" | "requires_confirmation" | "requires_action" | "canceled" | "succeeded";
  customer: string | null;
  payment_method: string | null;
  client_secret: string;
};

export type Charge = Base<"charge"> & {
  amount: number;
  amount_captured: number;
  amount_refunded: number;
  currency: string;
  status: "succeeded" | "pending" | "failed";
  paid: boolean;
  refunded: boolean;
  disputed: boolean;
  customer: string | null;
  payment_intent: string | null;
  payment_method: string | null;
  balance_transaction: string | null;
  description: string | null;
  failure_code: string | null;
  failure_message: string | null;
  failure_balance_transaction: string | null;
};

export type Refund = Base<"refund"> & {
  amount: number;
  currency: string;
  charge: string;
  payment_intent: string | null;
  balance_transaction: string | null;
  reason: string | null;
  status: "pending" | "requires_action" | "succeeded" | "failed" | "canceled";
  failure_reason?: string;
  failure_balance_transaction?: string;
};

export type Dispute = Base<"dispute"> & {
  amount: number;
  currency: string;
  charge: string;
  payment_intent: string | null;
  reason: string;
  status: "needs_response" | "under_review" | "won" | "lost";
  balance_transactions: BalanceTransaction[];
  evidence: Record<string, unknown>;
  evidence_details: {
    due_by: number;
    has_evidence: boolean;
    past_due: boolean;
    submission_count: number;
    [field: string]: unknown;
  };
};

export type BalanceTransaction = Bare<"balance_transaction"> & {
  amount: number;
  fee: number;
  net: number;
  currency: string;
  source: string;
  type:
    | "charge"
    | "payment"
    | "refund"
    | "payment_refund"
    | "refund_failure"
    | "adjustment"
    | "payout"
    | "payout_failure";
  status: "available" | "pending";
  available_on: number;
};

export type Payout = Base<"payout"> & {
  amount: number;
  currency: string;
  status: "pending" | "in_transit" | "paid" | "failed" | "canceled";
  automatic: boolean;
  arrival_date: number;
  balance_transaction: string | null;
  failure_code: string | null;
  failure_message: string | null;
  failure_balance_transaction: string | null;
  reconciliation_status: "not_applicable" | "in_progress" | "completed";
};

export type CheckoutSession = Base<"checkout.session"> & {
  mode: "payment" | "subscription" | "setup";
  status: "open" | "complete" | "expired";
  payment_status: "paid" | "unpaid" | "no_payment_required";
  amount_subtotal: number | null;
  amount_total: number | null;
  currency: string | null;
  client_reference_id: string | null;
  customer: string | null;
  customer_email: string | null;
  customer_details: Record<string, unknown> | null;
  payment_intent: string | null;
  setup_intent: string | null;
  subscription: string | null;
  invoice: string | null;
  payment_method_types: PaymentMethodType[];
  success_url: string | null;
  cancel_url: string | null;
  expires_at: number;
  url: string | null;
};

export type SubscriptionItem = Base<"subscription_item"> & {
  price: Price;
  quantity: number;
  subscription: string;
  current_period_start: number;
  current_period_end: number;
};

export type ListOf<Item> = { object: "list"; data: Item[]; has_more: boolean; url: string };

export type Subscription = Base<"subscription"> & {
  status:
    | "incomplete"
    | "incomplete_expired"
    | "trialing"
    | "active"
    | "past_due"
    | "unpaid"
    | "paused"
    | "canceled";
  customer: string;
  currency: string;
  items: ListOf<SubscriptionItem>;
  default_payment_method: string | null;
  latest_invoice: string | null;
  cancel_at: number | null;
  cancel_at_period_end: boolean;
  canceled_at: number | null;
  ended_at: number | null;
  trial_start: number | null;
  trial_end: number | null;
  start_date: number;
  billing_cycle_anchor: number;
  pause_collection: Record<string, unknown> | null;
};

export type InvoiceLine = {
  id: string;
  object: "line_item";
  amount: number;
  currency: string;
  [field: string]: unknown;
};

export type Invoice = Base<"invoice"> & {
  status: "draft" | "open" | "paid" | "void" | "uncollectible";
  billing_reason: "manual" | "subscription_create" | "subscription_cycle" | "subscription_update";
  customer: string;
  currency: string;
  amount_due: number;
  amount_paid: number;
  amount_remaining: number;
  starting_balance: number;
  ending_balance: number;
  subtotal: number;
  total: number;
  attempt_count: number;
  attempted: boolean;
  collection_method: "charge_automatically" | "send_invoice";
  parent: {
    type: "subscription_details";
    subscription_details: { subscription: string; metadata: Metadata };
    quote_details: null;
  } | null;
  lines: ListOf<InvoiceLine>;
  number: string | null;
  period_start: number;
  period_end: number;
  due_date: number | null;
  next_payment_attempt: number | null;
  hosted_invoice_url: string | null;
  status_transitions: {
    finalized_at: number | null;
    marked_uncollectible_at: number | null;
    paid_at: number | null;
    voided_at: number | null;
  };
};

export type InvoicePayment = Bare<"invoice_payment"> & { livemode: boolean } & {
  invoice: string;
  amount_paid: number | null;
  amount_requested: number;
  currency: string;
  is_default: boolean;
  payment: { type: "payment_intent"; payment_intent: string };
  status: "open" | "paid" | "canceled";
  status_transitions: { canceled_at: number | null; paid_at: number | null };
};

export type PortalSession = Bare<"billing_portal.session"> & { livemode: boolean } & {
  customer: string;
  return_url: string | null;
  url: string;
};

export type WebhookEndpoint = Base<"webhook_endpoint"> & {
  url: string;
  enabled_events: string[];
  api_version: string | null;
  description: string | null;
  status: "enabled" | "disabled";
  application: null;
  secret?: string;
};

export type StripeEvent = Bare<"event"> & { livemode: boolean } & {
  type: string;
  api_version: string;
  data: { object: StripeObject; previous_attributes?: Record<string, unknown> };
  pending_webhooks: number;
  request: { id: string | null; idempotency_key: string | null };
};

export type Kinds = {
  customer: Customer;
  product: Product;
  price: Price;
  payment_method: PaymentMethod;
  payment_intent: PaymentIntent;
  setup_intent: SetupIntent;
  charge: Charge;
  refund: Refund;
  dispute: Dispute;
  balance_transaction: BalanceTransaction;
  payout: Payout;
  "checkout.session": CheckoutSession;
  subscription: Subscription;
  invoice: Invoice;
  invoice_payment: InvoicePayment;
  "billing_portal.session": PortalSession;
  webhook_endpoint: WebhookEndpoint;
  event: StripeEvent;
};

export type Kind = keyof Kinds;

/** What an invoice is made of. */
export type NewInvoice = {
  customer: string;
  currency: string;
  reason: Invoice["billing_reason"];
  subscription: { id: string; metadata: Record<string, string> } | null;
  lines: {
    amount: number;
    description: string;
    price: string;
    product: string;
    item: string;
    quantity: number;
    /** Of a change within a period: what part of it the line is for. */
    proration?: { start: number; end: number };
  }[];
  period: { start: number; end: number };
  metadata?: Record<string, string>;
};

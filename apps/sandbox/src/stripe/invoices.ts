import { stripeErrors } from "./errors.ts";
import { emit } from "./events.ts";
import { newStripeId } from "./ids.ts";
import { addIntent, tryIntent } from "./intents.ts";
import type { Invoice, InvoiceLine, InvoicePayment, PaymentIntent, NewInvoice } from "./objects.ts";
import { findObject, hiddenOf, listObjects, needObject, nowSeconds, saveObject, type Call } from "./side.ts";

const invoiceConstants = {
  account_country: "GB",
  account_name: null,
  account_tax_ids: null,
  amount_overpaid: 0,
  amount_shipping: 0,
  application: null,
  automatic_tax: { disabled_reason: null, enabled: false, liability: null, provider: null, status: null },
  automatically_finalizes_at: null,
  custom_fields: null,
  customer_account: null,
  customer_address: null,
  customer_name: null,
  customer_phone: null,
  customer_shipping: null,
  customer_tax_exempt: "none",
  customer_tax_ids: [],
  default_payment_method: null,
  default_source: null,
  default_tax_rates: [],
  description: null,
  discounts: [],
  ending_balance: 0,
  footer: null,
  from_invoice: null,
  invoice_pdf: null,
  issuer: { type: "self" },
  last_finalization_error: null,
  latest_revision: null,
  on_behalf_of: null,
  payment_settings: { default_mandate: null, payment_method_options: null, payment_method_types: null },
  post_payment_credit_notes_amount: 0,
  pre_payment_credit_notes_amount: 0,
  receipt_number: null,
  rendering: null,
  shipping_cost: null,
  shipping_details: null,
  starting_balance: 0,
  statement_descriptor: null,
  test_clock: null,
  total_discount_amounts: [],
  total_pretax_credit_amounts: [],
  total_taxes: [],
  webhooks_delivered_at: null,
};

function lineOf(invoice: string, fields: NewInvoice, line: NewInvoice["lines"][number]): InvoiceLine {
  const { proration } = line;
  const details = {
    invoice_item: null,
    proration: proration !== undefined,
    proration_details: { credited_items: null },
  };
  return {
    id: newStripeId("il"),
    object: "line_item",
    amount: line.amount,
    currency: fields.currency,
    description: line.description,
    discount_amounts: [],
    discountable: true,
    discounts: [],
    invoice,
    livemode: false,
    metadata: {},
    parent:
      fields.subscription === null
        ? null
        : {
            invoice_item_details: null,
            subscription_item_details: {
              ...details,
              subscription: fields.subscription.id,
              subscription_item: line.item,
            },
            type: "subscription_item_details",
          },
    period: proration ?? fields.period,
    pretax_credit_amounts: [],
    pricing: {
      price_details: { price: line.price, product: line.product },
      type: "price_details",
      unit_amount_decimal: String(line.amount / line.quantity),
    },
    quantity: line.quantity,
    quantity_decimal: String(line.quantity),
    subscription: fields.subscription?.id ?? null,
    subtotal: line.amount,
    taxes: [],
  };
}

/** What a customer owes, as a draft that nothing keeps yet. */
export function draftInvoice(call: Call, fields: NewInvoice, id = newStripeId("in")): Invoice {
  const total = fields.lines.reduce((sum, { amount }) => sum + amount, 0);
  const created = nowSeconds(call.side);
  const { subscription } = fields;
  return {
    ...invoiceConstants,
    id,
    object: "invoice",
    amount_due: total,
    amount_paid: 0,
    amount_remaining: total,
    attempt_count: 0,
    attempted: false,
    billing_reason: fields.reason,
    collection_method: "charge_automatically",
    created,
    currency: fields.currency,
    customer: fields.customer,
    due_date: null,
    hosted_invoice_url: null,
    lines: {
      object: "list",
      data: fields.lines.map((line) => lineOf(id, fields, line)),
      has_more: false,
      url: `/v1/invoices/${id}/lines`,
    },
    livemode: false,
    metadata: fields.metadata ?? {},
    next_payment_attempt: null,
    number: null,
    parent:
      subscription === null
        ? null
        : {
            type: "subscription_details",
            subscription_details: { metadata: subscription.metadata, subscription: subscription.id },
            quote_details: null,
          },
    period_end: fields.period.end,
    period_start: fields.period.start,
    status: "draft",
    status_transitions: { finalized_at: null, marked_uncollectible_at: null, paid_at: null, voided_at: null },
    subtotal: total,
    total,
    auto_advance: true,
    customer_email: findObject(call, "customer", fields.customer)?.email ?? null,
    effective_at: created,
    subtotal_excluding_tax: total,
    total_excluding_tax: total,
  };
}

/** Inside an act: a draft of what a customer owes. */
export function addInvoice(call: Call, fields: NewInvoice): Invoice {
  const invoice = saveObject(call, draftInvoice(call, fields), {});
  emit(call, "invoice.created", invoice);
  return invoice;
}

/** What is left to pay once the customer's balance is set against it: what is negative there is credit. */
export function dueAfterBalance(
  invoice: Invoice,
  balance: number,
): Pick<Invoice, "amount_due" | "amount_remaining" | "starting_balance" | "ending_balance"> {
  const due = invoice.total + balance;
  const amount = Math.max(0, due);
  return {
    amount_due: amount,
    amount_remaining: amount,
    starting_balance: balance,
    ending_balance: Math.min(0, due),
  };
}

/** Inside an act: takes credit into account, and keeps what is over of it. */
function settleBalance(call: Call, invoice: Invoice): Invoice {
  const customer = findObject(call, "customer", invoice.customer);
  if (customer === undefined) return invoice;
  const after = dueAfterBalance(invoice, customer.balance);
  if (after.ending_balance !== customer.balance)
    saveObject(call, { ...customer, balance: after.ending_balance });
  return { ...invoice, ...after };
}

/** Inside an act: the draft becomes a claim, with its number. */
export function finalizeInvoice(call: Call, invoice: Invoice): Invoice {
  if (invoice.status !== "draft") return invoice;
  const sequence = listObjects(call, "invoice").filter(({ number }) => number !== null).length + 1;
  const open = saveObject(call, {
    ...settleBalance(call, invoice),
    status: "open" as const,
    number: `SANDBOX-${String(sequence).padStart(4, "0")}`,
    hosted_invoice_url: call.side.pageUrl(`/invoice/${invoice.id}`),
    status_transitions: { ...invoice.status_transitions, finalized_at: nowSeconds(call.side) },
  });
  emit(call, "invoice.finalized", open);
  return open.amount_due === 0 ? settle(call, open) : open;
}

function settle(call: Call, invoice: Invoice): Invoice {
  const paid = saveObject(call, {
    ...invoice,
    status: "paid" as const,
    amount_paid: invoice.amount_due,
    amount_remaining: 0,
    attempted: true,
    next_payment_attempt: null,
    status_transitions: { ...invoice.status_transitions, paid_at: nowSeconds(call.side) },
  });
  emit(call, "invoice.paid", paid);
  emit(call, "invoice.payment_succeeded", paid);
  return paid;
}

function paymentOf(call: Call, invoice: Invoice): InvoicePayment {
  const known = listObjects(call, "invoice_payment").find((row) => row.invoice === invoice.id);
  if (known !== undefined) return known;
  const intent = addIntent(
    call,
    {
      amount: invoice.amount_remaining,
      currency: invoice.currency,
      customer: invoice.customer,
      description:
        invoice.billing_reason === "subscription_create" ? "Subscription creation" : "Subscription update",
    },
    { invoice: invoice.id },
  );
  const payment: InvoicePayment = {
    id: newStripeId("inpay"),
    object: "invoice_payment",
    amount_paid: null,
    amount_requested: invoice.amount_remaining,
    created: nowSeconds(call.side),
    currency: invoice.currency,
    invoice: invoice.id,
    is_default: true,
    livemode: false,
    payment: { type: "payment_intent", payment_intent: intent.id },
    status: "open",
    status_transitions: { canceled_at: null, paid_at: null },
  };
  return saveObject(call, payment, {});
}

/** Inside an act: tries to take what an open invoice claims. */
export function payInvoice(call: Call, invoice: Invoice, methodId: string | null): Invoice {
  if (invoice.status !== "open" && invoice.status !== "uncollectible") {
    throw stripeErrors.unexpectedState("invoice_not_open", `Invoice is already ${invoice.status}`);
  }
  const payment = paymentOf(call, invoice);
  const intent = needObject(call, "payment_intent", payment.payment.payment_intent);
  const attempted = saveObject(call, {
    ...invoice,
    attempted: true,
    attempt_count: invoice.attempt_count + 1,
  });
  if (methodId === null) return refuseInvoice(call, attempted);
  const tried = tryIntent(call, intent, needObject(call, "payment_method", methodId));
  if (tried.status === "succeeded") return endInvoicePayment(call, tried) ?? attempted;
  if (tried.status === "requires_action") emit(call, "invoice.payment_action_required", attempted);
  return tried.status === "processing" ? attempted : refuseInvoice(call, attempted);
}

function refuseInvoice(call: Call, invoice: Invoice): Invoice {
  const refused = saveObject(call, { ...invoice, next_payment_attempt: nowSeconds(call.side) + 3 * 86_400 });
  emit(call, "invoice.payment_failed", refused);
  return refused;
}

/** Inside an act: an intent that was made for an invoice has ended. */
export function endInvoicePayment(call: Call, intent: PaymentIntent): Invoice | undefined {
  const { invoice: id } = hiddenOf(call, intent.id);
  if (id === undefined) return undefined;
  const invoice = needObject(call, "invoice", id);
  if (intent.status !== "succeeded") return refuseInvoice(call, invoice);
  const payment = paymentOf(call, invoice);
  const paid = saveObject(call, {
    ...payment,
    amount_paid: intent.amount_received,
    status: "paid" as const,
    status_transitions: { ...payment.status_transitions, paid_at: nowSeconds(call.side) },
  });
  emit(call, "invoice_payment.paid", paid);
  return settle(call, invoice);
}

/** Inside an act: an invoice ends without money. */
export function endInvoice(call: Call, invoice: Invoice, status: "void" | "uncollectible"): Invoice {
  if (invoice.status !== "open" && !(invoice.status === "uncollectible" && status === "void")) {
    throw stripeErrors.unexpectedState(
      "invoice_not_open",
      `You can only change open invoices, this one is ${invoice.status}.`,
    );
  }
  const nowS = nowSeconds(call.side);
  const change = status === "void" ? { voided_at: nowS } : { marked_uncollectible_at: nowS };
  const ended = saveObject(call, {
    ...invoice,
    status,
    next_payment_attempt: null,
    status_transitions: { ...invoice.status_transitions, ...change },
  });
  emit(call, status === "void" ? "invoice.voided" : "invoice.marked_uncollectible", ended);
  return ended;
}

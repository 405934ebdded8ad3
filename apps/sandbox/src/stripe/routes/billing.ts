import { z } from "zod";
import { stripeErrors } from "../errors.ts";
import { flag, mergeMetadata, metadata, readForm, whole } from "../forms.ts";
import { newStripeId } from "../ids.ts";
import { endInvoice, finalizeInvoice, payInvoice } from "../invoices.ts";
import { paginate } from "../lists.ts";
import { needMethod } from "../methods.ts";
import type { Invoice, PortalSession, Subscription } from "../objects.ts";
import { idIn, type Form, type StripeRoute } from "../route.ts";
import { listObjects, needObject, nowSeconds, saveObject, type Call } from "../side.ts";
import { changeItems, previewInvoice } from "../subscription-changes.ts";
import {
  cancelSubscription,
  changeSubscription,
  follow,
  resumeSubscription,
  startSubscription,
} from "../subscriptions.ts";

const quantity = whole.pipe(z.number().min(1));

const Create = z.object({
  customer: z.string(),
  items: z.array(z.object({ price: z.string(), quantity: quantity.default(1) })).min(1),
  default_payment_method: z.string().optional(),
  metadata: metadata.optional(),
  trial_period_days: whole.default(0),
});

const Items = z.array(
  z.object({
    id: z.string().optional(),
    price: z.string().optional(),
    quantity: quantity.optional(),
    deleted: flag.optional(),
  }),
);
const Proration = z.enum(["create_prorations", "always_invoice", "none"]).default("create_prorations");

const Change = z.object({
  items: Items.optional(),
  proration_behavior: Proration,
  proration_date: whole.optional(),
  payment_behavior: z
    .enum(["allow_incomplete", "default_incomplete", "error_if_incomplete", "pending_if_incomplete"])
    .default("allow_incomplete"),
  cancel_at_period_end: flag.optional(),
  default_payment_method: z.string().optional(),
  metadata: metadata.optional(),
  pause_collection: z.union([z.literal(""), z.object({ behavior: z.string() })]).optional(),
});

const SubscriptionFilter = z.object({ customer: z.string().optional(), status: z.string().optional() });
const InvoiceFilter = SubscriptionFilter.extend({ subscription: z.string().optional() });

function change(call: Call, id: string, form: Form): Subscription {
  const fields = readForm(Change, form);
  const held = needObject(call, "subscription", id);
  const before =
    fields.items === undefined
      ? held
      : changeItems(call, held, {
          items: fields.items,
          proration: fields.proration_behavior,
          at: fields.proration_date,
          failsWhole: fields.payment_behavior === "error_if_incomplete",
        });
  const [first] = before.items.data;
  const { pause_collection: pause, cancel_at_period_end: atEnd, default_payment_method: method } = fields;
  return changeSubscription(call, before, {
    ...(atEnd !== undefined && {
      cancel_at_period_end: atEnd,
      cancel_at: atEnd ? (first?.current_period_end ?? null) : null,
      canceled_at: atEnd ? nowSeconds(call.side) : null,
    }),
    ...(method !== undefined && { default_payment_method: needMethod(call, method, before.customer).id }),
    ...(pause !== undefined && { pause_collection: pause === "" ? null : { ...pause, resumes_at: null } }),
    ...(fields.metadata !== undefined && { metadata: mergeMetadata(before.metadata, fields.metadata) }),
  });
}

const subscriptionRoutes: StripeRoute[] = [
  {
    method: "POST",
    path: "/v1/subscriptions",
    run: (call, _params, form) => {
      const fields = readForm(Create, form);
      const customer = needObject(call, "customer", fields.customer, "customer");
      const chosen = fields.default_payment_method ?? customer.invoice_settings.default_payment_method;
      return startSubscription(call, {
        customer: customer.id,
        items: fields.items,
        method: chosen === null ? null : needMethod(call, chosen, customer.id).id,
        metadata: fields.metadata ?? {},
        trialDays: fields.trial_period_days,
      });
    },
  },
  {
    method: "POST",
    path: "/v1/subscriptions/:id",
    run: (call, params, form) => change(call, idIn(params), form),
  },
  {
    method: "GET",
    path: "/v1/subscriptions/:id",
    run: (call, params) => needObject(call, "subscription", idIn(params)),
  },
  {
    method: "POST",
    path: "/v1/subscriptions/:id/resume",
    run: (call, params) => {
      const subscription = needObject(call, "subscription", idIn(params));
      if (subscription.status === "paused") return resumeSubscription(call, subscription);
      throw stripeErrors.invalid(
        `Only paused subscriptions can be resumed. This subscription is ${subscription.status}.`,
      );
    },
  },
  {
    method: "DELETE",
    path: "/v1/subscriptions/:id",
    run: (call, params) => cancelSubscription(call, needObject(call, "subscription", idIn(params))),
  },
  {
    method: "GET",
    path: "/v1/subscriptions",
    run: (call, _params, form) => {
      const { customer, status } = readForm(SubscriptionFilter, form);
      const rows = listObjects(call, "subscription").filter(
        (row) =>
          row.customer === (customer ?? row.customer) &&
          (status === undefined ? row.status !== "canceled" : status === "all" || row.status === status),
      );
      return paginate(rows, form, "/v1/subscriptions");
    },
  },
];

const Preview = z.object({
  customer: z.string().optional(),
  subscription: z.string(),
  subscription_details: z
    .object({
      items: Items.default([]),
      proration_behavior: Proration,
      proration_date: whole.optional(),
    })
    .default({ items: [], proration_behavior: "create_prorations" }),
});

function preview(call: Call, form: Form): Invoice {
  const fields = readForm(Preview, form);
  const subscription = needObject(call, "subscription", fields.subscription, "subscription");
  const { items, proration_behavior: proration, proration_date: at } = fields.subscription_details;
  return previewInvoice(call, subscription, { items, proration, at });
}

/** Pays by hand; a subscription that waited for the invoice follows. */
export function payByHand(call: Call, id: string, given: string | undefined): Invoice {
  const invoice = needObject(call, "invoice", id, "invoice");
  const subscriptionId = invoice.parent?.subscription_details.subscription;
  const subscription =
    subscriptionId === undefined ? undefined : needObject(call, "subscription", subscriptionId);
  const customer = needObject(call, "customer", invoice.customer);
  const chosen =
    given ?? subscription?.default_payment_method ?? customer.invoice_settings.default_payment_method;
  const paid = payInvoice(call, invoice, chosen === null ? null : needMethod(call, chosen, customer.id).id);
  if (subscription !== undefined && paid.status === "paid") follow(call, subscription, paid);
  return paid;
}

const PayForm = z.object({ payment_method: z.string().optional() });

const invoiceRoutes: StripeRoute[] = [
  { method: "POST", path: "/v1/invoices/create_preview", run: (call, _params, form) => preview(call, form) },
  {
    method: "GET",
    path: "/v1/invoices/:id",
    run: (call, params) => needObject(call, "invoice", idIn(params), "invoice"),
  },
  {
    method: "GET",
    path: "/v1/invoices",
    run: (call, _params, form) => {
      const { customer, status, subscription } = readForm(InvoiceFilter, form);
      const rows = listObjects(call, "invoice").filter(
        (row) =>
          row.customer === (customer ?? row.customer) &&
          row.status === (status ?? row.status) &&
          (subscription === undefined || row.parent?.subscription_details.subscription === subscription),
      );
      return paginate(rows, form, "/v1/invoices");
    },
  },
  {
    method: "POST",
    path: "/v1/invoices/:id/pay",
    run: (call, params, form) => {
      const { payment_method: given } = readForm(PayForm, form);
      return payByHand(call, idIn(params), given);
    },
  },
  {
    method: "POST",
    path: "/v1/invoices/:id/finalize",
    run: (call, params) => finalizeInvoice(call, needObject(call, "invoice", idIn(params), "invoice")),
  },
  {
    method: "POST",
    path: "/v1/invoices/:id/void",
    run: (call, params) => endInvoice(call, needObject(call, "invoice", idIn(params), "invoice"), "void"),
  },
  {
    method: "POST",
    path: "/v1/invoices/:id/mark_uncollectible",
    run: (call, params) =>
      endInvoice(call, needObject(call, "invoice", idIn(params), "invoice"), "uncollectible"),
  },
  {
    method: "GET",
    path: "/v1/invoice_payments",
    run: (call, _params, form) => {
      const { invoice } = readForm(z.object({ invoice: z.string().optional() }), form);
      const rows = listObjects(call, "invoice_payment").filter(
        (row) => row.invoice === (invoice ?? row.invoice),
      );
      return paginate(rows, form, "/v1/invoice_payments");
    },
  },
];

const PortalForm = z.object({ customer: z.string(), return_url: z.string().optional() });

const portalRoutes: StripeRoute[] = [
  {
    method: "POST",
    path: "/v1/billing_portal/sessions",
    run: (call, _params, form) => {
      const fields = readForm(PortalForm, form);
      const id = newStripeId("bps");
      const session: PortalSession = {
        id,
        object: "billing_portal.session",
        created: nowSeconds(call.side),
        customer: needObject(call, "customer", fields.customer, "customer").id,
        livemode: false,
        return_url: fields.return_url ?? null,
        url: call.side.pageUrl(`/portal/${id}`),
        configuration: "bpc_sandbox",
        customer_account: null,
        flow: null,
        locale: null,
        on_behalf_of: null,
      };
      return saveObject(call, session, {});
    },
  },
];

export const billingRoutes: StripeRoute[] = [...subscriptionRoutes, ...invoiceRoutes, ...portalRoutes];

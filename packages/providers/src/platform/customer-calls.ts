import { parseShape } from "../rails/shape.ts";
import type { StripeClient } from "../rails/stripe/client.ts";
import { agencyMark, showInvoice } from "./facts.ts";
import type { PlatformBilling, PlatformCustomer } from "./platform-billing.ts";
import { Customer, Invoice, Method, Session } from "./shapes.ts";

type CustomerCalls = Pick<
  PlatformBilling,
  "createCustomer" | "startCheckout" | "openPortal" | "readCustomer"
>;

/** Calls about the agency as a customer. */
export function customerCalls(client: StripeClient): CustomerCalls {
  return {
    createCustomer: ({ agencyId, name, email }, { signal }) =>
      client.call({ operation: "customer", effect: "keyed" }, signal, async (stripe) => {
        const made = await stripe.customers.create(
          { name, metadata: { [agencyMark]: agencyId }, ...(email !== null && { email }) },
          { idempotencyKey: `stead:customer:${agencyId}` },
        );
        return { customerId: parseShape(Customer, made, "customer").id };
      }),
    startCheckout: ({ agencyId, customerId, priceId, requestKey, returnUrl }, { signal }) =>
      client.call({ operation: "subscribe", effect: "keyed" }, signal, async (stripe) => {
        const mark = { [agencyMark]: agencyId };
        const made = await stripe.checkout.sessions.create(
          {
            mode: "subscription",
            customer: customerId,
            client_reference_id: agencyId,
            success_url: returnUrl,
            cancel_url: returnUrl,
            line_items: [{ price: priceId, quantity: 1 }],
            metadata: mark,
            subscription_data: { metadata: mark },
          },
          { idempotencyKey: `stead:subscribe:${requestKey}` },
        );
        return { url: parseShape(Session, made, "checkout session").url ?? "" };
      }),
    openPortal: ({ customerId, returnUrl }, { signal }) =>
      // A second link would harm nobody.
      client.call({ operation: "portal", effect: "keyed" }, signal, async (stripe) => {
        const { url } = await stripe.billingPortal.sessions.create({
          customer: customerId,
          return_url: returnUrl,
        });
        return { url };
      }),
    readCustomer: (customerId, { signal }) =>
      client.call({ operation: "customer-state", effect: "none" }, signal, async (stripe) => {
        const [customer, invoices, subscriptions] = await Promise.all([
          stripe.customers.retrieve(customerId, { expand: ["invoice_settings.default_payment_method"] }),
          stripe.invoices.list({ customer: customerId, limit: 24 }),
          stripe.subscriptions.list({
            customer: customerId,
            limit: 1,
            expand: ["data.default_payment_method"],
          }),
        ]);
        return showCustomer(customer, invoices.data, subscriptions.data[0]?.default_payment_method);
      }),
  };
}

function showCustomer(customer: unknown, invoices: readonly unknown[], own: unknown): PlatformCustomer {
  const { invoice_settings: settings } = parseShape(Customer, customer, "customer");
  // The subscription's own method goes before the customer's.
  const method = [own, settings?.default_payment_method]
    .map((candidate) => Method.safeParse(candidate).data)
    .find((candidate) => candidate !== undefined);
  const facts = method?.card ?? method?.sepa_debit ?? method?.us_bank_account ?? method?.bacs_debit;
  const month = facts?.exp_month?.toString().padStart(2, "0");
  return {
    invoices: invoices
      .map((row) => showInvoice(parseShape(Invoice, row, "invoice")))
      .filter((invoice) => invoice !== null)
      .filter(({ status }) => status !== "draft"),
    paymentMethod:
      method === undefined
        ? null
        : {
            kind: method.type,
            brand: facts?.brand ?? null,
            last4: facts?.last4 ?? null,
            expires: month === undefined ? null : `${month}/${facts?.exp_year ?? ""}`,
          },
  };
}

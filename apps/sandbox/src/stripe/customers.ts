import { emit } from "./events.ts";
import { newStripeId, randomText } from "./ids.ts";
import type { Customer } from "./objects.ts";
import { nowSeconds, saveObject, type Call } from "./side.ts";

/** Inside an act: somebody who pays. */
export function addCustomer(call: Call, fields: Partial<Customer>): Customer {
  const customer: Customer = {
    id: newStripeId("cus"),
    object: "customer",
    address: null,
    balance: 0,
    created: nowSeconds(call.side),
    currency: null,
    default_source: null,
    delinquent: false,
    description: null,
    discount: null,
    email: null,
    invoice_prefix: randomText(8).toUpperCase(),
    invoice_settings: {
      custom_fields: null,
      default_payment_method: null,
      footer: null,
      rendering_options: null,
    },
    livemode: false,
    metadata: {},
    name: null,
    next_invoice_sequence: 1,
    phone: null,
    preferred_locales: [],
    shipping: null,
    tax_exempt: "none",
    test_clock: null,
    ...fields,
  };
  emit(call, "customer.created", saveObject(call, customer, {}));
  return customer;
}

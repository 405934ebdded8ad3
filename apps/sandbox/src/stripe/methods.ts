import { stripeErrors } from "./errors.ts";
import { emit } from "./events.ts";
import { newStripeId, randomText } from "./ids.ts";
import type { PaymentMethod } from "./objects.ts";
import { findObject, nowSeconds, saveObject, type Call } from "./side.ts";
import { findTestMethod, type TestMethod } from "./sample-methods.ts";

const noAddress = { city: null, country: null, line1: null, line2: null, postal_code: null, state: null };

/** What a method or a charge shows of it. */
function methodDetails({
  type,
  number,
  brand,
}: Pick<TestMethod, "type" | "number" | "brand">): Record<string, unknown> {
  const last4 = number.slice(-4);
  if (type === "card") {
    return {
      brand,
      checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: "pass" },
      country: "US",
      display_brand: brand,
      exp_month: 8,
      exp_year: 2034,
      fingerprint: randomText(16),
      funding: "credit",
      generated_from: null,
      last4,
      networks: { available: [brand], preferred: null },
      regulated_status: "unregulated",
      three_d_secure_usage: { supported: true },
      wallet: null,
    };
  }
  if (type === "us_bank_account") {
    return {
      account_holder_type: "individual",
      account_type: "checking",
      bank_name: "STRIPE TEST BANK",
      fingerprint: randomText(16),
      last4,
      routing_number: "110000000",
    };
  }
  return type === "sepa_debit"
    ? {
        bank_code: "19043",
        branch_code: "",
        country: "AT",
        fingerprint: randomText(16),
        generated_from: null,
        last4,
      }
    : { fingerprint: randomText(16), last4, sort_code: "108800" };
}

/** Inside an act: a payment method of its own made from a test method. */
export function addMethod(
  call: Call,
  test: TestMethod,
  {
    customer = null,
    billingDetails = {},
  }: { customer?: string | null; billingDetails?: Record<string, unknown> } = {},
): PaymentMethod {
  const method: PaymentMethod = {
    id: newStripeId("pm"),
    object: "payment_method",
    billing_details: {
      address: noAddress,
      email: null,
      name: null,
      phone: null,
      tax_id: null,
      ...billingDetails,
    },
    created: nowSeconds(call.side),
    customer,
    livemode: false,
    metadata: {},
    type: test.type,
    allow_redisplay: "unspecified",
    customer_account: null,
    [test.type]: methodDetails(test),
  };
  return saveObject(call, method, { behaviour: test.behaviour });
}

/** A method of this account, or one that a test token stands for. Throws "No such PaymentMethod". */
export function needMethod(call: Call, idOrToken: string, customer: string | null): PaymentMethod {
  const test = findTestMethod(idOrToken);
  const found = test === undefined ? findObject(call, "payment_method", idOrToken) : addMethod(call, test);
  if (found === undefined) {
    throw stripeErrors.noSuch("PaymentMethod", idOrToken, "payment_method");
  }
  if (found.customer !== null && found.customer !== customer) {
    throw stripeErrors.invalid(
      "The payment method you provided is attached to another customer. Provide that customer as well.",
      undefined,
      "payment_method",
    );
  }
  return found;
}

/** Inside an act: saves a method with a customer. */
export function attachMethod(call: Call, method: PaymentMethod, customer: string): PaymentMethod {
  if (method.customer === customer) return method;
  const attached = saveObject(call, { ...method, customer });
  emit(call, "payment_method.attached", attached);
  return attached;
}

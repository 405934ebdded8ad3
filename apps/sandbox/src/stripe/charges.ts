import { addCharge } from "./balance.ts";
import { emit } from "./events.ts";
import { newStripeId } from "./ids.ts";
import type { Charge, PaymentIntent, PaymentMethod } from "./objects.ts";
import { nowSeconds, saveObject, type Call } from "./side.ts";

type Outcome = { status: Charge["status"]; code?: string; declineCode?: string; message?: string };

function detailsOf(method: PaymentMethod): object {
  const details = (method as Record<string, unknown>)[method.type] as Record<string, unknown>;
  const card = {
    ...details,
    amount_authorized: null,
    installments: null,
    mandate: null,
    network: details["brand"],
    three_d_secure: null,
  };
  return { [method.type]: method.type === "card" ? card : details, type: method.type };
}

function outcomeOf({ status, declineCode }: Outcome): object {
  const isGood = status !== "failed";
  return {
    advice_code: null,
    network_advice_code: null,
    network_decline_code: null,
    network_status: isGood ? "approved_by_network" : "declined_by_network",
    reason: declineCode ?? null,
    risk_level: "normal",
    seller_message: isGood
      ? "Payment complete."
      : "The bank did not return any further details with this decline.",
    type: isGood ? "authorized" : "issuer_declined",
  };
}

const noFields = {
  application: null,
  application_fee: null,
  application_fee_amount: null,
  calculated_statement_descriptor: "SANDBOX",
  failure_balance_transaction: null,
  fraud_details: {},
  on_behalf_of: null,
  receipt_number: null,
  receipt_url: null,
  review: null,
  shipping: null,
  source: null,
  source_transfer: null,
  statement_descriptor: null,
  statement_descriptor_suffix: null,
  transfer_data: null,
  transfer_group: null,
};

/** Inside an act: an attempt to take an intent's money. What succeeds comes into the balance at once. */
export function addIntentCharge(
  call: Call,
  intent: PaymentIntent,
  method: PaymentMethod,
  outcome: Outcome,
): Charge {
  const isPaid = outcome.status === "succeeded";
  const charge: Charge = {
    ...noFields,
    id: newStripeId(method.type === "card" ? "ch" : "py"),
    object: "charge",
    amount: intent.amount,
    amount_captured: isPaid ? intent.amount : 0,
    amount_refunded: 0,
    balance_transaction: null,
    created: nowSeconds(call.side),
    currency: intent.currency,
    customer: intent.customer,
    description: intent.description,
    disputed: false,
    failure_code: outcome.code ?? null,
    failure_message: outcome.message ?? null,
    livemode: false,
    metadata: intent.metadata,
    paid: outcome.status !== "failed",
    payment_intent: intent.id,
    payment_method: method.id,
    refunded: false,
    status: outcome.status,
    billing_details: method.billing_details,
    captured: outcome.status !== "failed",
    outcome: outcomeOf(outcome),
    payment_method_details: detailsOf(method),
    receipt_email: intent.receipt_email,
  };
  saveObject(call, charge, {});
  if (isPaid) return creditCharge(call, charge, method.type === "card" ? "charge" : "payment");
  emit(call, outcome.status === "pending" ? "charge.pending" : "charge.failed", charge);
  return charge;
}

/** Inside an act: the money of a charge is there. */
export function creditCharge(call: Call, charge: Charge, type: "charge" | "payment"): Charge {
  const transaction = addCharge(call, charge, type);
  const credited = saveObject(call, {
    ...charge,
    amount_captured: charge.amount,
    balance_transaction: transaction.id,
    paid: true,
    status: "succeeded" as const,
  });
  emit(call, "charge.succeeded", credited);
  return credited;
}

/** Inside an act: the bank refused a debit that was on its way. */
export function failCharge(call: Call, charge: Charge, failure: { code: string; message: string }): Charge {
  const failed = saveObject(call, {
    ...charge,
    failure_code: failure.code,
    failure_message: failure.message,
    paid: false,
    status: "failed" as const,
  });
  emit(call, "charge.failed", failed);
  return failed;
}

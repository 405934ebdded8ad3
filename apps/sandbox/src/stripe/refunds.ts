import { addToBalance } from "./balance.ts";
import { stripeErrors } from "./errors.ts";
import { emit } from "./events.ts";
import { newStripeId } from "./ids.ts";
import type { Charge, Refund } from "./objects.ts";
import { hiddenOf, needObject, nowSeconds, saveObject, type Call } from "./side.ts";

export type NewRefund = {
  amount?: number | undefined;
  reason?: string | undefined;
  metadata?: Record<string, string> | undefined;
};

function checkRefund(charge: Charge, amount: number): void {
  const rest = charge.amount_captured - charge.amount_refunded;
  if (charge.status !== "succeeded") {
    throw stripeErrors.unexpectedState("charge_not_refundable", `Charge ${charge.id} is not refundable.`);
  }
  if (charge.disputed) {
    throw stripeErrors.unexpectedState(
      "charge_disputed",
      `Charge ${charge.id} has been charged back; cannot issue a refund.`,
    );
  }
  if (rest === 0) {
    throw stripeErrors.unexpectedState(
      "charge_already_refunded",
      `Charge ${charge.id} has already been refunded.`,
    );
  }
  if (amount < 1 || amount > rest) {
    throw stripeErrors.invalid(
      `Refund amount (${amount}) is greater than unrefunded amount on charge (${rest})`,
      undefined,
      "amount",
    );
  }
}

/** Inside an act: gives money of a charge back. Card refunds succeed at once; a bank's take until they are told to. */
export function addRefund(call: Call, charge: Charge, fields: NewRefund): Refund {
  const amount = fields.amount ?? charge.amount_captured - charge.amount_refunded;
  checkRefund(charge, amount);
  const isCard = charge.id.startsWith("ch_");
  const refund: Refund = {
    id: newStripeId(isCard ? "re" : "pyr"),
    object: "refund",
    amount,
    balance_transaction: null,
    charge: charge.id,
    created: nowSeconds(call.side),
    currency: charge.currency,
    livemode: false,
    metadata: fields.metadata ?? {},
    payment_intent: charge.payment_intent,
    reason: fields.reason ?? null,
    status: isCard ? "succeeded" : "pending",
    customer: charge.customer,
    customer_account: null,
    destination_details: isCard
      ? {
          card: {
            reference_status: "pending",
            reference_type: "acquirer_reference_number",
            type: "refund",
          },
          type: "card",
        }
      : { type: "us_bank_transfer", us_bank_transfer: {} },
    payment_method: charge.payment_method,
    receipt_number: null,
    source_transfer_reversal: null,
    transfer_reversal: null,
  };
  const transaction = addToBalance(call, {
    type: isCard ? "refund" : "payment_refund",
    amount: -amount,
    currency: charge.currency,
    source: refund.id,
    description: "REFUND FOR CHARGE",
  });
  const given = saveObject(call, { ...refund, balance_transaction: transaction.id }, {});
  const refunded = charge.amount_refunded + amount;
  const after = saveObject(call, {
    ...charge,
    amount_refunded: refunded,
    refunded: refunded === charge.amount_captured,
  });
  emit(call, "refund.created", given);
  emit(call, "charge.refunded", after, { amount_refunded: charge.amount_refunded });
  return hiddenOf(call, charge.id).behaviour === "refund-fails" ? failRefund(call, given.id) : given;
}

/** Inside an act: a pending refund arrives. */
export function completeRefund(call: Call, id: string): Refund {
  const refund = needObject(call, "refund", id);
  if (refund.status !== "pending") return refund;
  const done = saveObject(call, { ...refund, status: "succeeded" as const });
  emit(call, "refund.updated", done, { status: refund.status });
  return done;
}

/** Inside an act: the customer's bank cannot take the refund; its money comes back into the balance. */
export function failRefund(call: Call, id: string): Refund {
  const refund = needObject(call, "refund", id);
  if (refund.status === "failed" || refund.status === "canceled") return refund;
  const back = addToBalance(call, {
    type: "refund_failure",
    amount: refund.amount,
    currency: refund.currency,
    source: refund.id,
    description: "REFUND FAILURE",
  });
  const charge = needObject(call, "charge", refund.charge);
  saveObject(call, { ...charge, amount_refunded: charge.amount_refunded - refund.amount, refunded: false });
  const failed = saveObject(call, {
    ...refund,
    status: "failed" as const,
    failure_reason: "expired_or_canceled_card",
    failure_balance_transaction: back.id,
  });
  emit(call, "refund.updated", failed, { status: refund.status });
  emit(call, "refund.failed", failed, { status: refund.status });
  return failed;
}

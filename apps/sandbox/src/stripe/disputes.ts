import { addToBalance } from "./balance.ts";
import { stripeErrors } from "./errors.ts";
import { emit } from "./events.ts";
import { newStripeId } from "./ids.ts";
import type { Dispute } from "./objects.ts";
import { needObject, nowSeconds, saveObject, type Call } from "./side.ts";

const disputeFee = 1_500;
const answerSeconds = 7 * 86_400;

const evidenceNames =
  "access_activity_log billing_address cancellation_policy cancellation_policy_disclosure cancellation_rebuttal customer_communication customer_email_address customer_name customer_purchase_ip customer_signature duplicate_charge_documentation duplicate_charge_explanation duplicate_charge_id product_description receipt refund_policy refund_policy_disclosure refund_refusal_explanation service_date service_documentation shipping_address shipping_carrier shipping_date shipping_documentation shipping_tracking_number uncategorized_file uncategorized_text".split(
    " ",
  );

/** Inside an act: a cardholder wants money back. It leaves the balance at once, with a fee. */
export function openDispute(
  call: Call,
  chargeId: string,
  { amount, reason }: { amount?: number; reason: string },
): Dispute {
  const charge = needObject(call, "charge", chargeId);
  if (charge.status !== "succeeded" || charge.disputed) {
    throw stripeErrors.unexpectedState("charge_disputed", "This charge cannot be disputed.");
  }
  const created = nowSeconds(call.side);
  const dispute: Dispute = {
    id: newStripeId("du"),
    object: "dispute",
    amount: amount ?? charge.amount - charge.amount_refunded,
    balance_transactions: [],
    charge: charge.id,
    created,
    currency: charge.currency,
    evidence: { ...Object.fromEntries(evidenceNames.map((name) => [name, null])), enhanced_evidence: {} },
    evidence_details: {
      due_by: created + answerSeconds,
      enhanced_eligibility: {},
      has_evidence: false,
      past_due: false,
      submission_count: 0,
    },
    livemode: false,
    metadata: {},
    payment_intent: charge.payment_intent,
    reason,
    status: "needs_response",
    enhanced_eligibility_types: [],
    is_charge_refundable: false,
    payment_method_details: {
      card: { brand: "visa", case_type: "chargeback", network_reason_code: "10.4" },
      type: "card",
    },
  };
  saveObject(call, dispute, {});
  saveObject(call, { ...charge, disputed: true });
  emit(call, "charge.dispute.created", dispute);
  const withdrawn = addToBalance(call, {
    type: "adjustment",
    amount: -dispute.amount,
    currency: dispute.currency,
    source: dispute.id,
    fee: disputeFee,
    description: `Chargeback withdrawal for ${charge.id}`,
  });
  const taken = saveObject(call, { ...dispute, balance_transactions: [withdrawn] });
  emit(call, "charge.dispute.funds_withdrawn", taken);
  return taken;
}

/** Inside an act: the cardholder's bank decides. A dispute that is won brings the money back, and the fee. */
export function closeDispute(call: Call, id: string, status: "won" | "lost"): Dispute {
  const dispute = needObject(call, "dispute", id);
  if (dispute.status === "won" || dispute.status === "lost") return dispute;
  const closed = saveObject(call, { ...dispute, status });
  if (status === "lost") {
    emit(call, "charge.dispute.closed", closed);
    return closed;
  }
  const back = addToBalance(call, {
    type: "adjustment",
    category: "dispute_reversal",
    amount: dispute.amount,
    currency: dispute.currency,
    source: dispute.id,
    fee: -disputeFee,
    description: `Chargeback reversal for ${dispute.charge}`,
  });
  const won = saveObject(call, { ...closed, balance_transactions: [...closed.balance_transactions, back] });
  emit(call, "charge.dispute.funds_reinstated", won);
  emit(call, "charge.dispute.closed", won);
  return won;
}

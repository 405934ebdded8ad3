import { z } from "zod";
import { addPayout, completePayout, showBalance } from "../balance.ts";
import { checkAmount, readCurrency } from "../amounts.ts";
import { closeDispute } from "../disputes.ts";
import { stripeErrors } from "../errors.ts";
import { emit } from "../events.ts";
import { flag, mergeMetadata, metadata, readForm, whole } from "../forms.ts";
import { paginate } from "../lists.ts";
import { addRefund } from "../refunds.ts";
import { idIn, type StripeRoute } from "../route.ts";
import { hiddenOf, listObjects, needObject, saveObject, type Call } from "../side.ts";

const ByIntent = z.object({
  charge: z.string().optional(),
  payment_intent: z.string().optional(),
  customer: z.string().optional(),
});

const RefundForm = z.object({
  charge: z.string().optional(),
  payment_intent: z.string().optional(),
  amount: whole.optional(),
  reason: z.enum(["duplicate", "fraudulent", "requested_by_customer"]).optional(),
  metadata: metadata.optional(),
});

/** The charge that a refund names, or that its intent ended with. */
function chargeOf(call: Call, { charge, payment_intent: intent }: z.output<typeof RefundForm>): string {
  if (charge !== undefined) return charge;
  if (intent === undefined) {
    throw stripeErrors.invalid(
      "One of the following params should be provided for this request: payment_intent or charge.",
    );
  }
  const found = needObject(call, "payment_intent", intent, "payment_intent").latest_charge;
  if (found === null) {
    throw stripeErrors.invalid(
      `This PaymentIntent (${intent}) does not have a successful charge to refund.`,
      undefined,
      "payment_intent",
    );
  }
  return found;
}

const chargeRoutes: StripeRoute[] = [
  { method: "GET", path: "/v1/charges/:id", run: (call, params) => needObject(call, "charge", idIn(params)) },
  {
    method: "GET",
    path: "/v1/charges",
    run: (call, _params, form) => {
      const { payment_intent: intent, customer } = readForm(ByIntent, form);
      const rows = listObjects(call, "charge").filter(
        (row) =>
          row.payment_intent === (intent ?? row.payment_intent) &&
          row.customer === (customer ?? row.customer),
      );
      return paginate(rows, form, "/v1/charges");
    },
  },
  {
    method: "POST",
    path: "/v1/refunds",
    run: (call, _params, form) => {
      const fields = readForm(RefundForm, form);
      return addRefund(call, needObject(call, "charge", chargeOf(call, fields), "charge"), fields);
    },
  },
  { method: "GET", path: "/v1/refunds/:id", run: (call, params) => needObject(call, "refund", idIn(params)) },
  {
    method: "GET",
    path: "/v1/refunds",
    run: (call, _params, form) => {
      const { payment_intent: intent, charge } = readForm(ByIntent, form);
      const rows = listObjects(call, "refund").filter(
        (row) =>
          row.payment_intent === (intent ?? row.payment_intent) && row.charge === (charge ?? row.charge),
      );
      return paginate(rows, form, "/v1/refunds");
    },
  },
];

const DisputeForm = z.object({
  evidence: z.record(z.string(), z.string()).default({}),
  submit: flag.default(false),
  metadata: metadata.optional(),
});

const disputeRoutes: StripeRoute[] = [
  {
    method: "GET",
    path: "/v1/disputes/:id",
    run: (call, params) => needObject(call, "dispute", idIn(params)),
  },
  {
    method: "GET",
    path: "/v1/disputes",
    run: (call, _params, form) => {
      const { payment_intent: intent, charge } = readForm(ByIntent, form);
      const rows = listObjects(call, "dispute").filter(
        (row) =>
          row.payment_intent === (intent ?? row.payment_intent) && row.charge === (charge ?? row.charge),
      );
      return paginate(rows, form, "/v1/disputes");
    },
  },
  {
    method: "POST",
    path: "/v1/disputes/:id",
    run: (call, params, form) => {
      const { evidence, submit, metadata: change } = readForm(DisputeForm, form);
      const before = needObject(call, "dispute", idIn(params));
      const isNew = Object.keys(evidence).length > 0;
      const after = saveObject(call, {
        ...before,
        evidence: { ...before.evidence, ...evidence },
        evidence_details: {
          ...before.evidence_details,
          has_evidence: before.evidence_details.has_evidence || isNew,
          submission_count: before.evidence_details.submission_count + (submit ? 1 : 0),
        },
        metadata: mergeMetadata(before.metadata, change),
        ...(submit && before.status === "needs_response" && { status: "under_review" as const }),
      });
      emit(call, "charge.dispute.updated", after, { status: before.status });
      return after;
    },
  },
  {
    method: "POST",
    path: "/v1/disputes/:id/close",
    run: (call, params) => closeDispute(call, idIn(params), "lost"),
  },
];

const PayoutForm = z.object({ amount: whole, currency: z.string(), metadata: metadata.optional() });
const BalanceFilter = z.object({
  type: z.string().optional(),
  source: z.string().optional(),
  payout: z.string().optional(),
  currency: z.string().optional(),
});

const balanceRoutes: StripeRoute[] = [
  { method: "GET", path: "/v1/balance", run: (call) => showBalance(call) },
  {
    method: "GET",
    path: "/v1/balance_transactions/:id",
    run: (call, params) => needObject(call, "balance_transaction", idIn(params)),
  },
  {
    method: "GET",
    path: "/v1/balance_transactions",
    run: (call, _params, form) => {
      const { type, source, payout, currency } = readForm(BalanceFilter, form);
      const rows = listObjects(call, "balance_transaction").filter(
        (row) =>
          row.type === (type ?? row.type) &&
          row.source === (source ?? row.source) &&
          row.currency === (currency ?? row.currency) &&
          (payout === undefined || hiddenOf(call, row.id).payout === payout),
      );
      return paginate(rows, form, "/v1/balance_transactions");
    },
  },
  {
    method: "POST",
    path: "/v1/payouts",
    run: (call, _params, form) => {
      const fields = readForm(PayoutForm, form);
      const currency = readCurrency(fields.currency);
      checkAmount(fields.amount, currency);
      const rows = listObjects(call, "balance_transaction").filter((row) => row.currency === currency);
      const balance = rows.reduce((sum, { net }) => sum + net, 0);
      if (balance < fields.amount) {
        throw stripeErrors.invalid(
          "You have insufficient funds in your Stripe account for this transfer.",
          "balance_insufficient",
        );
      }
      const payout = addPayout(call, {
        amount: fields.amount,
        currency,
        isAutomatic: false,
        metadata: fields.metadata ?? {},
      });
      return completePayout(call, payout);
    },
  },
  { method: "GET", path: "/v1/payouts/:id", run: (call, params) => needObject(call, "payout", idIn(params)) },
  {
    method: "GET",
    path: "/v1/payouts",
    run: (call, _params, form) => {
      const { status } = readForm(z.object({ status: z.string().optional() }), form);
      const rows = listObjects(call, "payout").filter((row) => row.status === (status ?? row.status));
      return paginate(rows, form, "/v1/payouts");
    },
  },
];

export const moneyRoutes: StripeRoute[] = [...chargeRoutes, ...disputeRoutes, ...balanceRoutes];

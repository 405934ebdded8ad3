import { feeOf } from "./amounts.ts";
import { newStripeId } from "./ids.ts";
import type { BalanceTransaction, Payout } from "./objects.ts";
import { emit } from "./events.ts";
import {
  hiddenOf,
  listObjects,
  nowSeconds,
  ownCall,
  saveObject,
  type Call,
  type StripeSide,
} from "./side.ts";

const reporting: Record<BalanceTransaction["type"], string> = {
  charge: "charge",
  payment: "charge",
  refund: "refund",
  payment_refund: "refund",
  refund_failure: "refund_failure",
  adjustment: "dispute",
  payout: "payout",
  payout_failure: "payout_reversal",
};

type NewBalanceTransaction = Pick<BalanceTransaction, "type" | "amount" | "currency" | "source"> & {
  fee?: number;
  description?: string | null;
  category?: string;
};

function feeDetails(amount: number, currency: string): object[] {
  if (amount === 0) return [];
  return [{ amount, application: null, currency, description: "Stripe processing fees", type: "stripe_fee" }];
}

/** Inside an act: a movement of the account's balance. What comes in is paid out later, where that is set. */
export function addToBalance(
  call: Call,
  { type, amount, currency, source, fee = 0, description = null, category }: NewBalanceTransaction,
): BalanceTransaction {
  const created = nowSeconds(call.side);
  const row: BalanceTransaction = {
    id: newStripeId("txn"),
    object: "balance_transaction",
    amount,
    available_on: created,
    created,
    currency,
    fee,
    net: amount - fee,
    source,
    status: "available",
    type,
    balance_type: "payments",
    description,
    exchange_rate: null,
    fee_details: feeDetails(fee, currency),
    reporting_category: category ?? reporting[type],
  };
  const { payoutSeconds } = call.side.settings.now;
  const { agenda } = call.side;
  const isPlanned = agenda.has("stripe-payout", call.account.id);
  if (payoutSeconds !== null && amount > 0 && type !== "payout_failure" && !isPlanned) {
    agenda.schedule("stripe-payout", payoutSeconds * 1_000, call.account.id);
  }
  return saveObject(call, row, {});
}

/** Inside an act: money of a charge, less Stripe's fee. */
export function addCharge(
  call: Call,
  charge: { id: string; amount: number; currency: string; description: string | null },
  type: "charge" | "payment",
): BalanceTransaction {
  return addToBalance(call, {
    type,
    amount: charge.amount,
    currency: charge.currency,
    source: charge.id,
    description: charge.description,
    fee: feeOf(charge.amount),
  });
}

/** What no payout holds yet, by currency: also payouts that were asked for, and what came back. */
function unpaidBalance(call: Call): Map<string, BalanceTransaction[]> {
  const waiting = listObjects(call, "balance_transaction").filter(
    ({ id }) => hiddenOf(call, id).payout === undefined,
  );
  return Map.groupBy(waiting, ({ currency }) => currency);
}

/** The balance as the API shows it. */
export function showBalance(call: Call): object {
  const rows = listObjects(call, "balance_transaction");
  const byCurrency = Map.groupBy(rows, ({ currency }) => currency);
  const available = [...byCurrency].map(([currency, list]) => {
    const amount = list.reduce((sum, { net }) => sum + net, 0);
    return { amount, currency, source_types: { card: amount } };
  });
  const none = { amount: 0, currency: call.account.currency, source_types: { card: 0 } };
  return {
    object: "balance",
    available: available.length === 0 ? [none] : available,
    livemode: false,
    pending: available.length === 0 ? [none] : available.map(({ currency }) => ({ ...none, currency })),
  };
}

/** Inside an act: pays out `amount`, as one payout with its balance transaction. */
export function addPayout(
  call: Call,
  {
    amount,
    currency,
    isAutomatic,
    metadata,
  }: { amount: number; currency: string; isAutomatic: boolean; metadata: Record<string, string> },
): Payout {
  const created = nowSeconds(call.side);
  const id = newStripeId("po");
  const transaction = addToBalance(call, {
    type: "payout",
    amount: -amount,
    currency,
    source: id,
    description: "STRIPE PAYOUT",
  });
  const payout: Payout = {
    id,
    object: "payout",
    amount,
    arrival_date: created,
    automatic: isAutomatic,
    balance_transaction: transaction.id,
    created,
    currency,
    failure_balance_transaction: null,
    failure_code: null,
    failure_message: null,
    livemode: false,
    metadata,
    reconciliation_status: isAutomatic ? "in_progress" : "not_applicable",
    status: "in_transit",
    ...payoutConstants,
  };
  emit(call, "payout.created", saveObject(call, payout, {}));
  return payout;
}

const payoutConstants = {
  application_fee: null,
  application_fee_amount: null,
  description: "STRIPE PAYOUT",
  destination: "ba_sandbox",
  method: "standard",
  original_payout: null,
  payout_method: null,
  reversed_by: null,
  source_type: "card",
  statement_descriptor: null,
  trace_id: null,
  type: "bank_account",
};

/** Inside an act: the money is at the bank. */
export function completePayout(call: Call, payout: Payout): Payout {
  const paid = saveObject(call, { ...payout, status: "paid" as const });
  emit(call, "payout.paid", paid);
  if (!paid.automatic) return paid;
  const reconciled = saveObject(call, { ...paid, reconciliation_status: "completed" as const });
  emit(call, "payout.reconciliation_completed", reconciled);
  return reconciled;
}

/** Inside an act: the bank sent it back; the money is in the balance again. */
export function failPayout(call: Call, payout: Payout): Payout {
  const back = addToBalance(call, {
    type: "payout_failure",
    amount: payout.amount,
    currency: payout.currency,
    source: payout.id,
  });
  const failed = saveObject(call, {
    ...payout,
    status: "failed" as const,
    failure_code: "account_closed",
    failure_message: "The bank account has been closed",
    failure_balance_transaction: back.id,
  });
  emit(call, "payout.failed", failed);
  return failed;
}

/** Inside an act: pays out everything that came in, a payout a currency. Balances that owe are left. */
export function payOutAll(call: Call): Payout[] {
  const payouts: Payout[] = [];
  for (const [currency, rows] of unpaidBalance(call)) {
    const amount = rows.reduce((sum, { net }) => sum + net, 0);
    if (amount <= 0) continue;
    const payout = addPayout(call, { amount, currency, isAutomatic: true, metadata: {} });
    for (const id of [...rows.map((row) => row.id), payout.balance_transaction ?? ""]) {
      const row = call.side.objects.need(id);
      call.side.objects.put(id, { ...row, hidden: { ...row.hidden, payout: payout.id } });
    }
    payouts.push(completePayout(call, payout));
  }
  return payouts;
}

export function handlePayoutTasks(side: StripeSide): void {
  side.agenda.handle("stripe-payout", (account) => void payOutAll(ownCall(side, account)));
}

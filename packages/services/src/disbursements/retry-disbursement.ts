import type {
  DisbursementDto,
  RequestRefundInput,
  RetryDisbursementInput,
} from "@stead/contracts/disbursements";
import type { Tx } from "@stead/db/client";
import { AppError, assert } from "@stead/kernel/errors";
import {
  inTransaction,
  once,
  readOne,
  requirePermission,
  type RailContext,
  type RailVerb,
} from "../context/index.ts";
import { lockPayment } from "../payments/index.ts";
import { paymentOf } from "./book-leaving.ts";
import { openPayee } from "./choose-destination.ts";
import { enterDepositRefund } from "./request-deposit-refund.ts";
import { enterRefund } from "./request-refund.ts";
import { lockDisbursement, readDisbursement, type Disbursement } from "./rows.ts";

const retried = {
  name: "disbursement_retried",
  text: `select id from disbursements where agency_id = $1 and retries_id = $2 and state <> 'cancelled'`,
};

/**
 * Asks for a failed refund anew: another refund with a key of its own, which knows the one it follows. The rules of
 * `requestRefund` hold, with its second person. Throws PRECONDITION for one that did not fail or was retried before.
 */
export async function retryDisbursement({
  ctx,
  input,
}: RailVerb<RetryDisbursementInput>): Promise<DisbursementDto> {
  requirePermission(ctx, "refunds:write");
  return inTransaction(ctx, async (tx) => {
    const { id } = await once(tx, ctx, { operation: "disbursements.retry", input }, async () => {
      const row = await lockDisbursement(tx, ctx, input.id);
      if (row.state !== "failed")
        throw new AppError("PRECONDITION", "only a refund that failed is tried again", { state: row.state });
      const again = await readOne<{ id: string }>(tx.sql, retried, ctx.agencyId, row.id);
      if (again !== undefined)
        throw new AppError("PRECONDITION", "this refund was tried again already", { retriedById: again.id });
      return enterAgain(tx, ctx, row, input);
    });
    return readDisbursement(tx.sql, ctx, id);
  });
}

async function enterAgain(
  tx: Tx,
  ctx: RailContext,
  row: Disbursement,
  input: RetryDisbursementInput,
): Promise<{ id: string }> {
  const { source, amountMinor, reason, leaseId, id: retriesId } = row;
  if (source === "deposit") {
    assert(leaseId, "disbursements: a deposit without its lease");
    const rail = handRailOf(row);
    return enterDepositRefund(tx, ctx, { leaseId, amountMinor, rail, reason, retriesId });
  }
  const locked = await lockPayment(tx, ctx, paymentOf(row));
  const destination = wayOf(ctx, row, input);
  return enterRefund(tx, ctx, { source, amountMinor, reason, destination, ...locked, retriesId });
}

const handRailOf = ({ rail }: Disbursement) => (rail === "cash" ? "cash" : "bank");

/** The way of the failed one, with what was given anew. */
function wayOf(
  ctx: RailContext,
  row: Disbursement,
  { to, phone }: RetryDisbursementInput,
): RequestRefundInput["destination"] {
  const payee = openPayee(ctx, row);
  if (row.way === "bank_file") {
    const account = to ?? (payee !== null && "account" in payee ? payee : null);
    assert(account, "disbursements: a payment by bank without its account");
    return { way: "bank_file", to: account };
  }
  if (row.way === "by_hand") return { way: "by_hand", rail: handRailOf(row) };
  if (row.way === "refund" || row.railAccountId === null) return { way: "refund" };
  const known = payee !== null && "phone" in payee ? payee.phone : null;
  return { way: "pay_out", railAccountId: row.railAccountId, phone: phone ?? known };
}

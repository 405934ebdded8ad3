import type { Tx } from "@stead/db/client";
import { maxDate } from "@stead/kernel/dates";
import { newId } from "@stead/kernel/ids";
import {
  agencyToday,
  readOne,
  recordAudit,
  requireFound,
  together,
  type ServiceContext,
} from "../context/index.ts";
import type { AccountCode } from "../ledger/index.ts";
import { leaseToday } from "./apply-plan.ts";
import { linesOf, openSettlement, post, putInPart } from "./posting.ts";
import { lockPayment, readLease, readPaymentFacts } from "./queries.ts";
import type { MoneySource } from "./rows.ts";
import { requestCredit } from "./schedule-credit.ts";
import { writeRefundFailure, writeSettlement } from "./write-settlement.ts";

const refundById = {
  name: "payments_refund_row",
  text: `select r.id, r.number, r.payment_id as "paymentId", r.lease_id as "leaseId", r.source, r.account_code as "accountCode",
      r.amount_minor as "amountMinor", r.journal_id as "journalId",
      exists (select from refund_failures f where f.agency_id = r.agency_id and f.refund_id = r.id) as "hasFailed"
    from refunds r where r.agency_id = $1 and r.id = $2 and r.source <> 'deposit'`,
};

type RefundRow = {
  id: string;
  number: number;
  paymentId: string;
  leaseId: string | null;
  source: MoneySource;
  accountCode: AccountCode;
  amountMinor: number;
  journalId: string;
  hasFailed: boolean;
};

/**
 * Books that a refund did not arrive, in the caller's transaction: a journal takes its own back, and the money is credit
 * or unallocated again as before. `returned` also when that was done before; `reversed` when the whole payment was taken
 * back meanwhile: nothing is written then, and the money that came back is the caller's to book. The caller has checked
 * its permission. NOT_FOUND outside the actor's properties.
 */
export async function returnRefund(
  tx: Tx,
  ctx: ServiceContext,
  { paymentId, refundId, reason }: { paymentId: string; refundId: string; reason: string },
): Promise<"returned" | "reversed"> {
  const { payment, lease } = await lockPayment(tx, ctx, paymentId);
  const refund = requireFound(await readOne<RefundRow>(tx.sql, refundById, ctx.agencyId, refundId), "refund");
  if (refund.hasFailed) return "returned";
  if (payment.reversedMinor > 0) return "reversed";
  const before = { ...payment };
  const { number, source, accountCode, amountMinor } = refund;
  const { lastEventOn } = await readPaymentFacts(tx, ctx, payment.id);
  const on = maxDate(lease ? leaseToday(ctx, lease) : agencyToday(ctx), lastEventOn);
  // The payment may have been given its lease since; its cash was booked without one.
  const origin = refund.leaseId === null ? null : await readLease(tx.sql, ctx, refund.leaseId);
  const settlement = openSettlement();
  payment.refundedMinor -= amountMinor;
  const sourceAccount = putInPart(payment, source, amountMinor);
  const journalId = newId();
  post(settlement, payment, {
    id: journalId,
    key: `refund-failed:${refundId}`,
    event: "payment.refund_failed",
    occurredOn: on,
    memo: `Refund ${number} of receipt ${payment.number} did not arrive: ${reason}`,
    reversesId: refund.journalId,
    lines: [
      linesOf(payment, origin)(accountCode, amountMinor),
      linesOf(payment, lease)(sourceAccount, -amountMinor),
    ],
  });
  await together([
    writeSettlement(tx, ctx, settlement),
    writeRefundFailure(tx, ctx, { refundId, journalId, on, reason }),
  ]);
  if (source === "credit" && lease !== null) await requestCredit(tx, ctx, lease.id);
  await recordAudit(tx, ctx, {
    action: "payment.refund_failed",
    entityType: "payment",
    entityId: payment.id,
    before,
    after: { ...payment, reason },
  });
  return "returned";
}

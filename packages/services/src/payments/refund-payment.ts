import type { PaymentDto, RefundPaymentInput } from "@stead/contracts/payments";
import type { Tx } from "@stead/db/client";
import { AppError } from "@stead/kernel/errors";
import { newId } from "@stead/kernel/ids";
import {
  agencyToday,
  inTransaction,
  once,
  recordAudit,
  requirePermission,
  requireVersion,
  takeNumbers,
  together,
  type ServiceContext,
  type Verb,
} from "../context/index.ts";
import { leaseToday } from "./apply-plan.ts";
import { readPayment } from "./dto.ts";
import { linesOf, openSettlement, post, takeFromPart } from "./posting.ts";
import { lockPayment, readPaymentFacts } from "./queries.ts";
import { railAccounts } from "./record-payment.ts";
import { dayOfAct } from "./reverse-payment.ts";
import { writeRefund, writeSettlement } from "./write-settlement.ts";

/**
 * Pays back credit or unallocated money of a payment, by bank or cash. Never more than there is (PRECONDITION): what is
 * on an invoice must be taken back first.
 */
export async function refundPayment({ ctx, input }: Verb<RefundPaymentInput>): Promise<PaymentDto> {
  requirePermission(ctx, "refunds:write");
  return inTransaction(ctx, async (tx) => {
    await once(tx, ctx, { operation: "payments.refund", input }, () => refund(tx, ctx, input));
    return readPayment(tx.sql, ctx, input.paymentId);
  });
}

async function refund(
  tx: Tx,
  ctx: ServiceContext,
  input: RefundPaymentInput,
): Promise<{ paymentId: string }> {
  const { payment, lease } = await lockPayment(tx, ctx, input.paymentId);
  requireVersion(payment, input.version);
  const before = { ...payment };
  const { source, amountMinor, rail, reason } = input;
  const availableMinor = source === "credit" ? payment.creditMinor : payment.unallocatedMinor;
  if (amountMinor > availableMinor)
    throw new AppError("PRECONDITION", "less than that can be paid back", { availableMinor });
  const { lastEventOn } = await readPaymentFacts(tx, ctx, payment.id);
  const paidOn = dayOfAct(lease ? leaseToday(ctx, lease) : agencyToday(ctx), {
    wanted: input.paidOn,
    lastEventOn,
    field: "paidOn",
  });
  const settlement = openSettlement();
  const sourceAccount = takeFromPart(payment, source, amountMinor);
  payment.refundedMinor += amountMinor;
  const number = await takeNumbers(tx, ctx, "refund");
  const [id, journalId] = [newId(), newId()];
  const accountCode = railAccounts[rail];
  const line = linesOf(payment, lease);
  post(settlement, payment, {
    id: journalId,
    key: `refund:${id}`,
    event: "payment.refunded",
    occurredOn: paidOn,
    memo: `Refund ${number} of receipt ${payment.number}: ${reason}`,
    lines: [line(sourceAccount, amountMinor), line(accountCode, -amountMinor)],
  });
  const row = {
    id,
    number,
    paymentId: payment.id,
    leaseId: payment.leaseId,
    source,
    rail,
    accountCode,
    amountMinor,
    currency: payment.currency,
    paidOn,
    reason,
    journalId,
  };
  await together([writeSettlement(tx, ctx, settlement), writeRefund(tx, ctx, row)]);
  await recordAudit(tx, ctx, {
    action: "payment.refunded",
    entityType: "payment",
    entityId: payment.id,
    before,
    after: payment,
  });
  return { paymentId: payment.id };
}

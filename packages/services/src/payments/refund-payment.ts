import type { PaymentDto, RefundPaymentInput } from "@stead/contracts/payments";
import type { Tx } from "@stead/db/client";
import type { CivilDate } from "@stead/kernel/dates";
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
import type { AccountCode } from "../ledger/index.ts";
import { leaseToday } from "./apply-plan.ts";
import { readPayment } from "./dto.ts";
import { linesOf, openSettlement, post, takeFromPart } from "./posting.ts";
import { lockPayment, readPaymentFacts } from "./queries.ts";
import { railAccounts } from "./record-payment.ts";
import { releaseMoney } from "./release-money.ts";
import { freeOfApproval } from "./rules.ts";
import { dayOfAct } from "./reverse-payment.ts";
import type { LeaseState, MoneySource, PaymentState } from "./rows.ts";
import { writeRefund, writeSettlement, type RefundRail } from "./write-settlement.ts";

/**
 * Pays back credit or unallocated money of a payment, by bank or cash. Never more than there is (PRECONDITION): what is
 * on an invoice must be taken back first. Above the agency's limit a second person is needed (PRECONDITION): that is
 * asked for as a disbursement by hand.
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
  const { source, amountMinor, rail, reason, paidOn } = input;
  requireAvailable(payment, source, amountMinor);
  requireFree(ctx, payment, amountMinor);
  const accountCode = railAccounts[rail];
  await bookRefund(tx, ctx, { payment, lease, source, amountMinor, rail, accountCode, reason, paidOn });
  return { paymentId: payment.id };
}

/** Throws PRECONDITION for what one person alone may not pay back. */
function requireFree(
  { agency }: ServiceContext,
  { currency, refundedMinor: paidBackMinor }: PaymentState,
  amountMinor: number,
): void {
  const limits = { limitMinor: agency.policies.refundApprovalAboveMinor, agencyCurrency: agency.currency };
  const freeMinor = freeOfApproval(limits, { currency, paidBackMinor });
  if (freeMinor === null || amountMinor > freeMinor)
    throw new AppError(
      "PRECONDITION",
      "a second person has to approve a refund of this size: ask for it, and pay it when it is approved",
      { freeMinor },
    );
}

export type Refunding = {
  /** Under its lock, as its lease. */
  payment: PaymentState;
  lease: LeaseState | null;
  source: MoneySource;
  amountMinor: number;
  rail: RefundRail;
  /** Where the money leaves from. */
  accountCode: AccountCode;
  reason: string;
  /** Today when left out. */
  paidOn?: CivilDate | undefined;
  /** The money has left already: what is on invoices is freed for it, unallocated money and credit first. */
  hasLeft?: boolean;
};

/** Throws PRECONDITION when the part of the payment holds less. */
export function requireAvailable(
  payment: PaymentState,
  source: MoneySource,
  amountMinor: number,
  why = "less than that can be paid back",
): void {
  const availableMinor = source === "credit" ? payment.creditMinor : payment.unallocatedMinor;
  if (amountMinor > availableMinor) throw new AppError("PRECONDITION", why, { availableMinor });
}

/**
 * Books that money of a payment goes back, in the caller's transaction: its number, its journal, its row. The caller
 * has checked its permission. Throws PRECONDITION when there is less.
 */
export async function bookRefund(
  tx: Tx,
  ctx: ServiceContext,
  {
    payment,
    lease,
    source,
    amountMinor,
    rail,
    accountCode,
    reason,
    paidOn: wanted,
    hasLeft = false,
  }: Refunding,
): Promise<{ refundId: string; number: number }> {
  const before = { ...payment };
  const facts = await readPaymentFacts(tx, ctx, payment.id);
  const { lastEventOn, allocationCount } = facts;
  const now = lease ? leaseToday(ctx, lease) : agencyToday(ctx);
  const paidOn = dayOfAct(now, { wanted, lastEventOn, field: "paidOn" });
  const settlement = openSettlement();
  if (hasLeft)
    await releaseMoney(tx, ctx, settlement, {
      payment,
      lease,
      amountMinor,
      allocationCount,
      on: paidOn,
      reason,
    });
  requireAvailable(payment, source, amountMinor);
  const sourceAccount = takeFromPart(payment, source, amountMinor);
  payment.refundedMinor += amountMinor;
  const number = await takeNumbers(tx, ctx, "refund");
  const [id, journalId] = [newId(), newId()];
  const line = linesOf(payment, lease);
  post(settlement, payment, {
    id: journalId,
    key: `refund:${id}`,
    event: "payment.refunded",
    occurredOn: paidOn,
    memo: `Refund ${number} of receipt ${payment.number}: ${reason}`,
    lines: [line(sourceAccount, amountMinor), line(accountCode, -amountMinor)],
  });
  const { id: paymentId, leaseId, currency } = payment;
  const row = {
    id,
    number,
    paymentId,
    leaseId,
    source,
    rail,
    accountCode,
    amountMinor,
    currency,
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
  return { refundId: id, number };
}

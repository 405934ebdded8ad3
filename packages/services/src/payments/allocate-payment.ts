import type { AllocatePaymentInput, PaymentDto } from "@stead/contracts/payments";
import type { Tx } from "@stead/db/client";
import { maxDate } from "@stead/kernel/dates";
import { AppError, invalidField } from "@stead/kernel/errors";
import {
  inTransaction,
  once,
  recordAudit,
  requirePermission,
  requireVersion,
  type ServiceContext,
  type Verb,
} from "../context/index.ts";
import { applyPlan, leaseToday, planFor } from "./apply-plan.ts";
import { readPayment } from "./dto.ts";
import { assignLease, openSettlement } from "./posting.ts";
import { lockLease, lockOpenInvoices, lockPayment, readPaymentFacts } from "./queries.ts";
import type { LeaseState, PaymentState } from "./rows.ts";
import { scheduleCredit } from "./schedule-credit.ts";
import { writeSettlement } from "./write-settlement.ts";

/**
 * Puts what is unallocated of a payment (or held of it as credit) on invoices, by choice or by policy. A payment without
 * a lease is given one. Throws CONFLICT on a stale version, PRECONDITION when nothing is left, INVALID for a choice
 * beyond it.
 */
export async function allocatePayment({ ctx, input }: Verb<AllocatePaymentInput>): Promise<PaymentDto> {
  requirePermission(ctx, "payments:write");
  return inTransaction(ctx, async (tx) => {
    await once(tx, ctx, { operation: "payments.allocate", input }, () => allocateRest(tx, ctx, input));
    return readPayment(tx.sql, ctx, input.paymentId);
  });
}

/** Puts the rest of a payment on invoices in the caller's transaction, by the rules of `allocatePayment`. */
async function allocateRest(
  tx: Tx,
  ctx: ServiceContext,
  input: Omit<AllocatePaymentInput, "idempotencyKey">,
): Promise<{ paymentId: string }> {
  const { payment, lease: current } = await lockPayment(tx, ctx, input.paymentId);
  requireVersion(payment, input.version);
  const before = { ...payment };
  const { source, allocations: chosen } = input;
  const amountMinor = source === "credit" ? payment.creditMinor : payment.unallocatedMinor;
  if (amountMinor === 0)
    throw new AppError(
      "PRECONDITION",
      source === "credit" ? "this payment holds no credit" : "nothing of this payment is unallocated",
    );
  const lease = await leaseFor(tx, ctx, { payment, current, wantedId: input.leaseId });
  const { allocationCount, lastEventOn } = await readPaymentFacts(tx, ctx, payment.id);
  const on = maxDate(leaseToday(ctx, lease), lastEventOn);
  const settlement = openSettlement();
  if (payment.leaseId !== lease.id) assignLease(settlement, { payment, lease, on }, current);
  const invoices = await lockOpenInvoices(tx, ctx, lease.id);
  const plan = planFor(ctx, {
    amountMinor,
    currency: payment.currency,
    lease,
    invoices,
    reference: payment.reference,
    chosen,
  });
  const isSurplusCredit = source === "unallocated" && input.isSurplusCredit;
  await applyPlan(tx, ctx, settlement, {
    payment,
    lease,
    invoices,
    plan,
    source,
    on,
    isSurplusCredit,
    allocationCount,
  });
  await writeSettlement(tx, ctx, settlement);
  if (payment.creditMinor > 0) await scheduleCredit(tx, ctx, lease, invoices);
  await recordAudit(tx, ctx, {
    action: "payment.allocated",
    entityType: "payment",
    entityId: payment.id,
    before,
    after: payment,
  });
  return { paymentId: payment.id };
}

/**
 * Gives money that waits without a lease to one, in the caller's transaction: it goes on what is open by the agency's
 * policy, and the surplus is the tenant's credit. Throws as `allocatePayment` does.
 */
export async function giveToLease(
  tx: Tx,
  ctx: ServiceContext,
  waiting: { paymentId: string; version: number; leaseId: string },
): Promise<void> {
  const byPolicy = { source: "unallocated", allocations: null, isSurplusCredit: true } as const;
  await allocateRest(tx, ctx, { ...waiting, ...byPolicy });
}

type LeaseChoice = { payment: PaymentState; current: LeaseState | null; wantedId: string | null };

/** The payment's lease, or the one it is given now: only while nothing of it is on an invoice or held as credit. */
async function leaseFor(
  tx: Tx,
  ctx: ServiceContext,
  { payment, current, wantedId }: LeaseChoice,
): Promise<LeaseState> {
  if (current !== null && (wantedId === null || wantedId === current.id)) return current;
  if (wantedId === null) throw invalidField("leaseId", "required", "say whose invoices the money is for");
  const isFree =
    payment.recordedLeaseId === null &&
    payment.allocatedMinor === 0 &&
    payment.creditMinor === 0 &&
    payment.refundedMinor === 0;
  if (!isFree)
    throw new AppError("PRECONDITION", "the payment belongs to another lease; reverse it there first", {
      leaseId: payment.leaseId,
    });
  const lease = await lockLease(tx, ctx, wantedId);
  if (lease.currency !== payment.currency) {
    throw new AppError(
      "PRECONDITION",
      `the payment is in ${payment.currency}, the lease in ${lease.currency}`,
    );
  }
  return lease;
}

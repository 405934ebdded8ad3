import type { Tx } from "@stead/db/client";
import { maxDate } from "@stead/kernel/dates";
import { AppError, assert } from "@stead/kernel/errors";
import { newId } from "@stead/kernel/ids";
import { recordAudit, requireVersion, type ServiceContext } from "../context/index.ts";
import { accounts } from "../ledger/index.ts";
import { leaseToday } from "./apply-plan.ts";
import { takeBack } from "./change-allocation.ts";
import { linesOf, openSettlement, post, takeFromPart } from "./posting.ts";
import { lockInvoices, lockPayment, readAllocations, readPaymentFacts } from "./queries.ts";
import { writeSettlement } from "./write-settlement.ts";

/**
 * Takes a payment from the lease that it was given, in the caller's transaction: what it paid is open again and all of
 * it waits as unallocated, as before. Only for money that came without a lease; PRECONDITION when part of it was
 * refunded or taken back, CONFLICT on a stale version.
 */
export async function releasePayment(
  tx: Tx,
  ctx: ServiceContext,
  { paymentId, version, reason }: { paymentId: string; version: number; reason: string },
): Promise<void> {
  const { payment, lease } = await lockPayment(tx, ctx, paymentId);
  requireVersion(payment, version);
  if (lease === null) throw new AppError("PRECONDITION", "this payment is on no lease");
  if (payment.recordedLeaseId !== null)
    throw new AppError("PRECONDITION", "this payment was recorded for its lease; take it back there");
  if (payment.refundedMinor > 0 || payment.reversedMinor > 0)
    throw new AppError("PRECONDITION", "part of this payment was refunded or taken back");
  const before = { ...payment };
  const allocations = await readAllocations(tx, ctx, "payment_id", payment.id);
  const invoices = await lockInvoices(tx, ctx, [...new Set(allocations.map(({ invoiceId }) => invoiceId))]);
  const { lastEventOn } = await readPaymentFacts(tx, ctx, payment.id);
  const on = maxDate(leaseToday(ctx, lease), lastEventOn);
  const settlement = openSettlement();
  for (const allocation of allocations) {
    const invoice = invoices.find(({ id }) => id === allocation.invoiceId);
    assert(invoice, "payments: an allocation without its invoice");
    takeBack(settlement, { payment, lease, invoice, allocation, on, reason });
  }
  const here = linesOf(payment, lease);
  const nowhere = linesOf(payment, null);
  const { creditMinor } = payment;
  if (creditMinor > 0) takeFromPart(payment, "credit", creditMinor);
  payment.unallocatedMinor += creditMinor;
  payment.leaseId = null;
  post(settlement, payment, {
    id: newId(),
    key: `payment-released:${payment.id}:${payment.version}`,
    event: "payment.released",
    occurredOn: on,
    memo: `Receipt ${payment.number} is on lease ${lease.number} no more: ${reason}`,
    lines: [
      here(accounts.tenantCredit.code, creditMinor),
      here(accounts.unallocatedReceipts.code, payment.amountMinor - creditMinor),
      nowhere(accounts.unallocatedReceipts.code, -payment.amountMinor),
    ],
  });
  await writeSettlement(tx, ctx, settlement);
  await recordAudit(tx, ctx, {
    action: "payment.released",
    entityType: "payment",
    entityId: payment.id,
    before,
    after: { ...payment, reason },
  });
}

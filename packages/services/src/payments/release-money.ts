import type { Tx } from "@stead/db/client";
import type { CivilDate } from "@stead/kernel/dates";
import { assert } from "@stead/kernel/errors";
import { requireFound, type ServiceContext } from "../context/index.ts";
import { freeAllocation } from "./change-allocation.ts";
import { releaseCredit, type Settlement } from "./posting.ts";
import { lockInvoices, readAllocations, readInvoiceFacts } from "./queries.ts";
import type { LeaseState, PaymentState } from "./rows.ts";

export type Releasing = {
  /** Under its lock, as its lease. */
  payment: PaymentState;
  lease: LeaseState | null;
  /** How much of it must be unallocated. */
  amountMinor: number;
  /** Allocations that were ever made of it. */
  allocationCount: number;
  on: CivilDate;
  reason: string;
};

/**
 * Makes so much of a payment unallocated, for money that has left whether we like it or not: its credit first, then its
 * latest allocations, whose invoices are open again. A deposit that it paid falls short, below zero if need be. When
 * the payment holds less in all, that is free then.
 */
export async function releaseMoney(
  tx: Tx,
  ctx: ServiceContext,
  settlement: Settlement,
  { payment, lease, amountMinor, allocationCount, on, reason }: Releasing,
): Promise<void> {
  const fromCredit = Math.min(payment.creditMinor, amountMinor - payment.unallocatedMinor);
  if (fromCredit > 0) releaseCredit(settlement, { payment, lease, on, amountMinor: fromCredit });
  let left = amountMinor - payment.unallocatedMinor;
  if (left <= 0 || lease === null) return;
  const allocations = await readAllocations(tx, ctx, "payment_id", payment.id);
  const ids = [...new Set(allocations.map(({ invoiceId }) => invoiceId))];
  const invoices = await lockInvoices(tx, ctx, ids);
  const facts = await readInvoiceFacts(tx, ctx, ids);
  for (const allocation of allocations.toReversed()) {
    if (left === 0) break;
    const invoice = invoices.find(({ id }) => id === allocation.invoiceId);
    assert(invoice, "payments: an allocation without its invoice");
    const freed = Math.min(left, allocation.amountMinor);
    freeAllocation(settlement, {
      payment,
      lease,
      invoice,
      facts: requireFound(facts.get(invoice.id), "invoice"),
      allocation,
      amountMinor: freed,
      on,
      ordinal: allocationCount + 1,
      reason,
    });
    left -= freed;
  }
}

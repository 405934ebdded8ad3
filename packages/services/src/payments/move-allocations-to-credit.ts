import type { Tx } from "@stead/db/client";
import { maxDate, type CivilDate } from "@stead/kernel/dates";
import { AppError, assert } from "@stead/kernel/errors";
import { sumMinor } from "@stead/kernel/money";
import { requireFound, type ServiceContext } from "../context/index.ts";
import { freeAllocation } from "./change-allocation.ts";
import { keepAsCredit, openSettlement } from "./posting.ts";
import {
  lockInvoices,
  lockLease,
  lockPayments,
  readAllocations,
  readInvoiceFacts,
  readPaymentFacts,
} from "./queries.ts";
import { requireHeld } from "./reverse-allocation.ts";
import type { AllocationState, InvoiceState, LeaseState, PaymentState } from "./rows.ts";
import { requestCredit } from "./schedule-credit.ts";
import { writeSettlement } from "./write-settlement.ts";

const leaseOf = {
  name: "payments_lease_of_invoice",
  text: `select lease_id as "leaseId" from invoice_balances where agency_id = $1 and invoice_id = $2`,
};
const savepoint = { name: "payments_savepoint", text: "savepoint invoice_money" };
const rollback = { name: "payments_rollback_to", text: "rollback to savepoint invoice_money" };

export type InvoiceMoney = {
  payments: PaymentState[];
  lease: LeaseState;
  invoice: InvoiceState;
  allocations: AllocationState[];
};

/**
 * Locks an invoice and all that pays it, in the house's order: its payments, its lease, its balance. Whoever changes
 * what is open on an invoice (a credit note, a write-off) begins with this, before locking anything else.
 * NOT_FOUND outside the actor's properties.
 */
export async function lockInvoiceMoney(
  tx: Tx,
  ctx: ServiceContext,
  invoiceId: string,
): Promise<InvoiceMoney> {
  const [found] = await tx.sql<{ leaseId: string }>(leaseOf, ctx.agencyId, invoiceId);
  const { leaseId } = requireFound(found, "invoice");
  for (let attempt = 1; attempt <= 5; attempt++) {
    await tx.sql(savepoint);
    const seen = paymentIdsOf(await readAllocations(tx, ctx, "invoice_id", invoiceId));
    const payments = seen.length === 0 ? [] : await lockPayments(tx, ctx, seen);
    const lease = await lockLease(tx, ctx, leaseId);
    const [invoice] = await lockInvoices(tx, ctx, [invoiceId]);
    const allocations = await readAllocations(tx, ctx, "invoice_id", invoiceId);
    if (paymentIdsOf(allocations).every((id) => seen.includes(id)))
      return { payments, lease, invoice: requireFound(invoice, "invoice"), allocations };
    // A payment came to it while the locks were taken: let them go and take them in order again.
    await tx.sql(rollback);
  }
  throw new AppError("CONFLICT", "others are paying this invoice just now; try again");
}

function paymentIdsOf(allocations: readonly AllocationState[]): string[] {
  return [...new Set(allocations.map(({ paymentId }) => paymentId))].toSorted();
}

export type MoveToCredit = {
  invoiceId: string;
  /** How much of what was paid becomes credit: at most what is allocated. */
  amountMinor: number;
  /** The day of the act; later when the payment was touched later. */
  on: CivilDate;
  reason: string;
};

/**
 * Frees part of what was paid on an invoice and keeps it as the tenant's credit, in the caller's transaction: the
 * latest allocations are taken back, what is not freed of the last one is allocated anew. Afterwards the invoice has
 * that much more open, for the credit note or write-off that follows. Throws PRECONDITION when less is allocated, or
 * when it is a deposit that is no longer held. Amounts in minor units.
 */
export async function moveAllocationsToCredit(
  tx: Tx,
  ctx: ServiceContext,
  { invoiceId, amountMinor, on, reason }: MoveToCredit,
): Promise<void> {
  const { payments, lease, invoice, allocations } = await lockInvoiceMoney(tx, ctx, invoiceId);
  const allocatedMinor = sumMinor(allocations.map((allocation) => allocation.amountMinor));
  if (allocatedMinor < amountMinor)
    throw new AppError("PRECONDITION", "less than that was paid on the invoice", { allocatedMinor });
  if (invoice.kind === "deposit") await requireHeld(tx, ctx, lease.id, amountMinor);
  const facts = requireFound((await readInvoiceFacts(tx, ctx, [invoiceId])).get(invoiceId), "invoice");
  const settlement = openSettlement();
  let left = amountMinor;
  for (const allocation of allocations.toReversed()) {
    if (left === 0) break;
    const payment = payments.find(({ id }) => id === allocation.paymentId);
    assert(payment, "payments: an allocation without its payment");
    const { allocationCount, lastEventOn } = await readPaymentFacts(tx, ctx, payment.id);
    const day = maxDate(on, lastEventOn);
    const freed = Math.min(left, allocation.amountMinor);
    const part = { invoice, facts, allocation, amountMinor: freed, ordinal: allocationCount + 1 };
    freeAllocation(settlement, { payment, lease, on: day, reason, ...part });
    keepAsCredit(settlement, { payment, lease, on: day, amountMinor: freed });
    left -= freed;
  }
  await writeSettlement(tx, ctx, settlement);
  await requestCredit(tx, ctx, lease.id);
}

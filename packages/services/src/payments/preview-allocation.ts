import type { AllocationPreviewDto, PreviewAllocationInput } from "@stead/contracts/payments";
import { AppError, invalidField } from "@stead/kernel/errors";
import { requirePermission, type Verb } from "../context/index.ts";
import { planFor } from "./apply-plan.ts";
import { readPayment } from "./dto.ts";
import { readLease, readOpenInvoices } from "./queries.ts";

/**
 * What an amount would settle, and why, from the same planner as the real allocation. Nothing is written. With a
 * payment, the amount is at most what is unallocated of it.
 */
export async function previewAllocation({
  ctx,
  input,
}: Verb<PreviewAllocationInput>): Promise<AllocationPreviewDto> {
  requirePermission(ctx, "payments:read");
  const lease = await readLease(ctx.db.sql, ctx, input.leaseId);
  if (lease.currency !== input.currency)
    throw invalidField("currency", "lease_currency", `the lease is in ${lease.currency}`);
  const payment = input.paymentId === null ? null : await readPayment(ctx.db.sql, ctx, input.paymentId);
  if (payment && input.amountMinor > payment.unallocatedMinor) {
    throw new AppError("PRECONDITION", "this payment has less than that left", {
      unallocatedMinor: payment.unallocatedMinor,
    });
  }
  const invoices = await readOpenInvoices(ctx.db.sql, ctx, lease.id);
  const reference = input.reference ?? payment?.reference ?? null;
  const plan = planFor(ctx, {
    amountMinor: input.amountMinor,
    currency: input.currency,
    lease,
    invoices,
    reference,
    chosen: input.allocations,
  });
  const planned = new Map(plan.allocations.map((allocation) => [allocation.invoiceId, allocation]));
  const rows = invoices.map(({ id, number, kind, dueOn, openMinor }) => ({
    invoiceId: id,
    invoiceNumber: number,
    kind,
    dueOn,
    openMinor,
    allocateMinor: planned.get(id)?.amountMinor ?? 0,
    explanation: planned.get(id)?.explanation ?? null,
  }));
  return { currency: input.currency, rows, surplusMinor: plan.surplusMinor };
}

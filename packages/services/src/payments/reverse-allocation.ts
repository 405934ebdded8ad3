import type { PaymentDto, ReverseAllocationInput } from "@stead/contracts/payments";
import type { Tx } from "@stead/db/client";
import { maxDate } from "@stead/kernel/dates";
import { AppError } from "@stead/kernel/errors";
import {
  inTransaction,
  once,
  recordAudit,
  requireFound,
  requirePermission,
  type ServiceContext,
  type Verb,
} from "../context/index.ts";
import { leaseToday } from "./apply-plan.ts";
import { readPayment } from "./dto.ts";
import { takeBack } from "./change-allocation.ts";
import { openSettlement } from "./posting.ts";
import { lockInvoices, lockPayment, readAllocations, readDepositHeld, readPaymentFacts } from "./queries.ts";
import { writeSettlement } from "./write-settlement.ts";

const allocationById = {
  name: "payments_allocation_row",
  text: `select payment_id as "paymentId", reverses_id as "reversesId" from allocations where agency_id = $1 and id = $2`,
};

/**
 * Takes one allocation back, whole: the invoice is open again, the money unallocated, the owners' entries undone; all
 * by rows of their own. Throws PRECONDITION when that was done before, or when the deposit it paid is no longer held.
 */
export async function reverseAllocation({ ctx, input }: Verb<ReverseAllocationInput>): Promise<PaymentDto> {
  requirePermission(ctx, "payments:write");
  return inTransaction(ctx, async (tx) => {
    const { paymentId } = await once(tx, ctx, { operation: "payments.reverse-allocation", input }, () =>
      reverse(tx, ctx, input),
    );
    return readPayment(tx.sql, ctx, paymentId);
  });
}

async function reverse(
  tx: Tx,
  ctx: ServiceContext,
  { allocationId, reason }: ReverseAllocationInput,
): Promise<{ paymentId: string }> {
  const [found] = await tx.sql<{ paymentId: string; reversesId: string | null }>(
    allocationById,
    ctx.agencyId,
    allocationId,
  );
  const { paymentId, reversesId } = requireFound(found, "allocation");
  const { payment, lease } = await lockPayment(tx, ctx, paymentId);
  const before = { ...payment };
  const [allocation] = await readAllocations(tx, ctx, "id", allocationId);
  if (!allocation || !lease || reversesId !== null)
    throw new AppError("PRECONDITION", "this allocation was taken back already", { allocationId });
  const [locked] = await lockInvoices(tx, ctx, [allocation.invoiceId]);
  const invoice = requireFound(locked, "invoice");
  if (invoice.kind === "deposit") await requireHeld(tx, ctx, lease.id, allocation.amountMinor);
  const { lastEventOn } = await readPaymentFacts(tx, ctx, payment.id);
  const settlement = openSettlement();
  takeBack(settlement, {
    payment,
    lease,
    invoice,
    allocation,
    reason,
    on: maxDate(leaseToday(ctx, lease), lastEventOn),
  });
  await writeSettlement(tx, ctx, settlement);
  await recordAudit(tx, ctx, {
    action: "allocation.reversed",
    entityType: "payment",
    entityId: payment.id,
    before,
    after: { ...payment, reason },
  });
  return { paymentId };
}

/** Throws PRECONDITION unless so much of the lease's deposit is still held: what was used cannot be given back. */
export async function requireHeld(
  tx: Tx,
  ctx: ServiceContext,
  leaseId: string,
  amountMinor: number,
): Promise<void> {
  const heldMinor = await readDepositHeld(tx.sql, ctx, leaseId);
  if (heldMinor < amountMinor)
    throw new AppError("PRECONDITION", "less than that is held of the deposit", { heldMinor });
}

import type { DisbursementDto, RequestDepositRefundInput } from "@stead/contracts/disbursements";
import type { Tx } from "@stead/db/client";
import { AppError } from "@stead/kernel/errors";
import { newId } from "@stead/kernel/ids";
import { formatMoney } from "@stead/kernel/money";
import { inTransaction, once, requirePermission, type ServiceContext, type Verb } from "../context/index.ts";
import { readDepositLimits } from "../deposits/index.ts";
import { lockLease, readDepositHeld } from "../payments/index.ts";
import { beginning, readDisbursement } from "./rows.ts";
import { startRefund } from "./start-refund.ts";

/**
 * Asks for held deposit to be paid back by people, by their bank or in cash. Below the agency's limit it is booked at
 * once; above it waits for a second person, and nothing is booked. Throws PRECONDITION when less is held or the rest of
 * it waits already, FORBIDDEN for a program above the limit. Amounts in minor units.
 */
export async function requestDepositRefund({
  ctx,
  input,
}: Verb<RequestDepositRefundInput>): Promise<DisbursementDto> {
  requirePermission(ctx, "refunds:write");
  return inTransaction(ctx, async (tx) => {
    const { id } = await once(tx, ctx, { operation: "disbursements.request-deposit", input }, () =>
      enterDepositRefund(tx, ctx, { ...input, retriesId: null }),
    );
    return readDisbursement(tx.sql, ctx, id);
  });
}

export type DepositEntry = Omit<RequestDepositRefundInput, "idempotencyKey"> & { retriesId: string | null };

/** `requestDepositRefund` inside another act. Takes the lease's lock. */
export async function enterDepositRefund(
  tx: Tx,
  ctx: ServiceContext,
  { leaseId, amountMinor, rail, reason, retriesId }: DepositEntry,
): Promise<{ id: string }> {
  const lease = await lockLease(tx, ctx, leaseId);
  const { waitingMinor, freeMinor } = await readDepositLimits(tx.sql, ctx, lease);
  const heldMinor = await readDepositHeld(tx.sql, ctx, leaseId);
  requireLeft({ amountMinor, heldMinor, waitingMinor, currency: lease.currency });
  const { propertyId, currency } = lease;
  const id = newId();
  await startRefund(
    tx,
    ctx,
    {
      ...beginning(ctx, id),
      id,
      way: "by_hand",
      rail,
      railAccountId: null,
      paymentId: null,
      leaseId,
      propertyId,
      source: "deposit",
      amountMinor,
      currency,
      destinationSealed: null,
      destinationHint: null,
      reason,
    },
    { freeMinor, retriesId },
  );
  return { id };
}

type Held = { amountMinor: number; heldMinor: number; waitingMinor: number; currency: string };

function requireLeft({ amountMinor, heldMinor, waitingMinor, currency }: Held): void {
  const availableMinor = Math.max(0, heldMinor - waitingMinor);
  if (amountMinor <= availableMinor) return;
  const waits =
    waitingMinor > 0 ? `, and ${formatMoney(waitingMinor, currency)} of it waits for approval` : "";
  const message = `only ${formatMoney(Math.max(heldMinor, 0), currency)} of the deposit is held${waits}`;
  throw new AppError("PRECONDITION", message, { availableMinor });
}

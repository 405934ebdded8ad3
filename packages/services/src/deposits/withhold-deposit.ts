import type { LeaseDepositDto, WithholdDepositInput } from "@stead/contracts/deposits";
import type { Tx } from "@stead/db/client";
import type { CivilDate } from "@stead/kernel/dates";
import {
  inTransaction,
  once,
  recordAudit,
  requirePermission,
  type ServiceContext,
  type Verb,
} from "../context/index.ts";
import { lockLease, settleFromDeposit } from "../payments/index.ts";
import { dayOfMove, readLeaseDeposit, requireHeldDeposit } from "./queries.ts";

/**
 * Keeps part of the held deposit against the lease's open invoices, oldest due first: the liability becomes a receipt
 * that pays them. Throws PRECONDITION when less is held or less is open. Amounts in minor units.
 */
export async function withholdDeposit({ ctx, input }: Verb<WithholdDepositInput>): Promise<LeaseDepositDto> {
  requirePermission(ctx, "payments:write");
  return inTransaction(ctx, async (tx) => {
    await once(tx, ctx, { operation: "deposits.withhold", input }, async () => {
      const { leaseId, amountMinor, reason, movedOn } = input;
      return withholdInTransaction(tx, ctx, { leaseId, amountMinor, reason, movedOn });
    });
    return readLeaseDeposit(tx.sql, ctx, input.leaseId);
  });
}

export type Withholding = {
  leaseId: string;
  amountMinor: number;
  reason: string;
  /** Today where the property is when left out. */
  movedOn?: CivilDate | undefined;
};

/**
 * `withholdDeposit` inside another act, such as the end of a lease. Takes the lease's lock: the caller may hold it, but
 * no invoice's. Returns the id of the receipt it made.
 */
export async function withholdInTransaction(
  tx: Tx,
  ctx: ServiceContext,
  { leaseId, amountMinor, reason, movedOn }: Withholding,
): Promise<{ paymentId: string }> {
  const lease = await lockLease(tx, ctx, leaseId);
  const on = await dayOfMove(tx, ctx, { lease, wanted: movedOn, field: "movedOn" });
  await requireHeldDeposit(tx, ctx, lease, amountMinor);
  const paymentId = await settleFromDeposit(tx, ctx, { lease, amountMinor, on, reason });
  const after = { withheldMinor: amountMinor, movedOn: on, reason, paymentId };
  await recordAudit(tx, ctx, { action: "deposit.withheld", entityType: "lease", entityId: leaseId, after });
  return { paymentId };
}

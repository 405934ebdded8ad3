import type { LeaseDepositDto, RefundDepositInput } from "@stead/contracts/deposits";
import type { Tx } from "@stead/db/client";
import { newId } from "@stead/kernel/ids";
import {
  inTransaction,
  once,
  recordAudit,
  requirePermission,
  takeNumbers,
  type ServiceContext,
  type Verb,
} from "../context/index.ts";
import { accounts, postJournal } from "../ledger/index.ts";
import { lockLease, writeDepositMovements, writeRefund } from "../payments/index.ts";
import { dayOfMove, readLeaseDeposit, requireHeldDeposit } from "./queries.ts";
import { readDepositLimits, requireFreeOfApproval } from "./refund-limits.ts";

/**
 * Pays held deposit back to the tenant, out of the deposit bank; cash is drawn from there too. Numbered with the other
 * refunds. Throws PRECONDITION when less is held, and above the agency's limit, where a second person is needed: that is
 * asked for as a disbursement. Amounts in minor units.
 */
export async function refundDeposit({ ctx, input }: Verb<RefundDepositInput>): Promise<LeaseDepositDto> {
  requirePermission(ctx, "refunds:write");
  return inTransaction(ctx, async (tx) => {
    await once(tx, ctx, { operation: "deposits.refund", input }, async () => {
      requireFreeOfApproval(
        await readDepositLimits(tx.sql, ctx, await lockLease(tx, ctx, input.leaseId)),
        input,
      );
      return refundInTransaction(tx, ctx, input);
    });
    return readLeaseDeposit(tx.sql, ctx, input.leaseId);
  });
}

/** `refundDeposit` inside another act, which knows whether one person alone may do it. Takes the lease's lock. Returns the id of the refund. */
export async function refundInTransaction(
  tx: Tx,
  ctx: ServiceContext,
  { leaseId, amountMinor, rail, reason, paidOn: wanted }: Omit<RefundDepositInput, "idempotencyKey">,
): Promise<{ refundId: string }> {
  const lease = await lockLease(tx, ctx, leaseId);
  const paidOn = await dayOfMove(tx, ctx, { lease, wanted, field: "paidOn" });
  await requireHeldDeposit(tx, ctx, lease, amountMinor);
  const number = await takeNumbers(tx, ctx, "refund");
  const [refundId, journalId] = [newId(), newId()];
  const { propertyId, unitId, contactId, currency } = lease;
  const at = { currency, propertyId, unitId, leaseId, contactId };
  await postJournal(tx, ctx, {
    id: journalId,
    key: `refund:${refundId}`,
    event: "deposit.refunded",
    entityId: leaseId,
    occurredOn: paidOn,
    memo: `Refund ${number} of the deposit of lease ${lease.number}: ${reason}`,
    lines: [
      { account: accounts.depositsHeld.code, amountMinor, ...at },
      { account: accounts.depositBank.code, amountMinor: -amountMinor, ...at },
    ],
  });
  const accountCode = accounts.depositBank.code;
  const refund = {
    id: refundId,
    number,
    paymentId: null,
    leaseId,
    source: "deposit",
    rail,
    accountCode,
  } as const;
  await writeRefund(tx, ctx, { ...refund, amountMinor, currency, paidOn, reason, journalId });
  const movement = { leaseId, propertyId, kind: "refunded", amountMinor: -amountMinor, currency } as const;
  await writeDepositMovements(tx, ctx, [{ ...movement, movedOn: paidOn, reason, journalId }]);
  const after = { refundedMinor: amountMinor, paidOn, rail, reason };
  await recordAudit(tx, ctx, { action: "deposit.refunded", entityType: "lease", entityId: leaseId, after });
  return { refundId };
}

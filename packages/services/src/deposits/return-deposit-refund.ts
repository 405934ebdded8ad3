import type { Tx } from "@stead/db/client";
import { newId } from "@stead/kernel/ids";
import { readOne, recordAudit, requireFound, type ServiceContext } from "../context/index.ts";
import { accounts, postJournal } from "../ledger/index.ts";
import { lockLease, writeDepositMovements, writeRefundFailure } from "../payments/index.ts";
import { dayOfMove } from "./queries.ts";

const refundById = {
  name: "deposits_refund_row",
  text: `select r.number, r.amount_minor as "amountMinor", r.journal_id as "journalId",
      exists (select from refund_failures f where f.agency_id = r.agency_id and f.refund_id = r.id) as "hasFailed"
    from refunds r where r.agency_id = $1 and r.id = $2 and r.lease_id = $3 and r.source = 'deposit'`,
};
type RefundRow = { number: number; amountMinor: number; journalId: string; hasFailed: boolean };

/**
 * Books that a deposit's refund was not paid after all, in the caller's transaction: a journal takes its own back, and
 * the deposit is held again. Nothing is written when that was done before. Takes the lease's lock; the caller has checked
 * its permission. NOT_FOUND outside the actor's properties.
 */
export async function returnDepositRefund(
  tx: Tx,
  ctx: ServiceContext,
  { leaseId, refundId, reason }: { leaseId: string; refundId: string; reason: string },
): Promise<void> {
  const lease = await lockLease(tx, ctx, leaseId);
  const found = await readOne<RefundRow>(tx.sql, refundById, ctx.agencyId, refundId, leaseId);
  const { number, amountMinor, journalId: reversesId, hasFailed } = requireFound(found, "refund");
  if (hasFailed) return;
  const on = await dayOfMove(tx, ctx, { lease, wanted: undefined, field: "movedOn" });
  const journalId = newId();
  const { propertyId, unitId, contactId, currency } = lease;
  const at = { currency, propertyId, unitId, leaseId, contactId };
  await postJournal(tx, ctx, {
    id: journalId,
    key: `refund-failed:${refundId}`,
    event: "deposit.refund_failed",
    entityId: leaseId,
    occurredOn: on,
    memo: `Refund ${number} of the deposit of lease ${lease.number} was not paid: ${reason}`,
    reversesId,
    lines: [
      { account: accounts.depositBank.code, amountMinor, ...at },
      { account: accounts.depositsHeld.code, amountMinor: -amountMinor, ...at },
    ],
  });
  await writeRefundFailure(tx, ctx, { refundId, journalId, on, reason });
  const movement = { leaseId, propertyId, kind: "unrefunded", amountMinor, currency } as const;
  await writeDepositMovements(tx, ctx, [{ ...movement, movedOn: on, reason, journalId }]);
  const after = { returnedMinor: amountMinor, reason };
  await recordAudit(tx, ctx, {
    action: "deposit.refund_failed",
    entityType: "lease",
    entityId: leaseId,
    after,
  });
}

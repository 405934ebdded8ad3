import type { LeaseDepositDto, TransferDepositInput } from "@stead/contracts/deposits";
import type { Tx } from "@stead/db/client";
import { maxDate, type CivilDate } from "@stead/kernel/dates";
import { AppError, invalidField } from "@stead/kernel/errors";
import { newId } from "@stead/kernel/ids";
import {
  inTransaction,
  once,
  recordAudit,
  requirePermission,
  type ServiceContext,
  type Verb,
} from "../context/index.ts";
import { accounts, postJournals, type Posting } from "../ledger/index.ts";
import { lockLease, writeDepositMovements, type LeaseState } from "../payments/index.ts";
import { dayOfMove, readLeaseDeposit, requireHeldDeposit } from "./queries.ts";

/**
 * Moves held deposit to another lease of the same tenant and currency, by a pair of journals; answers the deposit of the
 * lease it came from. Throws PRECONDITION when less is held, or for another tenant or currency. Amounts in minor units.
 */
export async function transferDeposit({ ctx, input }: Verb<TransferDepositInput>): Promise<LeaseDepositDto> {
  requirePermission(ctx, "payments:write");
  if (input.fromLeaseId === input.toLeaseId) {
    throw invalidField("toLeaseId", "other_lease", "choose another lease than the one it comes from");
  }
  return inTransaction(ctx, async (tx) => {
    await once(tx, ctx, { operation: "deposits.transfer", input }, () =>
      transferInTransaction(tx, ctx, input),
    );
    return readLeaseDeposit(tx.sql, ctx, input.fromLeaseId);
  });
}

/** `transferDeposit` inside another act, such as a renewal. Takes the locks of both leases, in the order of their ids. */
export async function transferInTransaction(
  tx: Tx,
  ctx: ServiceContext,
  input: Omit<TransferDepositInput, "idempotencyKey">,
): Promise<{ transferId: string }> {
  const { fromLeaseId, toLeaseId, amountMinor, reason } = input;
  const { from, to } = await lockBoth(tx, ctx, fromLeaseId, toLeaseId);
  if (from.contactId !== to.contactId)
    throw new AppError("PRECONDITION", "the leases have different tenants");
  if (from.currency !== to.currency) {
    throw new AppError("PRECONDITION", `the leases are in ${from.currency} and ${to.currency}`);
  }
  await requireHeldDeposit(tx, ctx, from, amountMinor);
  const days = [
    await dayOfMove(tx, ctx, { lease: from, wanted: undefined, field: "movedOn" }),
    await dayOfMove(tx, ctx, { lease: to, wanted: undefined, field: "movedOn" }),
  ] as const;
  const movedOn = maxDate(...days);
  const transferId = newId();
  const away = posting({
    transferId,
    lease: from,
    amountMinor: -amountMinor,
    movedOn,
    memo: `Deposit to lease ${to.number}: ${reason}`,
  });
  const here = posting({
    transferId,
    lease: to,
    amountMinor,
    movedOn,
    memo: `Deposit from lease ${from.number}: ${reason}`,
  });
  await postJournals(tx, ctx, [away, here]);
  await writeDepositMovements(tx, ctx, [
    movement(from, { amountMinor: -amountMinor, movedOn, reason, journalId: away.id }),
    movement(to, { amountMinor, movedOn, reason, journalId: here.id }),
  ]);
  const after = { transferredMinor: amountMinor, fromLeaseId, toLeaseId, reason };
  await recordAudit(
    tx,
    ctx,
    ...[fromLeaseId, toLeaseId].map((entityId) => ({
      action: "deposit.transferred",
      entityType: "lease",
      entityId,
      after,
    })),
  );
  return { transferId };
}

async function lockBoth(
  tx: Tx,
  ctx: ServiceContext,
  fromId: string,
  toId: string,
): Promise<{ from: LeaseState; to: LeaseState }> {
  if (fromId < toId) {
    const from = await lockLease(tx, ctx, fromId);
    return { from, to: await lockLease(tx, ctx, toId) };
  }
  const to = await lockLease(tx, ctx, toId);
  return { from: await lockLease(tx, ctx, fromId), to };
}

type Side = { transferId: string; lease: LeaseState; amountMinor: number; movedOn: CivilDate; memo: string };

/** One side of the pair: what the lease holds, and its part of the deposit bank. */
function posting({ transferId, lease, amountMinor, movedOn, memo }: Side): Posting & { id: string } {
  const { id: leaseId, propertyId, unitId, contactId, currency } = lease;
  const at = { currency, propertyId, unitId, leaseId, contactId };
  return {
    id: newId(),
    key: `transfer:${transferId}:${leaseId}`,
    event: "deposit.transferred",
    entityId: leaseId,
    occurredOn: movedOn,
    memo,
    lines: [
      { account: accounts.depositBank.code, amountMinor, ...at },
      { account: accounts.depositsHeld.code, amountMinor: -amountMinor, ...at },
    ],
  };
}

function movement(
  lease: LeaseState,
  move: { amountMinor: number; movedOn: CivilDate; reason: string; journalId: string },
) {
  const { id: leaseId, propertyId, currency } = lease;
  return { leaseId, propertyId, currency, kind: "transferred" as const, ...move };
}

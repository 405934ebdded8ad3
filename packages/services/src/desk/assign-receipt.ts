import type { AssignedDto, AssignReceiptInput, UnassignReceiptInput } from "@stead/contracts/desk";
import type { PaymentDto } from "@stead/contracts/payments";
import type { Tx } from "@stead/db/client";
import { AppError, invalidField } from "@stead/kernel/errors";
import { newId } from "@stead/kernel/ids";
import {
  actingUserId,
  inTransaction,
  once,
  readOne,
  recordAudit,
  requirePermission,
  requireWholeAgency,
  type ServiceContext,
  type Verb,
} from "../context/index.ts";
import {
  getPayment,
  giveToLease,
  lockPayments,
  normaliseReference,
  releasePayment,
  splitPayment,
  tellDesk,
} from "../payments/index.ts";

const payerOf = {
  name: "desk_payer",
  text: `select payer_key as "payerKey" from payment_payers where agency_id = $1 and payment_id = $2`,
};
const learn = {
  name: "desk_learn",
  text: `insert into suspense_aliases (agency_id, id, kind, value, lease_id, payment_id, created_by) values ($1, $2, $3, $4, $5, $6, $7)
    on conflict (agency_id, kind, value) where ended_at is null do update set lease_id = excluded.lease_id,
      payment_id = excluded.payment_id, created_by = excluded.created_by, created_at = now()
    returning id`,
};
const forget = {
  name: "desk_forget",
  text: `update suspense_aliases set ended_at = now() where agency_id = $1 and payment_id = $2 and ended_at is null returning id`,
};

/**
 * Gives money that waits to one lease, or splits it over several with a receipt each, and allocates it by the agency's
 * policy. What it learns makes the next such money find its lease by itself. Throws INVALID when the shares do not add
 * up, PRECONDITION when the money waits no more, CONFLICT on a stale version.
 */
export async function assignReceipt({ ctx, input }: Verb<AssignReceiptInput>): Promise<AssignedDto> {
  requirePermission(ctx, "payments:write");
  requireWholeAgency(ctx);
  return inTransaction(ctx, (tx) =>
    once(tx, ctx, { operation: "desk.assign", input }, async () => {
      const [payment] = await lockPayments(tx, ctx, [input.paymentId]);
      if (payment === undefined) throw new AppError("NOT_FOUND", "there is no such payment");
      const { reference } = payment;
      const paymentIds = await give(tx, ctx, input, payment.amountMinor);
      const learned = await teach(tx, ctx, input, { reference, paymentId: paymentIds[0] ?? input.paymentId });
      await tellDesk(tx, ctx);
      return { paymentIds, learned };
    }),
  );
}

async function give(
  tx: Tx,
  ctx: ServiceContext,
  { paymentId, version, shares }: AssignReceiptInput,
  amountMinor: number,
): Promise<string[]> {
  const [only, second] = shares;
  if (only === undefined || second !== undefined)
    return splitPayment(tx, ctx, { paymentId, version, shares, reason: "Split over several leases" });
  if (only.amountMinor !== amountMinor)
    throw invalidField("shares", "sum", "one lease takes the whole receipt; add the others to split it");
  await giveToLease(tx, ctx, { paymentId, version, leaseId: only.leaseId });
  return [paymentId];
}

/** Remembers for the next time. Money that was split says nothing of where the next goes. */
async function teach(
  tx: Tx,
  ctx: ServiceContext,
  { paymentId: assignedId, shares, learns }: AssignReceiptInput,
  { reference, paymentId }: { reference: string | null; paymentId: string },
): Promise<number> {
  const [only, second] = shares;
  if (learns.length === 0 || only === undefined) return 0;
  if (second !== undefined)
    throw invalidField("learns", "split", "a split teaches nothing: the next receipt may be split otherwise");
  const payer = await readOne<{ payerKey: string | null }>(tx.sql, payerOf, ctx.agencyId, assignedId);
  const values = { reference: normaliseReference(reference ?? "") || null, payer: payer?.payerKey ?? null };
  let learned = 0;
  for (const kind of learns) {
    const value = values[kind];
    if (value === null) continue;
    await tx.sql(learn, ctx.agencyId, newId(), kind, value, only.leaseId, paymentId, actingUserId(ctx));
    await recordAudit(tx, ctx, {
      action: "suspense_alias.learned",
      entityType: "lease",
      entityId: only.leaseId,
      after: { kind, paymentId },
    });
    learned++;
  }
  return learned;
}

/** Takes an assignment back: what it paid is open again, the money waits, and what was learned of it is forgotten. */
export async function unassignReceipt({ ctx, input }: Verb<UnassignReceiptInput>): Promise<PaymentDto> {
  requirePermission(ctx, "payments:write");
  requireWholeAgency(ctx);
  const { paymentId, version, reason } = input;
  await inTransaction(ctx, (tx) =>
    once(tx, ctx, { operation: "desk.unassign", input }, async () => {
      await releasePayment(tx, ctx, { paymentId, version, reason });
      await tellDesk(tx, ctx);
      const forgotten = await tx.sql(forget, ctx.agencyId, paymentId);
      return { forgotten: forgotten.length };
    }),
  );
  return getPayment({ ctx, input: { id: paymentId } });
}

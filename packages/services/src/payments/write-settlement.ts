import type { RailId } from "@stead/contracts/rails";
import type { Tx } from "@stead/db/client";
import type { CivilDate } from "@stead/kernel/dates";
import { assert } from "@stead/kernel/errors";
import { newId } from "@stead/kernel/ids";
import { actingUserId, together, type ServiceContext } from "../context/index.ts";
import { postJournals } from "../ledger/index.ts";
import type { Settlement } from "./posting.ts";
import { insertPayments, type NewPayment } from "./insert-payments.ts";
import type { NewDepositMovement } from "./rows.ts";
import { statusOf } from "./rules.ts";

// Batches that read tables are planned anew each time (no name): a plan made while a table was small stays bad.

const updatePayments = {
  name: "",
  text: `update payment_balances b
    set lease_id = c."leaseId", allocated_minor = c."allocatedMinor", credit_minor = c."creditMinor",
      unallocated_minor = c."unallocatedMinor", refunded_minor = c."refundedMinor", reversed_minor = c."reversedMinor",
      status = c.status, version = b.version + 1
    from jsonb_to_recordset($2::jsonb) as c (id uuid, "leaseId" uuid, "allocatedMinor" bigint, "creditMinor" bigint,
      "unallocatedMinor" bigint, "refundedMinor" bigint, "reversedMinor" bigint, status text, version int)
    where b.agency_id = $1 and b.payment_id = c.id and b.version = c.version
    returning b.payment_id`,
};

const updateInvoices = {
  name: "",
  text: `update invoice_balances b
    set paid_minor = b.paid_minor + c.amount, open_minor = b.open_minor - c.amount,
      status = case
        when b.open_minor - c.amount > 0 then case when b.paid_minor + c.amount > 0 then 'part_paid' else 'open' end
        when b.written_off_minor > 0 then 'written_off'
        when b.paid_minor + c.amount > 0 or b.credited_minor = 0 then 'paid'
        else 'credited' end
    from unnest($2::uuid[], $3::bigint[]) as c (id, amount)
    where b.agency_id = $1 and b.invoice_id = c.id`,
};

const insertAllocations = {
  name: "allocations_insert",
  text: `insert into allocations (agency_id, id, payment_id, invoice_id, lease_id, amount_minor, currency, source, allocated_on,
      explanation, reverses_id, journal_id, created_by)
    select $1, a.id, a."paymentId", a."invoiceId", a."leaseId", a."amountMinor", a.currency, a.source, a."allocatedOn",
      a.explanation, a."reversesId", a."journalId", $3
    from jsonb_to_recordset($2::jsonb) as a (id uuid, "paymentId" uuid, "invoiceId" uuid, "leaseId" uuid, "amountMinor" bigint,
      currency text, source text, "allocatedOn" date, explanation jsonb, "reversesId" uuid, "journalId" uuid)`,
};

const insertOwnerEntries = {
  name: "owner_entries_insert",
  text: `insert into owner_entries (agency_id, id, property_id, kind, amount_minor, currency, occurred_on, lease_id, source_id, journal_id)
    select $1, e.id, e."propertyId", e.kind, e."amountMinor", e.currency, e."occurredOn", e."leaseId", e."sourceId", e."journalId"
    from jsonb_to_recordset($2::jsonb) as e (id uuid, "propertyId" uuid, kind text, "amountMinor" bigint, currency text,
      "occurredOn" date, "leaseId" uuid, "sourceId" uuid, "journalId" uuid)`,
};

const insertMovements = {
  name: "deposit_movements_insert",
  text: `insert into deposit_movements (agency_id, id, lease_id, property_id, kind, amount_minor, currency, moved_on, reason, journal_id, created_by)
    select $1, m.id, m."leaseId", m."propertyId", m.kind, m."amountMinor", m.currency, m."movedOn", m.reason, m."journalId", $3
    from jsonb_to_recordset($2::jsonb) as m (id uuid, "leaseId" uuid, "propertyId" uuid, kind text, "amountMinor" bigint,
      currency text, "movedOn" date, reason text, "journalId" uuid)`,
};

/**
 * Writes what an act does to money: all statements in one round trip, in the caller's transaction. New payments are
 * written as the act leaves them.
 */
export async function writeSettlement(
  tx: Tx,
  ctx: ServiceContext,
  settlement: Settlement,
  created: readonly NewPayment[] = [],
): Promise<void> {
  const actorId = actingUserId(ctx);
  const isNew = new Set(created.map(({ payment }) => payment.id));
  const changed = [...settlement.payments.values()]
    .filter(({ id }) => !isNew.has(id))
    .map((payment) => ({ ...payment, status: statusOf(payment) }));
  const { paidMinor, allocations, ownerEntries } = settlement;
  const [, , updated] = await together([
    insertPayments(tx, ctx, created),
    postJournals(tx, ctx, settlement.postings),
    changed.length > 0 ? tx.sql(updatePayments, ctx.agencyId, JSON.stringify(changed)) : [],
    paidMinor.size > 0 &&
      tx.sql(updateInvoices, ctx.agencyId, [...paidMinor.keys()], [...paidMinor.values()]),
    allocations.length > 0 && tx.sql(insertAllocations, ctx.agencyId, JSON.stringify(allocations), actorId),
    ownerEntries.length > 0 &&
      tx.sql(
        insertOwnerEntries,
        ctx.agencyId,
        JSON.stringify(ownerEntries.map((entry) => ({ id: newId(), ...entry }))),
      ),
    writeDepositMovements(tx, ctx, settlement.depositMovements),
  ]);
  assert(updated.length === changed.length, "payments: a balance changed without its lock");
}

/** Adds movements to the deposits' book. Amounts are signed by what they add to what is held. */
export async function writeDepositMovements(
  tx: Tx,
  ctx: ServiceContext,
  movements: readonly NewDepositMovement[],
): Promise<void> {
  if (movements.length === 0) return;
  const actorId = actingUserId(ctx);
  await tx.sql(
    insertMovements,
    ctx.agencyId,
    JSON.stringify(movements.map((movement) => ({ id: newId(), ...movement }))),
    actorId,
  );
}

const insertRefund = {
  name: "payments_refund_insert",
  text: `insert into refunds (agency_id, id, number, payment_id, lease_id, source, rail, account_code, amount_minor, currency, paid_on,
      reason, journal_id, created_by)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
};

/** How money goes back: handed out, by the bank, or by a provider. */
export type RefundRail = "cash" | "bank" | RailId;

export type NewRefund = {
  id: string;
  number: number;
  /** Null for a refunded deposit. */
  paymentId: string | null;
  leaseId: string | null;
  source: "credit" | "unallocated" | "deposit";
  rail: RefundRail;
  accountCode: string;
  amountMinor: number;
  currency: string;
  paidOn: CivilDate;
  reason: string;
  journalId: string;
};

/** Writes a refund's own row; its journal is the caller's. */
export async function writeRefund(tx: Tx, ctx: ServiceContext, refund: NewRefund): Promise<void> {
  const {
    id,
    number,
    paymentId,
    leaseId,
    source,
    rail,
    accountCode,
    amountMinor,
    currency,
    paidOn,
    reason,
    journalId,
  } = refund;
  const actorId = actingUserId(ctx);
  await tx.sql(
    insertRefund,
    ctx.agencyId,
    id,
    number,
    paymentId,
    leaseId,
    source,
    rail,
    accountCode,
    amountMinor,
    currency,
    paidOn,
    reason,
    journalId,
    actorId,
  );
}

const insertFailure = {
  name: "payments_refund_failure",
  text: `insert into refund_failures (agency_id, refund_id, journal_id, failed_on, reason) values ($1, $2, $3, $4, $5)`,
};

/** Writes that a refund did not arrive; its journal is the caller's. */
export async function writeRefundFailure(
  tx: Tx,
  ctx: ServiceContext,
  { refundId, journalId, on, reason }: { refundId: string; journalId: string; on: CivilDate; reason: string },
): Promise<void> {
  await tx.sql(insertFailure, ctx.agencyId, refundId, journalId, on, reason);
}

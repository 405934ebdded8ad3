import type { Tx } from "@stead/db/client";
import { actingUserId, type ServiceContext } from "../context/index.ts";
import type { PaymentState } from "./rows.ts";
import { statusOf } from "./rules.ts";

/** A payment that is not in the database yet, and its note. */
export type NewPayment = { payment: PaymentState; propertyId: string | null; note: string | null };

// It reads no table, so its plan may be kept.
const insert = {
  name: "payments_insert",
  text: `with new as (
      select * from jsonb_to_recordset($2::jsonb) as p (id uuid, number bigint, "leaseId" uuid, "recordedLeaseId" uuid,
        "propertyId" uuid, "payerContactId" uuid, rail text, "accountCode" text, reference text, note text, "receivedOn" date,
        "amountMinor" bigint, "allocatedMinor" bigint, "creditMinor" bigint, "unallocatedMinor" bigint, "refundedMinor" bigint,
        "reversedMinor" bigint, status text, currency text, "journalId" uuid)
    ), payment as (
      insert into payments (agency_id, id, number, lease_id, property_id, payer_contact_id, rail, account_code, reference, note,
        received_on, amount_minor, currency, journal_id, created_by)
      select $1, n.id, n.number, n."recordedLeaseId", n."propertyId", n."payerContactId", n.rail, n."accountCode", n.reference,
        n.note, n."receivedOn", n."amountMinor", n.currency, n."journalId", $3
      from new n
    )
    insert into payment_balances (agency_id, payment_id, lease_id, received_on, amount_minor, allocated_minor, credit_minor,
      unallocated_minor, refunded_minor, reversed_minor, status)
    select $1, n.id, n."leaseId", n."receivedOn", n."amountMinor", n."allocatedMinor", n."creditMinor", n."unallocatedMinor",
      n."refundedMinor", n."reversedMinor", n.status
    from new n`,
};

/** Writes the rows of new payments with their balances, at version 1. */
export async function insertPayments(
  tx: Tx,
  ctx: ServiceContext,
  created: readonly NewPayment[],
): Promise<void> {
  if (created.length === 0) return;
  const rows = created.map(({ payment, propertyId, note }) => ({
    ...payment,
    status: statusOf(payment),
    propertyId,
    note,
  }));
  await tx.sql(insert, ctx.agencyId, JSON.stringify(rows), actingUserId(ctx));
}

import type { Tx } from "@stead/db/client";
import { actingUserId, type ServiceContext } from "../context/index.ts";
import type { NewPayment } from "./write-settlement.ts";

const insert = {
  name: "",
  text: `with payment as (
      insert into payments (agency_id, id, number, lease_id, property_id, payer_contact_id, rail, account_code, reference, note,
        received_on, amount_minor, currency, journal_id, created_by)
      select $1, p.id, p.number, p."recordedLeaseId", p."propertyId", p."payerContactId", p.rail, p."accountCode", p.reference, p.note,
        p."receivedOn", p."amountMinor", p.currency, p."journalId", $3
      from jsonb_to_recordset($2::jsonb) as p (id uuid, number bigint, "recordedLeaseId" uuid, "propertyId" uuid, "payerContactId" uuid,
        rail text, "accountCode" text, reference text, note text, "receivedOn" date, "amountMinor" bigint, currency text, "journalId" uuid)
      returning agency_id, id, lease_id, received_on, amount_minor
    )
    insert into payment_balances (agency_id, payment_id, lease_id, received_on, amount_minor, unallocated_minor, version)
    select agency_id, id, lease_id, received_on, amount_minor, amount_minor, 0 from payment`,
};

/** Writes the rows of many new payments; their balances are unallocated until the settlement's update, at version 1. */
export async function insertPayments(
  tx: Tx,
  ctx: ServiceContext,
  created: readonly NewPayment[],
): Promise<void> {
  if (created.length === 0) return;
  const rows = created.map(({ payment, propertyId, note }) => ({ ...payment, propertyId, note }));
  await tx.sql(insert, ctx.agencyId, JSON.stringify(rows), actingUserId(ctx));
}

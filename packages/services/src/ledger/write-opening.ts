import type { Tx } from "@stead/db/client";
import type { CivilDate } from "@stead/kernel/dates";
import { newId } from "@stead/kernel/ids";
import { actingUserId, type ServiceContext } from "../context/index.ts";
import { accounts } from "./accounts.ts";

export type OpeningLease = {
  id: string;
  number: number;
  propertyId: string;
  unitId: string;
  contactId: string;
  currency: string;
};

const insertInvoice = {
  name: "ledger_opening_invoice",
  text: `with invoice as (
      insert into invoices (agency_id, id, number, lease_id, property_id, unit_id, contact_id, kind, source_key, period_start,
        period_end, issued_on, due_on, currency, net_minor, total_minor)
      values ($1, $2, $3, $4, $5, $6, $7, 'opening', $12, $8, $8, $8, $8, $9, $10, $10)
    ), charge as (
      insert into charges (agency_id, id, invoice_id, lease_id, item_id, kind, description, period_start, period_end, net_minor,
        currency, explanation)
      values ($1, $11, $2, $4, $11, 'opening', 'Opening balance', $8, $8, $10, $9,
        '{"rule": "Opening balance", "steps": ["Owed when the books were brought over"]}')
    )
    insert into invoice_balances (agency_id, invoice_id, lease_id, property_id, kind, due_on, currency, total_minor, open_minor)
    values ($1, $2, $4, $5, 'opening', $8, $9, $10, $10)`,
};

type OpeningInvoice = {
  lease: OpeningLease;
  id: string;
  sourceKey: string;
  number: number;
  amountMinor: number;
  dueOn: CivilDate;
};

/** Writes what a tenant owed as an open invoice of the kind `opening`, due on its day. */
export async function insertOpeningInvoice(
  tx: Tx,
  ctx: ServiceContext,
  invoice: OpeningInvoice,
): Promise<void> {
  const { lease, id, sourceKey, number, amountMinor, dueOn } = invoice;
  const { propertyId, unitId, contactId, currency } = lease;
  const parties = [lease.id, propertyId, unitId, contactId] as const;
  const facts = [dueOn, currency, amountMinor, newId(), sourceKey] as const;
  await tx.sql(insertInvoice, ctx.agencyId, id, number, ...parties, ...facts);
}

const insertPayment = {
  name: "ledger_opening_payment",
  text: `with payment as (
      insert into payments (agency_id, id, number, lease_id, property_id, payer_contact_id, rail, account_code, received_on,
        amount_minor, currency, journal_id, created_by)
      values ($1, $2, $3, $4, $5, $6, 'opening', $7, $8, $9, $10, $11, $12)
    )
    insert into payment_balances (agency_id, payment_id, lease_id, received_on, amount_minor, credit_minor, status)
    values ($1, $2, $4, $8, $9, $9, 'allocated')`,
};

type OpeningPayment = {
  lease: OpeningLease;
  id: string;
  number: number;
  amountMinor: number;
  receivedOn: CivilDate;
  journalId: string;
};

/** Writes what a tenant had paid ahead as a receipt of the rail `opening`, kept as credit. */
export async function insertOpeningPayment(
  tx: Tx,
  ctx: ServiceContext,
  payment: OpeningPayment,
): Promise<void> {
  const { lease, id, number, amountMinor, receivedOn, journalId } = payment;
  const parties = [lease.id, lease.propertyId, lease.contactId, accounts.openingBalances.code] as const;
  const actorId = actingUserId(ctx);
  const values = [receivedOn, amountMinor, lease.currency, journalId, actorId];
  await tx.sql(insertPayment, ctx.agencyId, id, number, ...parties, ...values);
}

const insertMovement = {
  name: "ledger_opening_deposit",
  text: `insert into deposit_movements (agency_id, id, lease_id, property_id, kind, amount_minor, currency, moved_on, reason, journal_id, created_by)
    values ($1, $2, $3, $4, 'received', $5, $6, $7, 'Held when the books were brought over', $8, $9)`,
};

type OpeningDeposit = { lease: OpeningLease; amountMinor: number; movedOn: CivilDate; journalId: string };

/** Writes what was held of a tenant's deposit. */
export async function insertOpeningDeposit(
  tx: Tx,
  ctx: ServiceContext,
  deposit: OpeningDeposit,
): Promise<void> {
  const { lease, amountMinor, movedOn, journalId } = deposit;
  const actorId = actingUserId(ctx);
  const values = [lease.id, lease.propertyId, amountMinor, lease.currency, movedOn, journalId, actorId];
  await tx.sql(insertMovement, ctx.agencyId, newId(), ...values);
}

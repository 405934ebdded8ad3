import type { Tx } from "@stead/db/client";
import type { CivilDate } from "@stead/kernel/dates";
import { AppError } from "@stead/kernel/errors";
import { lockBilling, type ScheduleItem } from "../billing/index.ts";
import {
  actingUserId,
  instantNow,
  requireFound,
  requireVersion,
  together,
  type ServiceContext,
} from "../context/index.ts";
import type { LeaseSnapshot } from "./rules.ts";

/** A lease under its lock. */
export type LeaseState = LeaseSnapshot & {
  id: string;
  number: number;
  propertyId: string;
  unitId: string;
  contactId: string;
  reference: string;
  billFromOn: CivilDate;
  renewedFromId: string | null;
  timeZone: string;
  version: number;
};

const lockRow = {
  name: "lease_lock",
  text: "select id from leases where agency_id = $1 and id = $2 for no key update",
};

const stateOf = {
  name: "lease_state",
  text: `select l.id, l.number, l.status, l.property_id as "propertyId", l.unit_id as "unitId", l.contact_id as "contactId", l.reference,
      l.start_on as "startOn", l.end_on as "endOn", l.notice_on as "noticeOn", l.move_out_on as "moveOutOn", l.ended_on as "endedOn",
      l.currency, l.rent_minor as "rentMinor", l.deposit_minor as "depositMinor", l.due_day as "dueDay",
      l.proration_method as "prorationMethod", l.prorate_on as "prorateOn", l.billing_anchor as "billingAnchor",
      l.bill_from_on as "billFromOn", l.renewed_from_id as "renewedFromId", l.version, p.time_zone as "timeZone",
      coalesce((select json_agg(json_build_object('id', i.id, 'kind', i.kind, 'description', i.description, 'amountMinor', i.amount_minor,
          'taxPpm', i.tax_ppm, 'frequency', i.frequency, 'fromOn', i.from_on, 'toOn', i.to_on) order by i.from_on, i.id)
        from lease_items i where i.agency_id = $1 and i.lease_id = l.id), '[]') as items
    from leases l join properties p on p.agency_id = l.agency_id and p.id = l.property_id
    where l.agency_id = $1 and l.id = $2`,
};

/** The lease's state in a transaction. NOT_FOUND outside the actor's properties. */
export async function readLeaseState(
  tx: Pick<Tx, "sql">,
  ctx: ServiceContext,
  leaseId: string,
): Promise<LeaseState> {
  const [row] = await tx.sql<LeaseState>(stateOf, ctx.agencyId, leaseId);
  const isInScope =
    row !== undefined && (ctx.propertyIds === null || ctx.propertyIds.includes(row.propertyId));
  return requireFound(isInScope ? row : undefined, "lease");
}

/**
 * A lease for changing: no billing run and no other verb touches its charges until the transaction ends.
 * NOT_FOUND outside the actor's properties; CONFLICT when somebody changed it since `version`.
 */
export async function lockLeaseState(
  tx: Tx,
  ctx: ServiceContext,
  { id, version }: { id: string; version: number },
): Promise<LeaseState> {
  const [, , lease] = await together([
    lockBilling(tx, ctx, "together"),
    tx.sql(lockRow, ctx.agencyId, id),
    readLeaseState(tx, ctx, id),
  ]);
  requireVersion(lease, version);
  return lease;
}

const unitFacts = {
  name: "lease_unit_facts",
  text: `select u.id, u.label, u.status, u.currency, u.market_rent_minor as "marketRentMinor", u.property_id as "propertyId",
      p.name as "propertyName", p.status as "propertyStatus", p.time_zone as "timeZone"
    from units u join properties p on p.agency_id = u.agency_id and p.id = u.property_id
    where u.agency_id = $1 and u.id = $2`,
};

export type UnitFacts = {
  id: string;
  label: string;
  status: string;
  currency: string;
  marketRentMinor: number;
  propertyId: string;
  propertyName: string;
  propertyStatus: string;
  timeZone: string;
};

/** A unit that can be let. NOT_FOUND outside the actor's properties; PRECONDITION when it is archived. */
export async function readUnitFacts(
  tx: Pick<Tx, "sql">,
  ctx: ServiceContext,
  unitId: string,
): Promise<UnitFacts> {
  const [row] = await tx.sql<UnitFacts>(unitFacts, ctx.agencyId, unitId);
  const isInScope =
    row !== undefined && (ctx.propertyIds === null || ctx.propertyIds.includes(row.propertyId));
  const unit = requireFound(isInScope ? row : undefined, "unit");
  if (unit.status === "archived" || unit.propertyStatus === "archived") {
    throw new AppError("PRECONDITION", "the unit is archived; restore it before letting it", { unitId });
  }
  return unit;
}

const missingContacts = {
  name: "lease_missing_contacts",
  text: `select k.id from unnest($2::uuid[]) as k (id)
    where not exists (select from contacts c where c.agency_id = $1 and c.id = k.id and c.status = 'active')`,
};

/** Throws NOT_FOUND unless every contact exists and is active. */
export async function requireContacts(
  tx: Pick<Tx, "sql">,
  ctx: ServiceContext,
  contactIds: readonly string[],
): Promise<void> {
  const missing = await tx.sql<{ id: string }>(missingContacts, ctx.agencyId, contactIds);
  if (missing.length > 0)
    throw new AppError("NOT_FOUND", "there is no such contact, or it is archived", {
      contactId: missing[0]?.id,
    });
}

export type PartyField = { contactId: string; role: "tenant" | "guarantor" | "occupant" };

const deleteParties = {
  name: "lease_parties_delete",
  text: "delete from lease_parties where agency_id = $1 and lease_id = $2",
};
const insertParties = {
  name: "lease_parties_insert",
  text: `with party as (
      insert into lease_parties (agency_id, lease_id, contact_id, role)
      select $1, $2, contact_id, role from unnest($3::uuid[], $4::text[]) as q (contact_id, role)
      on conflict do nothing returning contact_id, role
    )
    insert into contact_roles (agency_id, contact_id, role)
    select distinct $1::uuid, contact_id, role from party where role in ('tenant', 'guarantor')
    on conflict do nothing`,
};

/** Sets who is on the lease: its tenant first. Tenants and guarantors have that role among the contacts from now on. */
export async function writeParties(
  tx: Tx,
  ctx: ServiceContext,
  { leaseId, contactId, parties }: { leaseId: string; contactId: string; parties: readonly PartyField[] },
): Promise<void> {
  const all: PartyField[] = [{ contactId, role: "tenant" }, ...parties];
  await together([
    tx.sql(deleteParties, ctx.agencyId, leaseId),
    tx.sql(
      insertParties,
      ctx.agencyId,
      leaseId,
      all.map((party) => party.contactId),
      all.map((party) => party.role),
    ),
  ]);
}

const insertItems = {
  name: "lease_items_insert",
  text: `insert into lease_items (agency_id, id, lease_id, kind, description, amount_minor, tax_ppm, frequency, from_on, to_on)
    select $1, i.id, $2, i.kind, i.description, i."amountMinor", i."taxPpm", i.frequency, i."fromOn", i."toOn"
    from jsonb_to_recordset($3::jsonb) as i (id uuid, kind text, description text, "amountMinor" bigint, "taxPpm" int, frequency text, "fromOn" date, "toOn" date)`,
};
const deleteItems = {
  name: "lease_items_delete",
  text: "delete from lease_items where agency_id = $1 and lease_id = $2",
};
const closeItems = {
  name: "lease_items_close",
  text: `update lease_items i set to_on = c.to_on from unnest($3::uuid[], $4::date[]) as c (id, to_on)
    where i.agency_id = $1 and i.lease_id = $2 and i.id = c.id`,
};

export async function writeItems(
  tx: Tx,
  ctx: ServiceContext,
  leaseId: string,
  items: readonly ScheduleItem[],
): Promise<void> {
  if (items.length > 0) await tx.sql(insertItems, ctx.agencyId, leaseId, JSON.stringify(items));
}

export async function replaceItems(
  tx: Tx,
  ctx: ServiceContext,
  leaseId: string,
  items: readonly ScheduleItem[],
): Promise<void> {
  await tx.sql(deleteItems, ctx.agencyId, leaseId);
  await writeItems(tx, ctx, leaseId, items);
}

/** Sets the last day of items. */
export async function setItemEnds(
  tx: Tx,
  ctx: ServiceContext,
  leaseId: string,
  items: readonly Pick<ScheduleItem, "id" | "toOn">[],
): Promise<void> {
  if (items.length > 0)
    await tx.sql(
      closeItems,
      ctx.agencyId,
      leaseId,
      items.map(({ id }) => id),
      items.map(({ toOn }) => toOn),
    );
}

const insertVersion = {
  name: "lease_version_insert",
  text: `insert into lease_versions (agency_id, lease_id, version, effective_on, reason, snapshot, created_by) values ($1, $2, $3, $4, $5, $6::jsonb, $7)`,
};

/** Keeps what the lease is from now on, as its next readable version. */
export async function writeVersion(
  tx: Tx,
  ctx: ServiceContext,
  lease: LeaseState,
  { effectiveOn, reason }: { effectiveOn: CivilDate; reason: string },
): Promise<void> {
  const {
    status,
    startOn,
    endOn,
    noticeOn,
    moveOutOn,
    endedOn,
    currency,
    rentMinor,
    depositMinor,
    dueDay,
    prorationMethod,
    prorateOn,
    billingAnchor,
    items,
  } = lease;
  const snapshot: LeaseSnapshot = {
    status,
    startOn,
    endOn,
    noticeOn,
    moveOutOn,
    endedOn,
    currency,
    rentMinor,
    depositMinor,
    dueDay,
    prorationMethod,
    prorateOn,
    billingAnchor,
    items,
  };
  const createdBy = actingUserId(ctx);
  await tx.sql(
    insertVersion,
    ctx.agencyId,
    lease.id,
    lease.version,
    effectiveOn,
    reason,
    JSON.stringify(snapshot),
    createdBy,
  );
}

const saveRow = {
  name: "lease_save",
  text: `update leases set status = $3, property_id = $4, unit_id = $5, contact_id = $6, reference = $7, start_on = $8, end_on = $9,
      notice_on = $10, move_out_on = $11, ended_on = $12, currency = $13, rent_minor = $14, deposit_minor = $15, due_day = $16,
      proration_method = $17, prorate_on = $18, billing_anchor = $19, bill_from_on = $20, version = version + 1, updated_at = $21
    where agency_id = $1 and id = $2`,
};

/** Writes the lease's row as its next version. The exclusion constraint answers when its days are taken. */
export async function saveLease(tx: Tx, ctx: ServiceContext, lease: LeaseState): Promise<LeaseState> {
  await tx.sql(
    saveRow,
    ctx.agencyId,
    lease.id,
    lease.status,
    lease.propertyId,
    lease.unitId,
    lease.contactId,
    lease.reference,
    lease.startOn,
    lease.endOn,
    lease.noticeOn,
    lease.moveOutOn,
    lease.endedOn,
    lease.currency,
    lease.rentMinor,
    lease.depositMinor,
    lease.dueDay,
    lease.prorationMethod,
    lease.prorateOn,
    lease.billingAnchor,
    lease.billFromOn,
    instantNow(ctx),
  );
  return { ...lease, version: lease.version + 1 };
}

const lockPayments = {
  name: "lease_payments_lock",
  text: `select b.payment_id from payment_balances b
    where b.agency_id = $1 and (b.lease_id = $2 or b.payment_id in (select a.payment_id from allocations a where a.agency_id = $1 and a.lease_id = $2))
    order by b.payment_id for update of b`,
};

/** Locks what was paid on a lease, before the lease itself: for verbs that may take payments off its invoices. */
export async function lockPaymentsOfLease(tx: Tx, ctx: ServiceContext, leaseId: string): Promise<void> {
  await tx.sql(lockPayments, ctx.agencyId, leaseId);
}

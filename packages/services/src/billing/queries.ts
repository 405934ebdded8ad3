import type { Sql, Tx } from "@stead/db/client";
import type { CivilDate } from "@stead/kernel/dates";
import { actingUserId, type ServiceContext } from "../context/index.ts";
import type { LeaseTerms, ScheduleItem } from "./plan-charges.ts";
import type { InvoiceParty } from "./rules.ts";

const lockShared = {
  name: "billing_lock_shared",
  text: "select pg_advisory_xact_lock_shared(hashtextextended('stead.billing:' || $1::text, 0))",
};
const lockAlone = {
  name: "billing_lock_alone",
  text: "select pg_advisory_xact_lock(hashtextextended('stead.billing:' || $1::text, 0))",
};

/**
 * Keeps a billing run and the verbs that change a lease's charges apart, until the transaction ends: a chunk of a run
 * is `alone`, the verbs are `together`. The first lock a verb takes, before that of the lease.
 */
export async function lockBilling(
  tx: Pick<Tx, "sql">,
  ctx: Pick<ServiceContext, "agencyId">,
  mode: "alone" | "together",
): Promise<void> {
  await tx.sql(mode === "alone" ? lockAlone : lockShared, ctx.agencyId);
}

/** A lease as billing sees it. */
export type BillableLease = InvoiceParty & {
  id: string;
  number: number;
  status: string;
  rentMinor: number;
  hasCredit: boolean;
  timeZone: string;
  terms: LeaseTerms;
};

type LeaseRow = InvoiceParty &
  Omit<LeaseTerms, "items" | "currency"> & {
    number: number;
    status: string;
    rentMinor: number;
    hasCredit: boolean;
    timeZone: string;
    items: ScheduleItem[];
  };

/** Columns of a lease and its items; `l` is the lease. Items come as one JSON value, so a page is one statement. */
const leaseColumns = `l.id as "leaseId", l.number, l.status, l.property_id as "propertyId", l.unit_id as "unitId", l.contact_id as "contactId",
  l.currency, l.rent_minor as "rentMinor", l.start_on as "startOn", coalesce(l.ended_on, l.move_out_on, l.end_on) as "lastOn",
  l.bill_from_on as "billFromOn", l.due_day as "dueDay", l.proration_method as "prorationMethod", l.prorate_on as "prorateOn",
  l.billing_anchor as "billingAnchor", coalesce(before.start_on, l.start_on) as "occupiedFromOn", p.time_zone as "timeZone",
  exists (select from payment_balances c where c.agency_id = l.agency_id and c.lease_id = l.id and c.credit_minor > 0) as "hasCredit",
  items.list as items`;
const leaseJoins = `join properties p on p.agency_id = l.agency_id and p.id = l.property_id
  left join lateral (
    select b.start_on from leases b where b.agency_id = l.agency_id and b.id = l.renewed_from_id
      and coalesce(b.ended_on, b.move_out_on, b.end_on) = l.start_on - 1 limit 1
  ) before on true
  cross join lateral (
    select coalesce(json_agg(json_build_object('id', i.id, 'kind', i.kind, 'description', i.description, 'amountMinor', i.amount_minor,
      'taxPpm', i.tax_ppm, 'frequency', i.frequency, 'fromOn', i.from_on, 'toOn', i.to_on)), '[]') as list
    from lease_items i where i.agency_id = l.agency_id and i.lease_id = l.id
  ) items`;

function toBillable(row: LeaseRow): BillableLease {
  const {
    leaseId,
    propertyId,
    unitId,
    contactId,
    currency,
    number,
    status,
    rentMinor,
    hasCredit,
    timeZone,
    ...terms
  } = row;
  return {
    id: leaseId,
    leaseId,
    propertyId,
    unitId,
    contactId,
    currency,
    number,
    status,
    rentMinor,
    hasCredit,
    timeZone,
    terms: { ...terms, currency },
  };
}

const leaseOf = {
  name: "billing_lease",
  text: `select ${leaseColumns} from leases l ${leaseJoins} where l.agency_id = $1 and l.id = $2`,
};

/** One lease with its items, or undefined. */
export async function readBillableLease(
  sql: Sql,
  ctx: ServiceContext,
  leaseId: string,
): Promise<BillableLease | undefined> {
  const [row] = await sql<LeaseRow>(leaseOf, ctx.agencyId, leaseId);
  return row && toBillable(row);
}

// Unnamed: a plan that was kept while the tables were small reads whole tables for every chunk of a large agency.
const leasesAfter = {
  name: "",
  text: `select ${leaseColumns} from (
      select * from leases where agency_id = $1 and id > $2 and status in ('active', 'notice') and start_on <= $3
        and ($5::uuid[] is null or property_id = any($5))
      order by id limit $4
    ) l ${leaseJoins} order by l.id`,
};

/** The next leases in the order of their ids that run in or before the month that ends on `monthEndOn`. */
export async function readLeasesAfter(
  sql: Sql,
  ctx: ServiceContext,
  { afterId, monthEndOn, limit }: { afterId: string; monthEndOn: CivilDate; limit: number },
): Promise<BillableLease[]> {
  const rows = await sql<LeaseRow>(leasesAfter, ctx.agencyId, afterId, monthEndOn, limit, ctx.propertyIds);
  return rows.map(toBillable);
}

export type ExistingCharge = {
  leaseId: string;
  itemId: string;
  periodStart: CivilDate;
  periodEnd: CivilDate;
  invoiceId: string;
};

// Laterals with a limit are looked up one by one in their index; as plain joins, the planner would rather read the whole
// table for each chunk.
const existingCharges = {
  name: "",
  text: `select k.lease_id as "leaseId", k.item_id as "itemId", k.period_start as "periodStart", c.period_end as "periodEnd", c.invoice_id as "invoiceId"
    from unnest($2::uuid[], $3::uuid[], $4::date[]) as k (lease_id, item_id, period_start)
    cross join lateral (
      select period_end, invoice_id from charges
      where agency_id = $1 and lease_id = k.lease_id and item_id = k.item_id and period_start = k.period_start limit 1
    ) c`,
};

/** Which of these charges have been billed. */
export function readExistingCharges(
  sql: Sql,
  ctx: ServiceContext,
  keys: readonly { leaseId: string; itemId: string; periodStart: CivilDate }[],
): Promise<ExistingCharge[]> {
  return sql<ExistingCharge>(
    existingCharges,
    ctx.agencyId,
    keys.map((key) => key.leaseId),
    keys.map((key) => key.itemId),
    keys.map((key) => key.periodStart),
  );
}

const takenKeys = {
  name: "",
  text: `select source_key as key from invoices where agency_id = $1 and source_key = any($2::text[])`,
};

/** Which of these source keys have an invoice. */
export async function readTakenKeys(
  sql: Sql,
  ctx: ServiceContext,
  keys: readonly string[],
): Promise<Set<string>> {
  return new Set((await sql<{ key: string }>(takenKeys, ctx.agencyId, keys)).map(({ key }) => key));
}

const writeOffRow = {
  name: "billing_write_off_insert",
  text: `insert into write_offs (agency_id, id, invoice_id, lease_id, amount_minor, currency, reason, written_on, journal_id, reverses_id, created_by)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
};

export type NewWriteOff = {
  id: string;
  invoiceId: string;
  leaseId: string;
  /** Minor units; negative when it takes a write-off back. */
  amountMinor: number;
  currency: string;
  reason: string;
  writtenOn: CivilDate;
  journalId: string;
  reversesId: string | null;
};

export async function insertWriteOff(
  tx: Pick<Tx, "sql">,
  ctx: ServiceContext,
  row: NewWriteOff,
): Promise<void> {
  const actorId = actingUserId(ctx);
  const { id, invoiceId, leaseId, amountMinor, currency, reason, writtenOn, journalId, reversesId } = row;
  await tx.sql(
    writeOffRow,
    ctx.agencyId,
    id,
    invoiceId,
    leaseId,
    amountMinor,
    currency,
    reason,
    writtenOn,
    journalId,
    reversesId,
    actorId,
  );
}

import type { LeaseDto, LeaseRowDto } from "@stead/contracts/leases";
import type { Sql, Statement } from "@stead/db/client";
import type { CivilDate } from "@stead/kernel/dates";
import { agencyToday, requireFound, type ServiceContext } from "../context/index.ts";
import { describeChanges, type LeaseSnapshot } from "./rules.ts";

/** Money of one lease: what is open and what is the tenant's credit. `lease` names the lease's row. */
export const leaseMoney = (lease: string) => `
  coalesce((select sum(b.open_minor) from invoice_balances b
    where b.agency_id = $1 and b.lease_id = ${lease}.id and b.status in ('open', 'part_paid')), 0)::bigint as "openMinor",
  coalesce((select sum(c.credit_minor) from payment_balances c where c.agency_id = $1 and c.lease_id = ${lease}.id), 0)::bigint as "creditMinor"`;

/** The rent that is charged on a day; the agreed one while no item runs. */
export const rentOn = (lease: string, day: string) => `
  coalesce((select i.amount_minor from lease_items i where i.agency_id = $1 and i.lease_id = ${lease}.id and i.kind = 'rent'
    and i.from_on <= ${day} and (i.to_on is null or i.to_on >= ${day}) order by i.from_on desc limit 1), ${lease}.rent_minor) as "rentMinor"`;

export const leaseNames = `p.name as "propertyName", u.label as "unitLabel", t.name as "tenantName"`;

export const leaseJoins = (lease: string) => `
  join properties p on p.agency_id = $1 and p.id = ${lease}.property_id
  join units u on u.agency_id = $1 and u.id = ${lease}.unit_id
  join contacts t on t.agency_id = $1 and t.id = ${lease}.contact_id`;

export const leaseColumns = (
  lease: string,
) => `${lease}.id, ${lease}.number, ${lease}.reference, ${lease}.status,
  ${lease}.property_id as "propertyId", ${lease}.unit_id as "unitId", ${lease}.contact_id as "contactId", ${lease}.start_on as "startOn",
  ${lease}.end_on as "endOn", ${lease}.move_out_on as "moveOutOn", ${lease}.currency`;

type StoredVersion = {
  version: number;
  effectiveOn: CivilDate;
  reason: string;
  createdAt: string;
  snapshot: LeaseSnapshot;
};
type DetailRow = LeaseRowDto & Omit<LeaseDto, "versions"> & { versions: StoredVersion[] };

const leaseById: Statement = {
  name: "lease_get",
  text: `select ${leaseColumns("l")}, ${leaseNames}, ${leaseMoney("l")}, ${rentOn("l", "greatest($3::date, l.start_on)")},
      l.deposit_minor as "depositMinor", l.due_day as "dueDay", l.proration_method as "prorationMethod", l.prorate_on as "prorateOn",
      l.billing_anchor as "billingAnchor", l.notice_on as "noticeOn", l.ended_on as "endedOn", l.bill_from_on as "billFromOn",
      l.renewed_from_id as "renewedFromId", l.version,
      (select n.id from leases n where n.agency_id = $1 and n.renewed_from_id = l.id and n.status <> 'cancelled' order by n.number desc limit 1) as "renewedToId",
      coalesce((select sum(m.amount_minor) from deposit_movements m
        where m.agency_id = $1 and m.lease_id = l.id and m.kind not in ('invoiced', 'uninvoiced')), 0)::bigint as "depositHeldMinor",
      coalesce((select sum(b.open_minor) from invoice_balances b where b.agency_id = $1 and b.lease_id = l.id
        and b.status in ('open', 'part_paid') and b.due_on < $3::date), 0)::bigint as "overdueMinor",
      coalesce((select json_agg(json_build_object('id', i.id, 'kind', i.kind, 'description', i.description, 'amountMinor', i.amount_minor,
          'taxPpm', i.tax_ppm, 'frequency', i.frequency, 'fromOn', i.from_on, 'toOn', i.to_on) order by i.kind <> 'rent', i.kind = 'concession', i.from_on, i.description, i.id)
        from lease_items i where i.agency_id = $1 and i.lease_id = l.id and (i.to_on is null or i.to_on >= i.from_on)), '[]') as items,
      coalesce((select json_agg(json_build_object('contactId', c.id, 'name', c.name, 'role', q.role, 'email', c.email, 'phone', c.phone)
          order by c.id <> l.contact_id, q.role, c.name)
        from lease_parties q join contacts c on c.agency_id = $1 and c.id = q.contact_id
        where q.agency_id = $1 and q.lease_id = l.id), '[]') as parties,
      coalesce((select json_agg(json_build_object('version', v.version, 'effectiveOn', v.effective_on, 'reason', v.reason,
          'createdAt', to_char(v.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'snapshot', v.snapshot) order by v.version)
        from lease_versions v where v.agency_id = $1 and v.lease_id = l.id), '[]') as versions
    from leases l ${leaseJoins("l")}
    where l.agency_id = $1 and l.id = $2`,
};

/** A lease in full, in one statement. Throws NOT_FOUND, also outside the actor's properties. */
export async function readLease(sql: Sql, ctx: ServiceContext, id: string): Promise<LeaseDto> {
  const [row] = await sql<DetailRow>(leaseById, ctx.agencyId, id, agencyToday(ctx));
  const isInScope =
    row !== undefined && (ctx.propertyIds === null || ctx.propertyIds.includes(row.propertyId));
  const lease = requireFound(isInScope ? row : undefined, "lease");
  return { ...lease, versions: lease.versions.map(describeVersion).toReversed() };
}

function describeVersion(
  { snapshot, ...version }: StoredVersion,
  index: number,
  all: readonly StoredVersion[],
): LeaseDto["versions"][number] {
  const before = all[index - 1]?.snapshot;
  return { ...version, changes: before === undefined ? [] : describeChanges(before, snapshot) };
}

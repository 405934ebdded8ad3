import type { PropertyDto, UnitDto } from "@stead/contracts/portfolio";
import type { Sql } from "@stead/db/client";
import { agencyToday, readOne, requireFound, type ServiceContext } from "../context/index.ts";

/**
 * Leases that were signed. Not written as the statuses they have: those are the predicate of the exclusion
 * constraint's index, which planners think cheap and which takes a hundred times longer than the plain one.
 */
export const isSigned = (lease: string) =>
  `${lease}.status not in ('draft', 'pending_signature', 'cancelled')`;

/** Leases in which somebody lives on a day: the same days that the database keeps free of a second lease. */
export const leaseRunsOn = (lease: string, day: string) =>
  `${isSigned(lease)} and ${lease}.start_on <= ${day}
    and coalesce(${lease}.ended_on, ${lease}.move_out_on, ${lease}.end_on, 'infinity') >= ${day}`;

/** Units of a property and those of them that are let on a day. `property` names the property's row. */
export const unitCounts = (property: string, day: string) =>
  `(select count(*)::int from units u where u.agency_id = $1 and u.property_id = ${property}.id and u.status <> 'archived') as "unitCount",
    (select count(*)::int from leases l where l.agency_id = $1 and l.property_id = ${property}.id and ${leaseRunsOn("l", day)}) as "occupiedCount"`;

/** Holds a property until the transaction ends: edits of one record take turns. */
export const lockProperty = {
  name: "property_lock",
  text: "select id from properties where agency_id = $1 and id = $2 for update",
};

const propertyById = {
  name: "property_get",
  text: `select p.id, p.code, p.name, p.kind, p.address_line as "addressLine", p.city, p.region, p.postcode, p.country,
      p.latitude, p.longitude, p.time_zone as "timeZone", p.notes, p.status, p.version, ${unitCounts("p", "$3::date")},
      coalesce((select jsonb_agg(jsonb_build_object('contactId', c.id, 'name', c.name, 'sharePpm', o.share_ppm) order by o.share_ppm desc, c.name)
        from property_owners o join contacts c on c.agency_id = o.agency_id and c.id = o.contact_id
        where o.agency_id = $1 and o.property_id = p.id), '[]') as owners
    from properties p where p.agency_id = $1 and p.id = $2`,
};

/** A property with its owners and counts of today. Throws NOT_FOUND. */
export async function readProperty(sql: Sql, ctx: ServiceContext, id: string): Promise<PropertyDto> {
  return requireFound(
    await readOne<PropertyDto>(sql, propertyById, ctx.agencyId, id, agencyToday(ctx)),
    "property",
  );
}

/** What a person calls the state of a unit: `unit` and `lease` name its row and the row of the lease that runs. */
export const occupancyOf = (unit: string, lease: string, day: string) =>
  `case when ${lease}.id is not null and ${lease}.notice_on <= ${day} then 'notice'
    when ${lease}.id is not null then 'occupied'
    when ${unit}.status = 'available' then 'vacant'
    else ${unit}.status end`;

/** What a unit holds itself. */
export const unitColumns = `u.id, u.property_id as "propertyId", u.label, u.kind, u.beds, u.baths, u.area_sqm as "areaSqm",
    u.market_rent_minor as "marketRentMinor", u.currency, u.status`;

/** What follows from the lease that runs on a day, and its tenant. */
export const unitStateColumns = (unit: string, day: string) =>
  `p.name as "propertyName", ${occupancyOf(unit, "r", day)} as occupancy, r.id as "leaseId", t.name as "tenantName", r.rent_minor as "rentMinor"`;

export const unitStateJoins = ({
  unit,
  propertyId,
  day,
}: {
  unit: string;
  propertyId: string;
  day: string;
}) =>
  `join properties p on p.agency_id = $1 and p.id = ${propertyId}
    left join lateral (select l.id, l.contact_id, l.notice_on, l.rent_minor from leases l
      where l.agency_id = $1 and l.unit_id = ${unit}.id and ${leaseRunsOn("l", day)} limit 1) r on true
    left join contacts t on t.agency_id = $1 and t.id = r.contact_id`;

const unitById = {
  name: "unit_get",
  text: `select ${unitColumns}, ${unitStateColumns("u", "$3::date")}, u.version,
      coalesce((select jsonb_agg(jsonb_build_object('id', l.id, 'number', l.number, 'status', l.status, 'tenantName', c.name,
          'startOn', l.start_on, 'endOn', l.end_on, 'rentMinor', l.rent_minor) order by l.start_on desc, l.number desc)
        from (select * from leases l where l.agency_id = $1 and l.unit_id = u.id order by l.start_on desc, l.number desc limit 100) l
        join contacts c on c.agency_id = $1 and c.id = l.contact_id), '[]') as leases
    from units u ${unitStateJoins({ unit: "u", propertyId: "u.property_id", day: "$3::date" })}
    where u.agency_id = $1 and u.id = $2`,
};

/** A unit with its state of today and its last hundred leases. Throws NOT_FOUND, also outside the actor's properties. */
export async function readUnit(sql: Sql, ctx: ServiceContext, id: string): Promise<UnitDto> {
  const unit = requireFound(
    await readOne<UnitDto>(sql, unitById, ctx.agencyId, id, agencyToday(ctx)),
    "unit",
  );
  const isInScope = ctx.propertyIds === null || ctx.propertyIds.includes(unit.propertyId);
  return requireFound(isInScope ? unit : undefined, "unit");
}

/** Leases that run or are to come on a unit, or on a whole property; signed ones and drafts alike keep a unit in use. */
export const leasesToCome = (column: "unit_id" | "property_id") => ({
  name: `leases_to_come_${column}`,
  text: `select count(*)::int as count from leases l where l.agency_id = $1 and l.${column} = $2
    and (l.status in ('pending_signature', 'active', 'notice')
      or (l.status = 'ended' and l.ended_on >= $3::date))`,
});

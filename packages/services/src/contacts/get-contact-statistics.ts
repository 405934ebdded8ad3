import { contactStatistics } from "@stead/cache/keys/reads";
import type { ContactStatisticsDto } from "@stead/contracts/contacts";
import {
  agencyToday,
  cachedRead,
  readOne,
  requireFound,
  requirePermission,
  type ServiceContext,
} from "../context/index.ts";
import { leaseRunsOn } from "../portfolio/index.ts";
import { isVisible } from "./queries.ts";

const statisticsText = (isLimited: boolean) => `with visible as materialized (
    select c.id, c.email, c.phone, c.created_at from contacts c
    where c.agency_id = $1 and c.status = 'active' and ${isLimited ? isVisible("c", "$4::uuid[]") : "$4::uuid[] is null"}
  ), roles as (
    select r.role, count(*)::int as count from contact_roles r join visible v on v.id = r.contact_id where r.agency_id = $1 group by r.role
  ), people as (
    select l.property_id, l.contact_id from leases l where l.agency_id = $1 and ${leaseRunsOn("l", "$2::date")}
    union select l.property_id, p.contact_id from leases l
      join lease_parties p on p.agency_id = $1 and p.lease_id = l.id where l.agency_id = $1 and ${leaseRunsOn("l", "$2::date")}
    union select o.property_id, o.contact_id from property_owners o where o.agency_id = $1
  ), houses as (
    select h.id, h.name, count(*)::int as count from people q
    join visible v on v.id = q.contact_id
    join properties h on h.agency_id = $1 and h.id = q.property_id
    where $4::uuid[] is null or h.id = any($4)
    group by h.id, h.name order by count(*) desc, h.name, h.id limit 20
  ), made as (
    select date_trunc('month', v.created_at at time zone $3) as month, count(*)::int as count from visible v
    where v.created_at >= (date_trunc('month', $2::date::timestamp) - interval '11 months') at time zone $3 group by 1
  ), months as (
    select m.month::date as month, coalesce(made.count, 0) as count
    from generate_series(date_trunc('month', $2::date::timestamp) - interval '11 months', date_trunc('month', $2::date::timestamp), '1 month') as m (month)
    left join made on made.month = m.month
  )
  select (select count(*)::int from visible) as total,
    (select count(*)::int from visible where phone is null) as "withoutPhone",
    (select count(*)::int from visible where email is null) as "withoutEmail",
    coalesce((select jsonb_agg(jsonb_build_object('role', role, 'count', count) order by count desc, role) from roles), '[]') as "byRole",
    coalesce((select jsonb_agg(jsonb_build_object('propertyId', id, 'name', name, 'count', count) order by count desc, name, id) from houses), '[]') as "byProperty",
    (select jsonb_agg(jsonb_build_object('month', month, 'count', count) order by month) from months) as "byMonth"`;

const ofAll = { name: "contact_statistics", text: statisticsText(false) };
const ofSome = { name: "contact_statistics_limited", text: statisticsText(true) };

const statistics = cachedRead(contactStatistics, readContactStatistics);

/** `readContactStatistics`, three minutes old at most and never older than the last change. */
export function getContactStatistics({ ctx }: { ctx: ServiceContext }): Promise<ContactStatisticsDto> {
  return statistics({ ctx, input: {} });
}

/**
 * Counts of active contacts: by role, by property (who lives there or owns it, the twenty with most) and new ones by
 * month in the agency's zone, twelve months. One statement.
 */
async function readContactStatistics({ ctx }: { ctx: ServiceContext }): Promise<ContactStatisticsDto> {
  requirePermission(ctx, "contacts:read");
  const statement = ctx.propertyIds === null ? ofAll : ofSome;
  const row = await readOne<ContactStatisticsDto>(
    ctx.db.sql,
    statement,
    ctx.agencyId,
    agencyToday(ctx),
    ctx.agency.timeZone,
    ctx.propertyIds,
  );
  return requireFound(row, "agency");
}

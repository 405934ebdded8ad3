import type { DashboardDto } from "@stead/contracts/dashboard";
import type { Sql } from "@stead/db/client";
import type { CivilDate } from "@stead/kernel/dates";
import { isSigned, leaseRunsOn, occupancyOf } from "../portfolio/index.ts";
import type { Figure, UnitCount } from "./rules.ts";

/** For whom the figures are: an agency, or some of its properties. */
export type FigureScope = {
  agencyId: string;
  propertyIds: readonly string[] | null;
  today: CivilDate;
  firstMonth: CivilDate;
  timeZone: string;
};

/** The property that stands for the whole agency in the folded figures. */
const wholeAgency = "00000000-0000-0000-0000-000000000000";

// Folded figures and what waits to be folded, in one statement: a fold in between is seen whole or not at all.
const figures = {
  name: "dashboard_figures",
  text: `select f.currency, f.metric, f.on_date as "onDate", sum(f.amount_minor)::bigint as "amountMinor" from (
      select t.currency, t.metric, t.amount_minor,
        case t.metric when 'open' then t.on_date when 'deposit_held' then null else date_trunc('month', t.on_date::timestamp)::date end as on_date
      from stat_totals t
      where t.agency_id = $1 and t.property_id = any($2::uuid[]) and t.metric in ('charged', 'paid', 'received', 'open', 'deposit_held')
        and (t.on_date >= $3::date or t.metric in ('open', 'deposit_held'))
      union all
      select d.currency, d.metric, d.amount_minor,
        case d.metric when 'open' then d.on_date when 'deposit_held' then null else date_trunc('month', d.on_date::timestamp)::date end
      from stat_deltas d
      where d.agency_id = $1 and ($4::uuid[] is null or d.property_id = any($4)) and d.metric in ('charged', 'paid', 'received', 'open', 'deposit_held')
        and (d.on_date >= $3::date or d.metric in ('open', 'deposit_held'))
    ) f group by 1, 2, 3 having sum(f.amount_minor) <> 0 order by 1, 2, 3`,
};

/** Amounts by currency, metric and month; what is open by due date. Costs months and due dates, never invoices. */
export function readFigures(sql: Sql, { agencyId, propertyIds, firstMonth }: FigureScope): Promise<Figure[]> {
  return sql<Figure>(figures, agencyId, propertyIds ?? [wholeAgency], firstMonth, propertyIds);
}

// A unit is known since it was entered, or since its first lease; an imported one since the first of its property.
const units = {
  name: "dashboard_units",
  text: `with spans as materialized (
      select l.id, l.unit_id, l.property_id, l.start_on, coalesce(l.ended_on, l.move_out_on, l.end_on) as until_on, l.notice_on, l.status,
        (${leaseRunsOn("l", "$2::date")}) as runs
      from leases l where l.agency_id = $1 and ${isSigned("l")} and ($3::uuid[] is null or l.property_id = any($3))
    ), houses as materialized (
      select u.id, u.property_id, u.status, u.created_at, u.import_id from units u where u.agency_id = $1 and ($3::uuid[] is null or u.property_id = any($3))
    )
    select 'now' as kind, ${occupancyOf("u", "r", "$2::date")} as state, null::date as month, count(*)::int as count
    from houses u left join spans r on r.unit_id = u.id and r.runs
    where u.status <> 'archived' or r.id is not null group by 2
    union all
    select 'known', null, date_trunc('month', least((u.created_at at time zone $4)::date, f.first_on, case when u.import_id is not null then g.first_on end)::timestamp)::date, count(*)::int
    from houses u left join (select s.unit_id, min(s.start_on) as first_on from spans s group by s.unit_id) f on f.unit_id = u.id
    left join (select s.property_id, min(s.start_on) as first_on from spans s group by s.property_id) g on g.property_id = u.property_id
    where u.status <> 'archived' group by 3
    union all
    select 'begun', null, date_trunc('month', s.start_on::timestamp)::date, count(*)::int from spans s group by 3
    union all
    select 'over', null, date_trunc('month', (s.until_on + 1)::timestamp)::date, count(*)::int from spans s where s.until_on is not null group by 3`,
};

/** Counts of units and leases; costs units and leases. */
export function readUnitCounts(
  sql: Sql,
  { agencyId, today, propertyIds, timeZone }: FigureScope,
): Promise<UnitCount[]> {
  return sql<UnitCount>(units, agencyId, today, propertyIds, timeZone);
}

type EndingRow = DashboardDto["endingLeases"][number] & { endingCount: number };

/** How far ahead leases that end are shown, in days, and how many of them. */
const endingDays = 60;
const endingShown = 8;

const ending = {
  name: "dashboard_ending",
  text: `select l.id as "leaseId", l.number as "leaseNumber", c.name as "tenantName", u.label as "unitLabel", p.name as "propertyName",
      e.ends_on as "endOn", e.ends_on - $2::date as days, e.ending_count as "endingCount"
    from (select m.*, count(*) over ()::int as ending_count from (
        select a.id, a.end_on as ends_on from leases a
        where a.agency_id = $1 and a.status = 'active' and a.end_on between $2::date and $2::date + ${endingDays} and ($3::uuid[] is null or a.property_id = any($3))
        union all
        select n.id, coalesce(n.move_out_on, n.end_on) from leases n
        where n.agency_id = $1 and n.status = 'notice' and coalesce(n.move_out_on, n.end_on) between $2::date and $2::date + ${endingDays}
          and ($3::uuid[] is null or n.property_id = any($3))
      ) m order by m.ends_on, m.id limit ${endingShown}) e
    join leases l on l.agency_id = $1 and l.id = e.id
    join contacts c on c.agency_id = $1 and c.id = l.contact_id
    join units u on u.agency_id = $1 and u.id = l.unit_id
    join properties p on p.agency_id = $1 and p.id = l.property_id
    order by e.ends_on, l.id`,
};

/** The leases that end next, within sixty days. */
export async function readEnding(
  sql: Sql,
  { agencyId, today, propertyIds }: FigureScope,
): Promise<Pick<DashboardDto, "endingLeases" | "endingCount">> {
  const rows = await sql<EndingRow>(ending, agencyId, today, propertyIds);
  return {
    endingLeases: rows.map(({ endingCount: _count, ...row }) => row),
    endingCount: rows[0]?.endingCount ?? 0,
  };
}

const unallocated = {
  name: "dashboard_unallocated",
  text: `select count(*)::int as count, coalesce(sum(b.unallocated_minor), 0)::bigint as "amountMinor"
    from payment_balances b join payments p on p.agency_id = $1 and p.id = b.payment_id
    where b.agency_id = $1 and b.status in ('unallocated', 'part_allocated') and p.currency = $2::text
      and ($3::uuid[] is null or p.property_id = any($3))`,
};

/** Money that waits for its invoice. Costs the payments that wait. */
export async function readUnallocated(
  sql: Sql,
  { agencyId, propertyIds }: FigureScope,
  currency: string,
): Promise<DashboardDto["unallocatedPayments"]> {
  const [row] = await sql<DashboardDto["unallocatedPayments"]>(unallocated, agencyId, currency, propertyIds);
  return row ?? { count: 0, amountMinor: 0 };
}

const recentColumns = `p.id, p.number, p.received_on as "receivedOn", coalesce(t.name, c.name) as "tenantName", u.label as "unitLabel",
    h.name as "propertyName", p.rail, p.amount_minor as "amountMinor", p.currency, b.status`;
const recentText = (scope: string) => `select ${recentColumns}
    from (select * from payments p where p.agency_id = $1 and ${scope} order by p.received_on desc, p.id desc limit 8) p
    join payment_balances b on b.agency_id = $1 and b.payment_id = p.id
    left join leases l on l.agency_id = $1 and l.id = p.lease_id
    left join contacts t on t.agency_id = $1 and t.id = l.contact_id
    left join contacts c on c.agency_id = $1 and c.id = p.payer_contact_id
    left join units u on u.agency_id = $1 and u.id = l.unit_id
    left join properties h on h.agency_id = $1 and h.id = p.property_id
    order by p.received_on desc, p.id desc`;
const recentOfAll = { name: "dashboard_recent", text: recentText("$2::uuid[] is null") };
const recentOfSome = {
  name: "dashboard_recent_limited",
  text: recentText("p.property_id = any($2::uuid[])"),
};

/** The payments that came last, of every currency. */
export function readRecentPayments(
  sql: Sql,
  { agencyId, propertyIds }: FigureScope,
): Promise<DashboardDto["recentPayments"]> {
  return sql(propertyIds === null ? recentOfAll : recentOfSome, agencyId, propertyIds);
}

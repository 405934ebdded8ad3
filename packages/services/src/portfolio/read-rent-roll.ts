import type { RentRollDto } from "@stead/contracts/portfolio";
import type { Sql, Tx } from "@stead/db/client";
import type { Keyset } from "@stead/db/keyset";
import type { CivilDate } from "@stead/kernel/dates";
import { isSigned, leaseRunsOn } from "./queries.ts";

/** What the statements of a rent roll have in common. */
export type RollScope = {
  agencyId: string;
  asOf: CivilDate;
  /** The instant at which the day ends in the agency's zone. */
  endsAt: string;
  propertyIds: readonly string[] | null;
  propertyId: string | null;
};

const valuesOf = ({ agencyId, asOf, endsAt, propertyIds, propertyId }: RollScope) => [
  agencyId,
  asOf,
  endsAt,
  propertyIds,
  propertyId,
];

/**
 * Units as they were on the day. Rent and status of a unit are not kept by day, so the trail of later edits is walked
 * back: the value before the first of them. A unit counts since it was entered, or since its first lease; an imported
 * one since the first of its property, which stood before it was brought in.
 */
const unitsThen = `later as (
    select entity_id,
      (array_agg((changes #>> '{marketRentMinor,0}')::bigint order by at, id) filter (where jsonb_exists(changes, 'marketRentMinor')))[1] as rent,
      (array_agg(changes #>> '{status,0}' order by at, id) filter (where jsonb_exists(changes, 'status')))[1] as status
    from audit where agency_id = $1 and at >= $3::timestamptz and entity_type = 'unit' and action = 'unit.updated'
    group by entity_id
  ), running as (
    select l.id, l.unit_id, l.contact_id, l.start_on, l.currency, l.notice_on,
      case when l.notice_on <= $2::date then coalesce(l.ended_on, l.move_out_on) end as move_out_on, l.end_on
    from leases l where l.agency_id = $1 and ($5::uuid is null or l.property_id = $5) and ${leaseRunsOn("l", "$2::date")}
  ), roll as (
    select u.id, u.property_id, u.label, u.kind, u.area_sqm, coalesce(later.status, u.status) as status,
      coalesce(later.rent, u.market_rent_minor) as market, u.currency as unit_currency, coalesce(r.currency, u.currency) as currency,
      r.id as lease_id, r.contact_id, r.start_on, r.end_on, r.move_out_on, r.notice_on
    from units u
    left join later on later.entity_id = u.id
    left join running r on r.unit_id = u.id
    where u.agency_id = $1 and ($4::uuid[] is null or u.property_id = any($4)) and ($5::uuid is null or u.property_id = $5)
      and (r.id is not null or coalesce(later.status, u.status) <> 'archived')
      and (u.created_at < $3::timestamptz
        or exists (select from leases f where f.agency_id = $1 and f.unit_id = u.id and f.start_on <= $2::date and ${isSigned("f")})
        or (u.import_id is not null
          and exists (select from leases f where f.agency_id = $1 and f.property_id = u.property_id and f.start_on <= $2::date and ${isSigned("f")})))
  )`;

/** A recurring amount by the month: twelve months hold 52 weeks, or thirteen times four of them. */
const monthly = `case i.frequency when 'monthly' then i.amount_minor when 'weekly' then round(i.amount_minor * 52 / 12.0)
    when 'four_weekly' then round(i.amount_minor * 13 / 12.0) when 'quarterly' then round(i.amount_minor / 3.0)
    when 'half_yearly' then round(i.amount_minor / 6.0) when 'yearly' then round(i.amount_minor / 12.0) else 0 end`;

/** For which leases: all, or the one of a row. */
type Of = (alias: string) => string;

const recurring = (of: Of) => `select i.lease_id, sum(${monthly}) filter (where i.kind = 'rent') as rent,
    sum(${monthly}) filter (where i.kind <> 'rent') as other
  from lease_items i where i.agency_id = $1 and ${of("i")} and i.from_on <= $2::date and coalesce(i.to_on, 'infinity') >= $2::date
  group by i.lease_id`;

const depositHeld = (of: Of) => `select m.lease_id, sum(m.amount_minor) as held from deposit_movements m
  where m.agency_id = $1 and ${of("m")} and m.moved_on <= $2::date and m.kind not in ('invoiced', 'uninvoiced') group by m.lease_id`;

/** Credit that was held: what is held now, turned back by what moved since. */
const prepaid = (of: Of) => `select x.lease_id, sum(x.amount) as prepaid from (
    select b.lease_id, b.credit_minor as amount from payment_balances b where b.agency_id = $1 and ${of("b")} and b.credit_minor > 0
    union all select j.lease_id, j.amount_minor from journal_lines j
      where j.agency_id = $1 and ${of("j")} and j.account_code = '2010' and j.occurred_on > $2::date
  ) x group by x.lease_id`;

/** What was open: what is open now, and what was paid, credited or written off after the day. Later invoices are left out. */
const openThen = (of: Of) => `select i.lease_id,
    sum(o.amount) filter (where i.kind <> 'deposit' and i.due_on < $2::date) as past_due,
    min(i.due_on) filter (where i.kind <> 'deposit' and i.due_on < $2::date) as oldest,
    min(i.period_start) filter (where i.kind = 'regular') as unpaid_from
  from (
    select x.invoice_id, sum(x.amount) as amount from (
      select b.invoice_id, b.open_minor as amount from invoice_balances b
      where b.agency_id = $1 and ${of("b")} and b.status in ('open', 'part_paid')
      union all select a.invoice_id, a.amount_minor from allocations a where a.agency_id = $1 and ${of("a")} and a.allocated_on > $2::date
      union all select c.invoice_id, c.amount_minor from credit_notes c where c.agency_id = $1 and ${of("c")} and c.issued_on > $2::date
      union all select w.invoice_id, w.amount_minor from write_offs w where w.agency_id = $1 and ${of("w")} and w.written_on > $2::date
    ) x group by x.invoice_id having sum(x.amount) > 0
  ) o join invoices i on i.agency_id = $1 and i.id = o.invoice_id and i.issued_on <= $2::date
  group by i.lease_id`;

/** A lease in another currency than its unit's is measured by its own rent. */
const market = `case when roll.currency = roll.unit_currency then roll.market else coalesce(i.rent, 0) end`;

const ofRow: Of = (alias) => `${alias}.lease_id = roll.lease_id`;

const rowsText = (keyset: Keyset) => `with ${unitsThen}, page as (
    select * from roll where ${keyset.predicate} order by ${keyset.orderBy} limit $6
  )
  select roll.id as "unitId", roll.property_id as "propertyId", p.name as "propertyName", roll.label as "unitLabel", roll.kind,
    roll.area_sqm as "areaSqm",
    case when roll.notice_on <= $2::date then 'notice' when roll.lease_id is not null then 'occupied'
      when roll.status = 'available' then 'vacant' else roll.status end as status,
    c.name as "tenantName", roll.lease_id as "leaseId", roll.start_on as "startOn", case when v.is_told then v.end_on else roll.end_on end as "endOn",
    roll.move_out_on as "moveOutOn", roll.currency, (${market})::bigint as "marketRentMinor",
    coalesce(i.rent, 0)::bigint as "scheduledRentMinor", coalesce(i.other, 0)::bigint as "otherRecurringMinor",
    coalesce(m.held, 0)::bigint as "depositHeldMinor", coalesce(d.past_due, 0)::bigint as "pastDueMinor",
    coalesce($2::date - d.oldest, 0) as "pastDueDays", coalesce(j.prepaid, 0)::bigint as "prepaidMinor",
    coalesce(d.unpaid_from - 1, b.billed_to) as "paidThroughOn"
  from page as roll
  join properties p on p.agency_id = $1 and p.id = roll.property_id
  left join contacts c on c.agency_id = $1 and c.id = roll.contact_id
  left join lateral (${recurring(ofRow)}) i on true
  left join lateral (${depositHeld(ofRow)}) m on true
  left join lateral (${prepaid(ofRow)}) j on true
  left join lateral (${openThen(ofRow)}) d on true
  left join lateral (select max(n.period_end) as billed_to from invoices n
    where n.agency_id = $1 and n.lease_id = roll.lease_id and n.kind = 'regular' and n.issued_on <= $2::date) b on true
  left join lateral (select (v.snapshot ->> 'endOn')::date as end_on, jsonb_exists(v.snapshot, 'endOn') as is_told from lease_versions v
    where v.agency_id = $1 and v.lease_id = roll.lease_id and v.effective_on <= $2::date order by v.version desc limit 1) v on true
  order by ${keyset.orderBy}`;

/** Rows of the roll with `limit`, in the order of the keyset, whose parameters begin at `$7`. */
export function readRollRows(
  sql: Sql,
  scope: RollScope,
  keyset: Keyset,
  limit: number,
): Promise<RentRollDto["items"]> {
  // Planned anew each time: what is the best way depends on how far back the day is.
  return sql({ name: "", text: rowsText(keyset) }, ...valuesOf(scope), limit, ...keyset.values);
}

/** Every row of the roll, in the order of a keyset without a cursor. */
export function streamRollRows(
  tx: Pick<Tx, "stream">,
  scope: RollScope,
  keyset: Keyset,
): AsyncIterable<RentRollDto["items"]> {
  const noLimit = null;
  return tx.stream({ name: "rent_roll_whole", text: rowsText(keyset) }, [...valuesOf(scope), noLimit]);
}

/** Every row of the roll as SQL, to be read as a table; its order is that of the keyset. */
export function rollQuery(scope: RollScope, keyset: Keyset): { text: string; values: unknown[] } {
  const noLimit = null;
  return { text: rowsText(keyset), values: [...valuesOf(scope), noLimit] };
}

const all: Of = () => "true";

const totalsText = `with ${unitsThen}, cells as (
    select roll.currency, roll.lease_id, ${market} as market, coalesce(i.rent, 0) as rent, coalesce(m.held, 0) as held,
      coalesce(d.past_due, 0) as past_due, coalesce(j.prepaid, 0) as prepaid
    from roll
    left join (${recurring(all)}) i on i.lease_id = roll.lease_id
    left join (${depositHeld(all)}) m on m.lease_id = roll.lease_id
    left join (${prepaid(all)}) j on j.lease_id = roll.lease_id
    left join (${openThen(all)}) d on d.lease_id = roll.lease_id
  )
  select currency, count(*)::int as "unitCount", count(lease_id)::int as "occupiedCount", sum(market)::bigint as "grossPotentialMinor",
    coalesce(sum(market) filter (where lease_id is null), 0)::bigint as "lossToVacancyMinor",
    coalesce(sum(market - rent) filter (where lease_id is not null), 0)::bigint as "lossToLeaseMinor",
    sum(rent)::bigint as "scheduledRentMinor", sum(held)::bigint as "depositHeldMinor", sum(past_due)::bigint as "pastDueMinor",
    sum(prepaid)::bigint as "prepaidMinor"
  from cells group by currency order by currency`;

/** Sums of every row of the roll, by currency. */
export function readRollTotals(sql: Sql, scope: RollScope): Promise<RentRollDto["totals"]> {
  return sql({ name: "", text: totalsText }, ...valuesOf(scope));
}

const futureText = `select l.id as "leaseId", c.name as "tenantName", u.label as "unitLabel", p.name as "propertyName",
    l.start_on as "startOn", l.rent_minor as "rentMinor", l.currency
  from leases l
  join contacts c on c.agency_id = $1 and c.id = l.contact_id
  join units u on u.agency_id = $1 and u.id = l.unit_id
  join properties p on p.agency_id = $1 and p.id = l.property_id
  where l.agency_id = $1 and ${isSigned("l")} and l.start_on > $2::date 
    and coalesce((select min(v.created_at) from lease_versions v where v.agency_id = $1 and v.lease_id = l.id), l.created_at) < $3::timestamptz
    and ($4::uuid[] is null or l.property_id = any($4)) and ($5::uuid is null or l.property_id = $5)
  order by l.start_on, l.id limit 200`;

/** Who was to move in after the day, as far as it was known then; the first two hundred. */
export function readFutureResidents(sql: Sql, scope: RollScope): Promise<RentRollDto["future"]> {
  return sql({ name: "", text: futureText }, ...valuesOf(scope));
}

import type { BroadcastFilter } from "@stead/contracts/messages";
import type { CivilDate } from "@stead/kernel/dates";
import { formatMoney } from "@stead/kernel/money";
import { isBeingPaid } from "../collecting/index.ts";
import { condition, when, type Condition, type ServiceContext } from "../context/index.ts";
import type { MergeValues, ReminderPosition } from "./rules.ts";

/** A tenant as a message reaches them, with what its text may name. Amounts in minor units. */
export type Recipient = {
  leaseId: string;
  contactId: string;
  name: string;
  email: string | null;
  phone: string | null;
  property: string;
  unit: string;
  reference: string;
  currency: string;
  rentMinor: number;
  balanceMinor: number;
  overdueMinor: number;
  oldestDueOn: CivilDate | null;
  optOuts: string[];
};

/** What leases owe on the day `$2`: deposits are no arrears, credit counts against what is overdue. */
const owed = `left join lateral (
    select coalesce(sum(b.open_minor), 0)::bigint as open,
      coalesce(sum(b.open_minor) filter (where b.due_on < $2::date), 0)::bigint as overdue,
      min(b.due_on) filter (where b.due_on < $2::date) as oldest
    from invoice_balances b where b.agency_id = l.agency_id and b.lease_id = l.id and b.kind <> 'deposit'
      and b.status in ('open', 'part_paid')) o on true
  left join lateral (
    select coalesce(sum(p.credit_minor), 0)::bigint as credit, coalesce(sum(p.unallocated_minor), 0)::bigint as unallocated
    from payment_balances p where p.agency_id = l.agency_id and p.lease_id = l.id
      and (p.credit_minor > 0 or p.unallocated_minor > 0)) h on true`;

export const recipientColumns = `l.id as "leaseId", c.id as "contactId", c.name, c.email, c.phone, pr.name as property,
  u.label as unit, l.reference, l.currency, l.rent_minor as "rentMinor", (o.open - h.credit)::bigint as "balanceMinor",
  greatest(0, o.overdue - h.credit)::bigint as "overdueMinor", o.oldest as "oldestDueOn",
  coalesce((select jsonb_agg(x.channel) from contact_opt_outs x where x.agency_id = c.agency_id and x.contact_id = c.id), '[]') as "optOuts"`;

/** `leases l` with all that a recipient is made of; `$1` is the agency, `$2` its today. */
export const recipientTables = `leases l
  join contacts c on c.agency_id = l.agency_id and c.id = l.contact_id
  join properties pr on pr.agency_id = l.agency_id and pr.id = l.property_id
  join units u on u.agency_id = l.agency_id and u.id = l.unit_id
  ${owed}`;

/** A broadcast's filter as conditions behind `$1` and `$2`, each value in a place of its own. */
export function filterConditions(filter: BroadcastFilter): Condition[] {
  const parts = [
    condition("l.status = any(?::text[])", filter.leaseStatuses),
    when(filter.propertyIds, (ids) => condition("l.property_id = any(?::uuid[])", ids)),
    when(filter.cities, (cities) =>
      condition(
        "lower(pr.city) = any(?::text[])",
        cities.map((city) => city.toLowerCase()),
      ),
    ),
    when(filter.unitKinds, (kinds) => condition("u.kind = any(?::text[])", kinds)),
    when(filter.minBalance, ({ amountMinor, currency }) =>
      condition("l.currency = ? and o.open - h.credit >= ?::bigint", currency, amountMinor),
    ),
    when(filter.startsFrom, (day) => condition("l.start_on >= ?::date", day)),
    when(filter.startsTo, (day) => condition("l.start_on <= ?::date", day)),
    when(filter.endsFrom, (day) => condition("coalesce(l.move_out_on, l.end_on) >= ?::date", day)),
    when(filter.endsBefore, (day) => condition("coalesce(l.move_out_on, l.end_on) <= ?::date", day)),
    when(filter.minDaysOverdue, (days) =>
      condition("o.oldest <= $2::date - ?::int and o.overdue > h.credit", days),
    ),
  ];
  return parts.filter((part) => part !== undefined);
}

/** The conditions' text with their places numbered from `first`, and their values. */
export function numbered(parts: readonly Condition[], first: number): { sql: string; values: unknown[] } {
  let next = first;
  const sql = parts.map((part) => part.sql.replaceAll("?", () => `$${next++}`)).join(" and ");
  return { sql, values: parts.flatMap(({ values }) => values) };
}

/** What stands for each merge field in the text to this recipient. */
export function mergeValuesOf(ctx: Pick<ServiceContext, "agency">, to: Recipient): MergeValues {
  const amount = (minor: number) => formatMoney(minor, to.currency);
  return {
    "tenant.name": to.name,
    "tenant.firstName": to.name.split(/\s+/, 1).join(),
    "property.name": to.property,
    "unit.label": to.unit,
    "lease.reference": to.reference,
    rent: amount(to.rentMinor),
    balance: amount(to.balanceMinor),
    overdue: amount(to.overdueMinor),
    oldestDueOn: to.oldestDueOn ?? "",
    "agency.name": ctx.agency.name,
  };
}

export const positionColumns = `l.status as "leaseStatus", h.unallocated as "unallocatedMinor", ${isBeingPaid("l")} as "isBeingPaid",
  coalesce((select jsonb_agg(distinct x.kind) from reminder_holds x where x.agency_id = l.agency_id and x.lease_id = l.id
    and x.ended_at is null and (x.until_on is null or x.until_on >= $2::date)), '[]') as holds`;

export type PositionRow = Recipient & Omit<ReminderPosition, "isOptedOut" | "overdueMinor">;

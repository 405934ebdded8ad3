import { leasePages } from "@stead/cache/keys/reads";
import type { LeaseRowDto, ListLeasesInput } from "@stead/contracts/leases";
import type { KeysetOrder } from "@stead/db/keyset";
import { addDays } from "@stead/kernel/dates";
import {
  agencyToday,
  cachedRead,
  condition,
  inScope,
  searchWords,
  listVerbs,
  when,
  type Condition,
  type ListSpec,
  type ServiceContext,
} from "../context/index.ts";
import { leaseColumns, leaseJoins, leaseMoney, leaseNames, rentOn } from "./rows.ts";

/** Leases without an end come after all others. */
const endless = "9999-12-31";

function orderOf({ sort, order: direction }: ListLeasesInput): KeysetOrder {
  const id = { expression: "l.id", type: "uuid" } as const;
  switch (sort) {
    case "number":
      return {
        name: "number",
        columns: [{ expression: "l.number", type: "bigint" }],
        direction: direction ?? "desc",
      };
    case "end":
      return {
        name: "end",
        columns: [{ expression: `coalesce(l.end_on, '${endless}'::date)`, type: "date" }, id],
        direction: direction ?? "asc",
      };
    case "start":
      return {
        name: "start",
        columns: [{ expression: "l.start_on", type: "date" }, id],
        direction: direction ?? "desc",
      };
  }
}

function searched(q: string): Condition {
  const words = searchWords(q);
  return condition(
    "l.id in (select search_leases(?::text[], 100000)) or l.contact_id in (select search_contacts(?::text[], 100000)) or l.property_id in (select search_properties(?::text[], 100000))",
    words,
    words,
    words,
  );
}

function endsWithin(days: number, today: string): Condition {
  return condition(
    "l.status in ('active', 'notice') and l.end_on >= ?::date and l.end_on <= ?::date",
    today,
    addDays(today, days),
  );
}

const verbs = listVerbs<ListLeasesInput, LeaseRowDto>("leases:read", specOf);

/**
 * Leases by start, end or number, with tenant, unit and money. The search finds a lease's number or reference, its
 * tenant, or all leases of a property.
 */
export const listLeases = cachedRead(leasePages, verbs.page);

/** Every lease of the list instead of a page of them. */
export const readAllLeases = verbs.whole;

function specOf(ctx: ServiceContext, input: ListLeasesInput): ListSpec<LeaseRowDto> {
  const today = agencyToday(ctx);
  return {
    name: "leases_list",
    select:
      "l.id, l.number, l.reference, l.status, l.property_id, l.unit_id, l.contact_id, l.start_on, l.end_on, l.move_out_on, l.currency, l.rent_minor",
    from: "leases l",
    where: [
      condition("l.agency_id = $1"),
      inScope(ctx, "l.property_id"),
      when(input.status, (status) => condition(`l.status = '${status}'`)),
      when(input.propertyId, (propertyId) => condition("l.property_id = ?::uuid", propertyId)),
      when(input.unitId, (unitId) => condition("l.unit_id = ?::uuid", unitId)),
      when(input.contactId, (contactId) =>
        condition(
          `l.id in (select t.id from leases t where t.agency_id = $1 and t.contact_id = ?::uuid
            union select q.lease_id from lease_parties q where q.agency_id = $1 and q.contact_id = ?::uuid)`,
          contactId,
          contactId,
        ),
      ),
      when(input.endingWithinDays, (days) => endsWithin(days, today)),
      when(input.q || undefined, searched),
    ],
    order: orderOf(input),
    cursorOf: (row) =>
      input.sort === "number"
        ? [row.number]
        : [input.sort === "end" ? (row.endOn ?? endless) : row.startOn, row.id],
    decorate: {
      select: condition(
        `${leaseColumns("page")}, ${leaseNames}, ${leaseMoney("page")}, ${rentOn("page", "greatest(d.today, page.start_on)")}`,
      ),
      joins: condition(`cross join (select ?::date as today) d ${leaseJoins("page")}`, today),
    },
  };
}

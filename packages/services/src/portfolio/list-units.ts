import { unitPages } from "@stead/cache/keys/reads";
import type { ListUnitsInput, UnitRowDto } from "@stead/contracts/portfolio";
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
import { leaseRunsOn, unitColumns, unitStateColumns, unitStateJoins } from "./queries.ts";

/** Whether a lease runs on the unit today; `more` narrows it. */
const letToday = (more = "true") =>
  `exists (select from leases l cross join (select ?::date as today) d where l.agency_id = $1 and l.unit_id = u.id and ${leaseRunsOn("l", "d.today")} and ${more})`;

function occupancyCondition(occupancy: NonNullable<ListUnitsInput["occupancy"]>, today: string): Condition {
  switch (occupancy) {
    case "archived":
      return condition(`u.status = 'archived'`);
    case "unrentable":
      return condition(`u.status = 'unrentable' and not ${letToday()}`, today);
    case "vacant":
      return condition(`u.status = 'available' and not ${letToday()}`, today);
    case "occupied":
      return condition(letToday("(l.notice_on is null or l.notice_on > d.today)"), today);
    case "notice":
      return condition(letToday("l.notice_on <= d.today"), today);
  }
}

function searched(q: string): Condition {
  const words = searchWords(q);
  return condition(
    "u.label ilike all (?::text[]) or u.property_id in (select search_properties(?::text[], 100000))",
    words,
    words,
  );
}

const verbs = listVerbs<ListUnitsInput, UnitRowDto>("portfolio:read", specOf);

/**
 * Units by property and label, with what they are today. Archived ones only when asked for. The search finds a label,
 * or all units of a property.
 */
export const listUnits = cachedRead(unitPages, verbs.page);

/** Every unit of the list instead of a page of them. */
export const readAllUnits = verbs.whole;

function specOf(ctx: ServiceContext, input: ListUnitsInput): ListSpec<UnitRowDto> {
  const today = agencyToday(ctx);
  return {
    name: "units_list",
    select: unitColumns,
    from: "units u",
    where: [
      condition("u.agency_id = $1"),
      inScope(ctx, "u.property_id"),
      when(input.propertyId, (propertyId) => condition("u.property_id = ?::uuid", propertyId)),
      when(input.kind, (kind) => condition(`u.kind = '${kind}'`)),
      input.occupancy === undefined
        ? condition(`u.status <> 'archived'`)
        : occupancyCondition(input.occupancy, today),
      when(input.q || undefined, searched),
    ],
    order: {
      name: "property",
      columns: [
        { expression: "u.property_id", type: "uuid" },
        { expression: "u.label", type: "text" },
      ],
      direction: input.order ?? "asc",
    },
    cursorOf: (row) => [row.propertyId, row.label],
    decorate: {
      select: condition(unitStateColumns("page", "d.today")),
      joins: condition(
        `cross join (select ?::date as today) d ${unitStateJoins({ unit: "page", propertyId: `page."propertyId"`, day: "d.today" })}`,
        today,
      ),
    },
  };
}

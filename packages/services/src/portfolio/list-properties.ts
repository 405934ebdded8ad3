import { propertyPages } from "@stead/cache/keys/reads";
import type { ListPropertiesInput, PropertyRowDto } from "@stead/contracts/portfolio";
import type { SortColumn } from "@stead/db/keyset";
import {
  agencyToday,
  cachedRead,
  condition,
  found,
  inScope,
  listVerbs,
  when,
  type ListSpec,
  type ServiceContext,
} from "../context/index.ts";
import { unitCounts } from "./queries.ts";

const name = { expression: "p.name", type: "text" } as const satisfies SortColumn;
const id = { expression: "p.id", type: "uuid" } as const satisfies SortColumn;

/** Each order ends in a unique column and has an index that begins with the agency. */
const orders = {
  name: { columns: [name, id], cursorOf: (row: PropertyRowDto) => [row.name, row.id] },
  code: { columns: [{ expression: "p.code", type: "text" }], cursorOf: (row: PropertyRowDto) => [row.code] },
  city: {
    columns: [{ expression: "p.city", type: "text" }, name, id],
    cursorOf: (row: PropertyRowDto) => [row.city, row.name, row.id],
  },
} as const;

const verbs = listVerbs<ListPropertiesInput, PropertyRowDto>("portfolio:read", specOf);

/** Properties of the actor's scope, with the units they have and those that are let today. */
export const listProperties = cachedRead(propertyPages, verbs.page);

/** Every property of the list instead of a page of them. */
export const readAllProperties = verbs.whole;

function specOf(ctx: ServiceContext, input: ListPropertiesInput): ListSpec<PropertyRowDto> {
  const order = orders[input.sort];
  return {
    name: "properties_list",
    select: `p.id, p.code, p.name, p.kind, p.status, p.address_line as "addressLine", p.city, p.region, p.country`,
    from: "properties p",
    where: [
      condition("p.agency_id = $1"),
      inScope(ctx, "p.id"),
      // Closed vocabularies stand in the text, so that the plan knows how common they are.
      when(input.status, (status) => condition(`p.status = '${status}'`)),
      when(input.kind, (kind) => condition(`p.kind = '${kind}'`)),
      when(input.city, (city) => condition("p.city = ?", city)),
      when(input.ownerContactId, (contactId) =>
        condition(
          "p.id in (select o.property_id from property_owners o where o.agency_id = $1 and o.contact_id = ?::uuid)",
          contactId,
        ),
      ),
      when(input.q || undefined, (q) => found("search_properties", "p.id", q)),
    ],
    order: { name: input.sort, columns: order.columns, direction: input.order ?? "asc" },
    cursorOf: order.cursorOf,
    decorate: {
      select: condition(unitCounts("page", "d.today")),
      joins: condition("cross join (select ?::date as today) d", agencyToday(ctx)),
    },
  };
}

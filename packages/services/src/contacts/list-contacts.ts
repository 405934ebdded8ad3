import { contactPages } from "@stead/cache/keys/reads";
import type { ContactRowDto, ListContactsInput } from "@stead/contracts/contacts";
import type { Page } from "@stead/contracts/lists";
import type { SortColumn } from "@stead/db/keyset";
import {
  cachedRead,
  condition,
  found,
  readPage,
  readWhole,
  requirePermission,
  requirePropertyInScope,
  when,
  type Condition,
  type ListSpec,
  type ServiceContext,
  type Verb,
  type Whole,
  type WholeList,
} from "../context/index.ts";
import { visibleTo } from "./queries.ts";
import { contactSearchText } from "./rules.ts";

const id = { expression: "c.id", type: "uuid" } as const satisfies SortColumn;

const orders = {
  name: {
    columns: [{ expression: "c.name", type: "text" }, id],
    cursorOf: (row: ContactRowDto) => [row.name, row.id],
  },
  // Ids grow with the time they were made.
  created: { columns: [id], cursorOf: (row: ContactRowDto) => [row.id] },
} as const;

/** Everybody of a lease of the property, and its owners. */
function ofProperty(propertyId: string): Condition {
  return condition(
    `c.id in (select l.contact_id from leases l where l.agency_id = $1 and l.property_id = ?::uuid
      union all select p.contact_id from lease_parties p join leases l on l.agency_id = $1 and l.id = p.lease_id
        where p.agency_id = $1 and l.property_id = ?::uuid
      union all select o.contact_id from property_owners o where o.agency_id = $1 and o.property_id = ?::uuid)`,
    propertyId,
    propertyId,
    propertyId,
  );
}

/** `readContacts`, a page kept for two minutes at most and never longer than its data. */
export const listContacts = cachedRead(contactPages, readContacts);

/** Contacts of the actor's scope. The search finds parts of names, e-mail addresses and phone numbers, as people write them. */
async function readContacts({ ctx, input }: Verb<ListContactsInput>): Promise<Page<ContactRowDto>> {
  requirePermission(ctx, "contacts:read");
  if (input.propertyId !== undefined) requirePropertyInScope(ctx, input.propertyId);
  return readPage<ContactRowDto>(ctx, specOf(ctx, input), input);
}

/** Every contact of the list instead of a page of them. */
export async function readAllContacts({
  ctx,
  input,
  tx,
}: Whole<ListContactsInput>): Promise<WholeList<ContactRowDto>> {
  requirePermission(ctx, "contacts:read");
  if (input.propertyId !== undefined) requirePropertyInScope(ctx, input.propertyId);
  return readWhole(ctx, tx, specOf(ctx, input));
}

function specOf(ctx: ServiceContext, input: ListContactsInput): ListSpec<ContactRowDto> {
  const order = orders[input.sort];
  return {
    name: "contacts_list",
    select: "c.id, c.kind, c.name, c.email, c.phone, c.status",
    from: "contacts c",
    where: [
      condition("c.agency_id = $1"),
      visibleTo(ctx, "c"),
      when(input.status, (status) => condition(`c.status = '${status}'`)),
      when(input.role, (role) =>
        condition(
          `exists (select from contact_roles r where r.agency_id = $1 and r.contact_id = c.id and r.role = '${role}')`,
        ),
      ),
      when(input.propertyId, ofProperty),
      when(input.q || undefined, (q) => found("search_contacts", "c.id", contactSearchText(q))),
    ],
    order: {
      name: input.sort,
      columns: order.columns,
      direction: input.order ?? (input.sort === "created" ? "desc" : "asc"),
    },
    cursorOf: order.cursorOf,
    decorate: {
      select: condition(
        "array(select r.role from contact_roles r where r.agency_id = $1 and r.contact_id = page.id order by r.role) as roles",
      ),
    },
  };
}

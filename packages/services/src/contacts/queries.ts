import type { ContactDto } from "@stead/contracts/contacts";
import type { Sql } from "@stead/db/client";
import { condition, readOne, requireFound, type Condition, type ServiceContext } from "../context/index.ts";

/** Every lease of a contact, as tenant or other party. `$1` is the agency. */
const leasesOf = (contact: string) =>
  `(select p.lease_id, p.role from lease_parties p where p.agency_id = $1 and p.contact_id = ${contact}.id
    union select l.id, 'tenant' from leases l where l.agency_id = $1 and l.contact_id = ${contact}.id)`;

/**
 * Whether an actor limited to the properties of `scope` sees a contact: somebody of a lease there or an owner of one,
 * or somebody who has to do with no property yet.
 */
export const isVisible = (
  contact: string,
  scope: string,
) => `(exists (select from leases l where l.agency_id = $1 and l.contact_id = ${contact}.id and l.property_id = any(${scope}))
    or exists (select from lease_parties p join leases l on l.agency_id = $1 and l.id = p.lease_id
      where p.agency_id = $1 and p.contact_id = ${contact}.id and l.property_id = any(${scope}))
    or exists (select from property_owners o where o.agency_id = $1 and o.contact_id = ${contact}.id and o.property_id = any(${scope}))
    or not (exists (select from leases l where l.agency_id = $1 and l.contact_id = ${contact}.id)
      or exists (select from lease_parties p where p.agency_id = $1 and p.contact_id = ${contact}.id)
      or exists (select from property_owners o where o.agency_id = $1 and o.contact_id = ${contact}.id)))`;

/** The contacts of the actor's scope; nothing for an actor without limits. */
export function visibleTo(ctx: ServiceContext, contact: string): Condition | undefined {
  if (ctx.propertyIds === null) return undefined;
  return condition(isVisible(contact, "?::uuid[]"), ctx.propertyIds, ctx.propertyIds, ctx.propertyIds);
}

const scoped = (column: string) => `($3::uuid[] is null or ${column} = any($3))`;

const contactById = {
  name: "contact_get",
  text: `select c.id, c.kind, c.name, c.email, c.phone, c.status, c.address, c.tax_number as "taxNumber", c.notes, c.version,
      array(select r.role from contact_roles r where r.agency_id = $1 and r.contact_id = c.id order by r.role) as roles,
      coalesce((select jsonb_agg(jsonb_build_object('id', l.id, 'number', l.number, 'status', l.status, 'role', p.role, 'unitLabel', u.label,
          'propertyName', h.name, 'startOn', l.start_on, 'currency', l.currency, 'rentMinor', l.rent_minor,
          'openMinor', (select coalesce(sum(b.open_minor), 0) from invoice_balances b where b.agency_id = $1 and b.lease_id = l.id))
          order by l.start_on desc, l.number desc)
        from ${leasesOf("c")} p
        join leases l on l.agency_id = $1 and l.id = p.lease_id and ${scoped("l.property_id")}
        join units u on u.agency_id = $1 and u.id = l.unit_id
        join properties h on h.agency_id = $1 and h.id = l.property_id), '[]') as leases,
      coalesce((select jsonb_agg(jsonb_build_object('id', h.id, 'name', h.name, 'sharePpm', o.share_ppm) order by h.name, h.id)
        from property_owners o join properties h on h.agency_id = $1 and h.id = o.property_id
        where o.agency_id = $1 and o.contact_id = c.id and ${scoped("o.property_id")}), '[]') as properties,
      coalesce((select jsonb_agg(jsonb_build_object('id', s.id, 'name', s.name, 'field', s.field) order by s.name, s.id) from (
          select e.id, e.name, 'email' as field from contacts e
          where e.agency_id = $1 and e.email = c.email and e.id <> c.id and ($3::uuid[] is null or ${isVisible("e", "$3::uuid[]")})
          union all select f.id, f.name, 'phone' from contacts f
          where f.agency_id = $1 and f.phone = c.phone and f.id <> c.id and ($3::uuid[] is null or ${isVisible("f", "$3::uuid[]")})
          limit 20) s), '[]') as similar
    from contacts c where c.agency_id = $1 and c.id = $2 and ($3::uuid[] is null or ${isVisible("c", "$3::uuid[]")})`,
};

/** A contact with its leases, properties and namesakes in the actor's scope. Throws NOT_FOUND. */
export async function readContact(sql: Sql, ctx: ServiceContext, id: string): Promise<ContactDto> {
  return requireFound(
    await readOne<ContactDto>(sql, contactById, ctx.agencyId, id, ctx.propertyIds),
    "contact",
  );
}

/** Leases that run or wait for a signature, of the whole agency. `$2` is the contact. */
export const runningLeases = {
  name: "contact_running_leases",
  text: `select count(*)::int as count from leases l where l.agency_id = $1 and l.status in ('pending_signature', 'active', 'notice')
    and l.id in (select p.lease_id from lease_parties p where p.agency_id = $1 and p.contact_id = $2
      union all select m.id from leases m where m.agency_id = $1 and m.contact_id = $2)`,
};

const replaceRoles = {
  name: "contact_roles_replace",
  text: `with gone as (delete from contact_roles where agency_id = $1 and contact_id = $2 and role <> all($3::text[]))
    insert into contact_roles (agency_id, contact_id, role) select $1, $2, role from unnest($3::text[]) as role
    on conflict (agency_id, contact_id, role) do nothing`,
};

/** Makes the roles of a contact exactly these. */
export async function writeRoles(
  sql: Sql,
  ctx: ServiceContext,
  contactId: string,
  roles: readonly string[],
): Promise<void> {
  await sql(replaceRoles, ctx.agencyId, contactId, [...new Set(roles)]);
}

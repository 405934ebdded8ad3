import type { Permission } from "@stead/contracts/permissions";
import type { SearchDto, SearchInput } from "@stead/contracts/dashboard";
import type { z } from "zod";
import { contactSearchText, isVisible } from "../contacts/index.ts";
import { requirePermission, searchWords, type Verb } from "../context/index.ts";

type Hit = z.infer<typeof SearchDto>["hits"][number];

/** Hits shown of each kind. */
const hitsShown = 6;

/** Ids taken from a search function: some to choose from, or for actors with limits all that may be in their scope. */
const ids = (kind: string, words: string) =>
  `(select search_${kind}(${words}::text[], case when $2::uuid[] is null then 200 else 100000 end))`;

const kinds = {
  "contacts:read": `(select 'contact' as kind, c.id, c.name as title, coalesce(c.email, c.phone, '') as subtitle from contacts c
    where c.agency_id = $1 and c.id in ${ids("contacts", "$4")} and ($2::uuid[] is null or ${isVisible("c", "$2::uuid[]")})
    order by c.status, c.name, c.id limit ${hitsShown})`,
  "portfolio:read": `(select 'property' as kind, p.id, p.name as title, p.code || ', ' || p.address_line || ', ' || p.city as subtitle from properties p
    where p.agency_id = $1 and p.id in ${ids("properties", "$3")} and ($2::uuid[] is null or p.id = any($2))
    order by p.status, p.name, p.id limit ${hitsShown})`,
  "leases:read": `(select 'lease' as kind, l.id, 'L-' || l.number || ' ' || c.name as title, h.name || ', ' || u.label as subtitle from leases l
    join contacts c on c.agency_id = $1 and c.id = l.contact_id
    join units u on u.agency_id = $1 and u.id = l.unit_id
    join properties h on h.agency_id = $1 and h.id = l.property_id
    where l.agency_id = $1 and l.id in ${ids("leases", "$3")} and ($2::uuid[] is null or l.property_id = any($2))
    order by l.number desc limit ${hitsShown})`,
  "payments:read": `(select 'payment' as kind, p.id, 'R-' || p.number || coalesce(' ' || p.reference, '') as title, p.received_on::text as subtitle from payments p
    where p.agency_id = $1 and p.id in ${ids("payments", "$3")} and ($2::uuid[] is null or p.property_id = any($2))
    order by p.number desc limit ${hitsShown})`,
} as const satisfies Partial<Record<Permission, string>>;

/**
 * What the command palette finds by every word: contacts, properties, leases (`L-12`, references) and payments
 * (`R-12`, references), of the kinds that the actor may read. One statement.
 */
export async function searchEverything({
  ctx,
  input,
}: Verb<z.infer<typeof SearchInput>>): Promise<{ hits: Hit[] }> {
  requirePermission(ctx, "agency:read");
  const readable = Object.entries(kinds).filter(([permission]) =>
    ctx.permissions.has(permission as Permission),
  );
  if (readable.length === 0) return { hits: [] };
  const statement = {
    name: `search_${readable.map(([permission]) => permission.split(":")[0]).join("_")}`,
    // Every parameter is named in each form of the statement.
    text: `${readable.map(([, text]) => text).join("\nunion all ")}
      union all (select null, null, null, null where $2::uuid[] is null and false and $3::text[] is null and $4::text[] is null)`,
  };
  const hits = await ctx.db.sql<Hit>(
    statement,
    ctx.agencyId,
    ctx.propertyIds,
    searchWords(input.q),
    searchWords(contactSearchText(input.q)),
  );
  return { hits };
}

/**
 * What a report was narrowed to, as people call it: its property, or its lease by tenant and unit. `params` is a JSON
 * column; `$1` is the agency.
 */
export const subjectColumn = (params: string) => `coalesce(
    (select p.name from properties p where p.agency_id = $1 and p.id = (${params} ->> 'propertyId')::uuid),
    (select c.name || ', ' || u.label from leases l
      join contacts c on c.agency_id = $1 and c.id = l.contact_id
      join units u on u.agency_id = $1 and u.id = l.unit_id
      where l.agency_id = $1 and l.id = (${params} ->> 'leaseId')::uuid)) as subject`;

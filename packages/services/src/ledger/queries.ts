/** A period as its DTO has it; `m.at` is its month, `p` its row if it has one. `$1` is the agency. */
export const periodColumns = `m.at::date as month, coalesce(p.status, 'open') as status, p.closed_at as "closedAt",
  (select u.name from users u where u.id = p.closed_by) as "closedByName",
  (select count(*)::int from journals j where j.agency_id = $1
    and j.occurred_on >= m.at::date and j.occurred_on < (m.at + interval '1 month')::date) as "journalCount"`;

import type { SystemDb } from "@stead/db/system";

export type AccessRequest = { sessionIds: readonly string[]; apiKeyIds: readonly string[] };

const bySession = {
  name: "access_marks_sessions",
  text: `select s.id, concat_ws('|', u.id, u.role, s.active_agency_id, m.id, m.role, m.scope,
      (select string_agg(p.property_id::text, ',' order by p.property_id) from member_properties p
        where p.agency_id = m.agency_id and p.member_id = m.id)) as mark
    from sessions s
    join users u on u.id = s.user_id
    left join members m on m.user_id = u.id and m.agency_id = s.active_agency_id
    where s.id = any($1::uuid[]) and s.expires_at > now() and not coalesce(u.banned, false)`,
};

const byKey = {
  name: "access_marks_keys",
  text: `select k.id, concat_ws('|', k.permissions, m.id, m.role, m.scope,
      (select string_agg(p.property_id::text, ',' order by p.property_id) from member_properties p
        where p.agency_id = m.agency_id and p.member_id = m.id)) as mark
    from api_keys k
    join members m on m.agency_id = k.reference_id and m.user_id = (k.metadata::jsonb ->> 'makerId')::uuid
    join users u on u.id = m.user_id
    where k.id = any($1::uuid[]) and coalesce(k.enabled, true) and (k.expires_at is null or k.expires_at > now())
      and not coalesce(u.banned, false)`,
};

/**
 * A mark for each session and key that still lets in: it changes with the person's role, scope and chosen agency.
 * Those that let nobody in any more have none. At most two statements, however many are asked for.
 */
export async function readAccessMarks(
  system: Pick<SystemDb, "sql">,
  { sessionIds, apiKeyIds }: AccessRequest,
): Promise<Map<string, string>> {
  type Row = { id: string; mark: string };
  const [sessions, keys] = await Promise.all([
    sessionIds.length === 0 ? [] : system.sql<Row>(bySession, sessionIds),
    apiKeyIds.length === 0 ? [] : system.sql<Row>(byKey, apiKeyIds),
  ]);
  return new Map([...sessions, ...keys].map(({ id, mark }) => [id, mark]));
}

import type { JournalDto } from "@stead/contracts/ledger";
import type { Sql } from "@stead/db/client";
import { condition, requireFound, type Condition, type ServiceContext } from "../context/index.ts";

/** Columns of a journal `j` as its DTO has them. */
export const journalColumns = `j.id, j.posting_key as "postingKey", j.event, j.entity_id as "entityId", j.occurred_on as "occurredOn",
  j.memo, j.reverses_id as "reversesId", j.created_at as "createdAt"`;

/** What belongs to a journal: who posted it, what reversed it, its lines. `j` names the journal's row. */
export const journalDetails = (j: string) => `
  (select u.name from users u where u.id = (select created_by from journals where agency_id = $1 and id = ${j}.id)) as "createdByName",
  (select r.id from journals r where r.agency_id = $1 and r.reverses_id = ${j}.id) as "reversedById",
  coalesce((select json_agg(json_build_object('lineNo', l.line_no, 'accountCode', l.account_code, 'accountName', a.name,
      'amountMinor', l.amount_minor, 'currency', l.currency, 'propertyId', l.property_id, 'leaseId', l.lease_id) order by l.line_no)
    from journal_lines l join ledger_accounts a on a.agency_id = l.agency_id and a.code = l.account_code
    where l.agency_id = $1 and l.journal_id = ${j}.id), '[]') as lines`;

const foreignLine = (properties: string) =>
  `select from journal_lines x where x.agency_id = $1 and x.journal_id = j.id
    and (x.property_id is null or x.property_id <> all(${properties}))`;

/** Journals of which every line belongs to the actor's properties; those with a line there are looked at only. */
export function journalsInScope(ctx: ServiceContext): Condition | undefined {
  if (ctx.propertyIds === null) return undefined;
  const nearby = `select n.journal_id from journal_lines n where n.agency_id = $1 and n.property_id = any(?::uuid[])`;
  const { propertyIds } = ctx;
  return condition(
    `j.id in (${nearby}) and not exists (${foreignLine("?::uuid[]")})`,
    propertyIds,
    propertyIds,
  );
}

const journalById = {
  name: "ledger_journal",
  text: `select ${journalColumns}, ${journalDetails("j")} from journals j
    where j.agency_id = $1 and j.id = $2 and ($3::uuid[] is null or not exists (${foreignLine("$3")}))`,
};

/** One journal with its lines. NOT_FOUND outside the actor's properties. */
export async function readJournal(sql: Sql, ctx: ServiceContext, id: string): Promise<JournalDto> {
  const [row] = await sql<JournalDto>(journalById, ctx.agencyId, id, ctx.propertyIds);
  return requireFound(row, "journal");
}

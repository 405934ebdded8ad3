import type { Tx } from "@stead/db/client";
import type { ServiceContext } from "./context.ts";

/** What a thing is called outside: by its provider or bank, unique for its kind within an account there. */
export type ExternalName = { rail: string; account: string; kind: string; externalId: string };

const claim = {
  name: "external_claim",
  text: `insert into external_keys (agency_id, rail, account, kind, external_id, entity_id) values ($1, $2, $3, $4, $5, $6)
    on conflict do nothing returning entity_id as id`,
};
const claimed = {
  name: "external_claimed",
  text: `select entity_id as id from external_keys
    where agency_id = $1 and rail = $2 and account = $3 and kind = $4 and external_id = $5`,
};

/** Claims an outside name for an entity, in the caller's transaction. False when it is another's, or its own, already. */
export async function claimExternal(
  tx: Pick<Tx, "sql">,
  ctx: Pick<ServiceContext, "agencyId">,
  { rail, account, kind, externalId }: ExternalName,
  entityId: string,
): Promise<boolean> {
  const made = await tx.sql(claim, ctx.agencyId, rail, account, kind, externalId, entityId);
  return made.length > 0;
}

/** The entity that an outside name was claimed for. */
export async function findExternal(
  sql: Tx["sql"],
  ctx: Pick<ServiceContext, "agencyId">,
  { rail, account, kind, externalId }: ExternalName,
): Promise<string | undefined> {
  const [found] = await sql<{ id: string }>(claimed, ctx.agencyId, rail, account, kind, externalId);
  return found?.id;
}

const claimedOf = {
  name: "external_claimed_of",
  text: `select external_id as name from external_keys
    where agency_id = $1 and rail = $2 and account = $3 and kind = $4 and external_id = any($5)`,
};

/** Those of some outside names that are claimed. */
export async function filterClaimed(
  sql: Tx["sql"],
  ctx: Pick<ServiceContext, "agencyId">,
  { rail, account, kind }: Omit<ExternalName, "externalId">,
  externalIds: readonly string[],
): Promise<Set<string>> {
  const found = await sql<{ name: string }>(claimedOf, ctx.agencyId, rail, account, kind, externalIds);
  return new Set(found.map(({ name }) => name));
}

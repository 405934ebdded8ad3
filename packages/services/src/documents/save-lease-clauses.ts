import type { LeaseClausesDto, SaveLeaseClausesInput } from "@stead/contracts/documents";
import {
  recordAudit,
  requirePermission,
  requireVersion,
  requireWholeAgency,
  type Verb,
} from "../context/index.ts";
import { getLeaseClauses } from "./get-lease-clauses.ts";
import { readClauses } from "./rows.ts";
import { requireKnownVariables } from "./rules.ts";

const lock = { name: "lease_clauses_lock", text: `select id from agencies where id = $1 for update` };
const insert = {
  name: "lease_clauses_insert",
  text: `insert into lease_clauses (agency_id, version, title, clauses, created_by) values ($1, $2, $3, $4::jsonb, $5)`,
};

/**
 * Keeps a new version of the agency's clauses: leases are printed with the newest, earlier ones stay. Throws CONFLICT
 * when the edited version is no longer the newest, INVALID for a variable that does not exist.
 */
export async function saveLeaseClauses({
  ctx,
  input,
}: Verb<SaveLeaseClausesInput>): Promise<LeaseClausesDto> {
  requirePermission(ctx, "agency:write");
  requireWholeAgency(ctx);
  requireKnownVariables(input.clauses);
  await ctx.db.transaction(async (tx) => {
    await tx.sql(lock, ctx.agencyId);
    const before = await readClauses(tx.sql, ctx.agencyId);
    requireVersion(before, input.version);
    const version = before.version + 1;
    const createdBy = ctx.actor.kind === "user" ? ctx.actor.id : null;
    await tx.sql(insert, ctx.agencyId, version, input.title, JSON.stringify(input.clauses), createdBy);
    await recordAudit(tx, ctx, {
      action: "lease_clauses.saved",
      entityType: "agency",
      entityId: ctx.agencyId,
      before: { clausesVersion: before.version, clauseCount: before.clauses.length },
      after: { clausesVersion: version, clauseCount: input.clauses.length },
    });
  });
  return getLeaseClauses({ ctx });
}

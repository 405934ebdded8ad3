import type { LeaseClausesDto, SaveLeaseClausesInput } from "@stead/contracts/documents";
import { actingUserId, editAgency, recordAudit, type Verb } from "../context/index.ts";
import { getLeaseClauses } from "./get-lease-clauses.ts";
import { readClauses } from "./rows.ts";
import { requireKnownVariables } from "./rules.ts";

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
  await editAgency(ctx, { version: input.version, read: readClauses }, async (tx, before) => {
    requireKnownVariables(input.clauses);
    const version = before.version + 1;
    const createdBy = actingUserId(ctx);
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

import type { LeaseClausesDto } from "@stead/contracts/documents";
import { leaseVariables } from "@stead/documents/pdf/texts/lease-clauses-en";
import { requirePermission, type ServiceContext } from "../context/index.ts";
import { readClauses } from "./rows.ts";

/** The clauses that new leases are printed with, and what may stand in them. */
export async function getLeaseClauses({ ctx }: { ctx: ServiceContext }): Promise<LeaseClausesDto> {
  requirePermission(ctx, "leases:read");
  const clauses = await readClauses(ctx.db.sql, ctx.agencyId);
  return { ...clauses, variables: leaseVariables.map((variable) => ({ ...variable })) };
}

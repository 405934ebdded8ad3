import type { ImportDto } from "@stead/contracts/imports";
import { requirePermission, requireWholeAgency, type Verb } from "../context/index.ts";
import { lockImport, stateOf } from "./rows.ts";
import { kindPermissions, requireStep } from "./rules.ts";
import { requireMapped, startImportJob } from "./start-import-job.ts";

/**
 * Starts writing the rows of a checked import; one that failed or was cancelled half-way goes on behind its last row.
 * Rows with problems are left out and reported. Needs the permission of what the rows change.
 */
export async function applyImport({ ctx, input }: Verb<{ id: string }>): Promise<ImportDto> {
  requirePermission(ctx, "imports:write");
  requireWholeAgency(ctx);
  return ctx.db.transaction(async (tx) => {
    const record = await lockImport(tx.sql, ctx, input.id);
    requirePermission(ctx, kindPermissions[record.kind]);
    requireStep(stateOf(record), "apply");
    requireMapped(record);
    return startImportJob(tx, ctx, record, "apply");
  });
}

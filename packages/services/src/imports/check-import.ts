import type { ImportDto } from "@stead/contracts/imports";
import { requirePermission, requireWholeAgency, type Verb } from "../context/index.ts";
import { lockImport, stateOf } from "./rows.ts";
import { requireStep } from "./rules.ts";
import { requireMapped, startImportJob } from "./start-import-job.ts";

/** Starts the dry run: what every row would do, without doing it. */
export async function checkImport({ ctx, input }: Verb<{ id: string }>): Promise<ImportDto> {
  requirePermission(ctx, "imports:write");
  requireWholeAgency(ctx);
  return ctx.db.transaction(async (tx) => {
    const record = await lockImport(tx.sql, ctx, input.id);
    requireStep(stateOf(record), "check");
    requireMapped(record);
    return startImportJob(tx, ctx, record, "check");
  });
}

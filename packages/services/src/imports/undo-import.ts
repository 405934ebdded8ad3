import type { ImportDto } from "@stead/contracts/imports";
import type { Tx } from "@stead/db/client";
import { requirePermission, requireWholeAgency, type ServiceContext, type Verb } from "../context/index.ts";
import { lockImport, stateOf, type ImportRecord } from "./rows.ts";
import { kindPermissions, requireStep } from "./rules.ts";
import { startImportJob } from "./start-import-job.ts";

const reset = {
  name: "import_undo_reset",
  text: `update imports set undo_row = null, kept_count = 0 where agency_id = $1 and id = $2`,
};

/**
 * Starts taking an import back: what its rows made goes, what they changed becomes what it was, opening balances are
 * reversed in the books. Rows that something happened to since stay and are named; the undo can be started again when
 * that is gone. Needs the permission of what the rows changed.
 */
export async function undoImport({ ctx, input }: Verb<{ id: string }>): Promise<ImportDto> {
  requirePermission(ctx, "imports:write");
  requireWholeAgency(ctx);
  return ctx.db.transaction(async (tx) => {
    const record = await lockUndoable(tx, ctx, input.id);
    await tx.sql(reset, ctx.agencyId, input.id);
    return startImportJob(tx, ctx, record, "undo");
  });
}

async function lockUndoable(tx: Tx, ctx: ServiceContext, id: string): Promise<ImportRecord> {
  const record = await lockImport(tx.sql, ctx, id);
  requirePermission(ctx, kindPermissions[record.kind]);
  requireStep(stateOf(record), "undo");
  return record;
}

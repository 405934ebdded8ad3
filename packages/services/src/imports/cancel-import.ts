import type { ImportDto } from "@stead/contracts/imports";
import { requestCancel } from "@stead/queue/cancellation";
import {
  instantNow,
  recordAudit,
  requirePermission,
  requireWholeAgency,
  type Verb,
} from "../context/index.ts";
import { lockImport, readImport, stateOf, toImportDto } from "./rows.ts";
import { requireStep } from "./rules.ts";

const cancel = {
  name: "import_cancel",
  text: `update imports set status = case status when 'undoing' then 'done' else 'cancelled' end, finished_at = $3, version = version + 1 where agency_id = $1 and id = $2`,
};

/**
 * Ends an import. Its running job stops between two batches, within seconds; rows applied so far stay, and applying
 * it again goes on behind them. What an undo took back so far stays away. PRECONDITION when it is over.
 */
export async function cancelImport({ ctx, input }: Verb<{ id: string }>): Promise<ImportDto> {
  requirePermission(ctx, "imports:write");
  requireWholeAgency(ctx);
  return ctx.db.transaction(async (tx) => {
    const record = await lockImport(tx.sql, ctx, input.id);
    requireStep(stateOf(record), "cancel");
    const isJobGoing = record.jobRunId !== null && (await requestCancel(tx, ctx.agencyId, record.jobRunId));
    // The job that works on it marks it when it has stopped.
    if (!isJobGoing) await tx.sql(cancel, ctx.agencyId, input.id, instantNow(ctx));
    await recordAudit(tx, ctx, { action: "import.cancelled", entityType: "import", entityId: input.id });
    return toImportDto(await readImport(tx.sql, ctx, input.id));
  });
}

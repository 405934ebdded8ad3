import type { ExportDto } from "@stead/contracts/exports";
import { AppError } from "@stead/kernel/errors";
import { requestCancel } from "@stead/queue/cancellation";
import { requireFound, requirePermission, type Verb } from "../context/index.ts";
import { readExport } from "./queries.ts";

/** Ends an export of one's own: its statement on the database is gone within a second. PRECONDITION when it is over. */
export async function cancelExport({ ctx, input }: Verb<{ id: string }>): Promise<ExportDto> {
  requirePermission(ctx, "exports:write");
  return ctx.db.transaction(async (tx) => {
    const { jobRunId } = requireFound(await readExport(tx.sql, ctx, input.id), "export");
    const isAsked = jobRunId !== null && (await requestCancel(tx, ctx.agencyId, jobRunId));
    if (!isAsked) throw new AppError("PRECONDITION", "this export is over");
    return requireFound(await readExport(tx.sql, ctx, input.id), "export");
  });
}

import type { BulkOperationDto } from "@stead/contracts/bulk";
import { AppError } from "@stead/kernel/errors";
import { requestCancel } from "@stead/queue/cancellation";
import { requireFound, requirePermission, type Verb } from "../context/index.ts";
import { readOperation } from "./rows.ts";

/** Ends an operation of one's own; the records that are done stay done. PRECONDITION when it is over. */
export async function cancelBulk({ ctx, input }: Verb<{ id: string }>): Promise<BulkOperationDto> {
  requirePermission(ctx, "bulk:write");
  return ctx.db.transaction(async (tx) => {
    const { jobRunId } = requireFound(await readOperation(tx.sql, ctx, input.id), "operation");
    const isAsked = jobRunId !== null && (await requestCancel(tx, ctx.agencyId, jobRunId));
    if (!isAsked) throw new AppError("PRECONDITION", "this operation is over");
    return requireFound(await readOperation(tx.sql, ctx, input.id), "operation");
  });
}

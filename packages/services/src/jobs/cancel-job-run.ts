import type { JobRunDto } from "@stead/contracts/jobs";
import { AppError } from "@stead/kernel/errors";
import { requestCancel } from "@stead/queue/cancellation";
import { recordAudit, requireFound, requirePermission, type Verb } from "../context/index.ts";
import { readJobRun } from "./rows.ts";

/**
 * Asks for the end of a job. One that waits never starts; one that runs ends between two of its steps, within
 * seconds; what it has done stays. Asking again changes nothing. PRECONDITION when the job is over.
 */
export async function cancelJobRun({ ctx, input }: Verb<{ id: string }>): Promise<JobRunDto> {
  requirePermission(ctx, "jobs:write");
  return ctx.db.transaction(async (tx) => {
    const before = requireFound(await readJobRun(tx.sql, ctx, input.id), "job");
    const isRequested = await requestCancel(tx, ctx.agencyId, input.id);
    if (!isRequested) throw new AppError("PRECONDITION", "this job is over", { status: before.status });
    if (!before.isCancelRequested) {
      await recordAudit(tx, ctx, { action: "job.cancel_requested", entityType: "job", entityId: input.id });
    }
    return requireFound(await readJobRun(tx.sql, ctx, input.id), "job");
  });
}

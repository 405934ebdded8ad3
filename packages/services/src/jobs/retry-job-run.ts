import type { JobRunDto } from "@stead/contracts/jobs";
import { AppError } from "@stead/kernel/errors";
import type { QueueAdmin } from "@stead/queue/admin";
import { recordAudit, requireFound, requirePermission, type Verb } from "../context/index.ts";
import { readJobRun } from "./rows.ts";

/**
 * Has a failed job tried again, from its first try and under its id: what it has written is not written twice.
 * PRECONDITION when it has not failed, or is kept no more.
 */
export async function retryJobRun(
  { ctx, input }: Verb<{ id: string }>,
  queues: Pick<QueueAdmin, "replay">,
): Promise<JobRunDto> {
  requirePermission(ctx, "jobs:write");
  const { status } = requireFound(await readJobRun(ctx.db.sql, ctx, input.id), "job");
  const isRefused = status !== "failed" || ctx.actor.id === null;
  const actor = { userId: ctx.actor.id ?? "", requestId: ctx.requestId };
  const { count } = isRefused ? { count: 0 } : await queues.replay(actor, { ids: [input.id] });
  if (count === 0)
    throw new AppError("PRECONDITION", "only a job that failed can be tried again", { status });
  return ctx.db.transaction(async (tx) => {
    await recordAudit(tx, ctx, { action: "job.retried", entityType: "job", entityId: input.id });
    return requireFound(await readJobRun(tx.sql, ctx, input.id), "job");
  });
}

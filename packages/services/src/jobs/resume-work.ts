import { requirePermission, type Verb } from "../context/index.ts";
import type { WorkTable } from "./stop-work.ts";

/**
 * Marks a piece of work whose job was given up and is tried again: it waits for its job once more. Nothing for work
 * that has not failed, or that another job has taken over. Safe to run again.
 */
export async function resumeWork({
  ctx,
  input: { table, id, jobRunId },
}: Verb<{ table: WorkTable; id: string; jobRunId: string }>): Promise<void> {
  requirePermission(ctx, "jobs:write");
  const resume = {
    name: `${table}_resume`,
    text: `update ${table} set status = 'queued', problem = null, finished_at = null
      where agency_id = $1 and id = $2 and job_run_id = $3 and status = 'failed'`,
  };
  await ctx.db.sql(resume, ctx.agencyId, id, jobRunId);
}

import type { Verb } from "../context/index.ts";
import type { BulkJobInput } from "./run-bulk.ts";

const stop = {
  name: "bulk_stop",
  text: `update bulk_operations set status = $4, problem = $5, finished_at = $6
    where agency_id = $1 and id = $2 and job_run_id = $3 and status in ('queued', 'running')`,
};

export type StopBulkInput = BulkJobInput & { outcome: "failed" | "cancelled"; problem: string | null };

/** Ends an operation whose job did not come to its end; what is done stays. Safe to run again. */
export async function stopBulk({ ctx, input }: Verb<StopBulkInput>): Promise<void> {
  const { operationId, jobRunId, outcome, problem } = input;
  const at = new Date(ctx.clock.nowMs()).toISOString();
  await ctx.db.sql(stop, ctx.agencyId, operationId, jobRunId, outcome, problem, at);
}

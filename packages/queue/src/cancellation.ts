import type { Tx } from "@stead/db/client";

const request = {
  name: "job_run_cancel",
  text: `update job_runs set cancel_requested_at = coalesce(cancel_requested_at, now())
    where agency_id = $1 and id = $2 and status in ('queued', 'running')
    returning id`,
};

/**
 * Asks for the end of a job that people see, in the caller's transaction. A waiting job never starts; a running one
 * has its signal aborted within seconds. Returns false when the job is over or there is none.
 */
export async function requestCancel(
  tx: Pick<Tx, "sql">,
  agencyId: string,
  jobRunId: string,
): Promise<boolean> {
  return (await tx.sql(request, agencyId, jobRunId)).length > 0;
}

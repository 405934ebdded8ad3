import type { Tx } from "@stead/db/client";
import { tellJobChanged } from "./job-events.ts";

/** SQL that marks a job of the outbox for its end. From here on an equal job is another job. */
export const askForEnd = (job: string) =>
  `cancel_requested_at = coalesce(${job}.cancel_requested_at, now()), dedupe_key = ${job}.id::text`;

const request = {
  name: "job_run_cancel",
  // In the order in which jobs start: first the job, then what people see of it.
  text: `with job as (
      update outbox o set ${askForEnd("o")}
      where agency_id = $1 and id = $2 and has_run returning id
    ), run as (
    update job_runs set cancel_requested_at = coalesce(cancel_requested_at, now())
    where agency_id = $1 and id = $2 and status in ('queued', 'running') and (select count(*) from job) >= 0
    returning *
    ), told as (${tellJobChanged("run")})
    select id from run`,
};

/**
 * Asks for the end of a job that people see, in the caller's transaction. A waiting job never starts; a running one
 * has its signal aborted within a second. Returns false when the job is over or there is none.
 */
export async function requestCancel(
  tx: Pick<Tx, "sql">,
  agencyId: string,
  jobRunId: string,
): Promise<boolean> {
  return (await tx.sql(request, agencyId, jobRunId)).length > 0;
}

import type { SystemDb } from "@stead/db/system";
import type { JobEnd, JobResult } from "../handlers.ts";
import type { JobError } from "../retries.ts";

/** A job as its rows tell it. */
export type JobRow = {
  id: string;
  agencyId: string;
  name: string;
  payload: unknown;
  requestId: string | null;
  /** Whether people see it: it has a row of `job_runs`. */
  hasRun: boolean;
  isCancelRequested: boolean;
};

const columns = `j.id, j.agency_id as "agencyId", j.name, j.payload, j.request_id as "requestId",
  r.id is not null as "hasRun", r.cancel_requested_at is not null as "isCancelRequested"`;

const start = {
  name: "job_start",
  // From here on an equal job is another job. Waits for transactions that joined this one while it waited.
  text: `with j as (
      update outbox set dedupe_key = id::text, dispatched_at = now() where id = $1 returning *
    ), running as (
      update job_runs r set status = 'running', attempt = $2, started_at = coalesce(r.started_at, now()), heartbeat_at = now()
      from j where r.agency_id = j.agency_id and r.id = j.id and r.cancel_requested_at is null
    )
    select ${columns} from j left join job_runs r on r.agency_id = j.agency_id and r.id = j.id`,
};

/** Marks a job as started; undefined when it is over already. */
export async function startJob(system: SystemDb, id: string, attempt: number): Promise<JobRow | undefined> {
  return (await system.sql<JobRow>(start, id, attempt))[0];
}

const read = {
  name: "job_read",
  text: `select ${columns} from outbox j left join job_runs r on r.agency_id = j.agency_id and r.id = j.id where j.id = $1`,
};

export async function readJob(system: SystemDb, id: string): Promise<JobRow | undefined> {
  return (await system.sql<JobRow>(read, id))[0];
}

const settle = {
  name: "job_settle",
  text: `with gone as (delete from outbox where id = $2)
    insert into job_runs (agency_id, id, name, status, attempt, result, error, finished_at)
    select $1, $2, $3, $4, $5, $6::jsonb, $7::jsonb, now() where $8
    on conflict (agency_id, id) do update
      set status = excluded.status, attempt = excluded.attempt, result = excluded.result, error = excluded.error, finished_at = now()`,
};

export type Settlement = {
  outcome: "done" | JobEnd["outcome"];
  attempt: number;
  result?: JobResult | undefined;
  error?: JobError | undefined;
};

/** Ends a job: its outbox row goes. A failure leaves a row for people to see, whoever asked for the job. */
export async function settleJob(
  system: SystemDb,
  job: JobRow,
  { outcome, attempt, result, error }: Settlement,
): Promise<void> {
  const isShown = job.hasRun || outcome === "failed";
  const json = (value: object | undefined) => (value === undefined ? null : JSON.stringify(value));
  await system.sql(
    settle,
    job.agencyId,
    job.id,
    job.name,
    outcome,
    attempt,
    json(result),
    json(error),
    isShown,
  );
}

const putBack = {
  name: "job_put_back",
  text: `with j as (update outbox set dispatched_at = now() where id = $2)
    update job_runs set status = 'queued', error = $3::jsonb, heartbeat_at = now() where agency_id = $1 and id = $2 and finished_at is null`,
};

/** Notes that a job waits again in the engine. */
export async function putBackJob(system: SystemDb, job: JobRow, error?: JobError): Promise<void> {
  await system.sql(putBack, job.agencyId, job.id, error === undefined ? null : JSON.stringify(error));
}

const beat = {
  name: "job_beat",
  text: `with mine as (select * from unnest($1::uuid[], $2::uuid[]) as m (agency_id, id)),
    jobs as (update outbox o set dispatched_at = now() from mine where o.id = mine.id)
    update job_runs r set heartbeat_at = now() from mine where r.agency_id = mine.agency_id and r.id = mine.id
    returning r.id, r.cancel_requested_at is not null as "isCancelRequested"`,
};

/** Says that these jobs are alive. Returns those whose end was asked for. */
export async function beatJobs(
  system: SystemDb,
  jobs: readonly { agencyId: string; id: string }[],
): Promise<string[]> {
  const rows = await system.sql<{ id: string; isCancelRequested: boolean }>(
    beat,
    jobs.map(({ agencyId }) => agencyId),
    jobs.map(({ id }) => id),
  );
  return rows.filter(({ isCancelRequested }) => isCancelRequested).map(({ id }) => id);
}

const cancelledWaiting = {
  name: "job_runs_cancelled_waiting",
  text: `select r.id from job_runs r where r.status = 'queued' and r.cancel_requested_at is not null limit 100`,
};

/** Jobs whose end was asked for before they started. */
export async function findCancelledWaiting(system: SystemDb): Promise<string[]> {
  return (await system.sql<{ id: string }>(cancelledWaiting)).map(({ id }) => id);
}

const writeProgress = {
  name: "job_progress",
  text: `update job_runs set progress_done = $3, progress_total = $4, progress_note = $5, heartbeat_at = now()
    where agency_id = $1 and id = $2`,
};

export type Progress = { done: number; total: number | null; note: string | null };

export async function writeJobProgress(
  system: SystemDb,
  { agencyId, id }: JobRow,
  { done, total, note }: Progress,
): Promise<void> {
  await system.sql(writeProgress, agencyId, id, done, total, note);
}

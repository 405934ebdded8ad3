import type { ErrorClass } from "@stead/contracts/queues";
import type { SystemDb } from "@stead/db/system";
import type { JobEnd, JobResult } from "../handlers.ts";
import type { JobError } from "../retries.ts";
import { askForEnd } from "../cancellation.ts";
import { freeState, hasDied } from "../deaths.ts";
import { unhurried } from "../dispatch-rows.ts";
import { tellJobChanged } from "../job-events.ts";

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
  /** Counts its runs; what an overtaken run writes of its failure is ignored. */
  starts: number;
  /** Failed tries. */
  attempts: number;
  /** How often its process died with it. */
  deaths: number;
  postponed: number;
  /** How often somebody had it tried again after it was given up. */
  replays: number;
  failedChildren: number;
  needsAllChildren: boolean;
  /** Epoch milliseconds. */
  expiresAtMs: number | null;
  waitMs: number;
};

const columns = `j.id, j.agency_id as "agencyId", j.name, j.payload, j.request_id as "requestId",
  j.has_run as "hasRun", j.cancel_requested_at is not null as "isCancelRequested", j.starts, j.attempts, j.deaths,
  j.postponed, j.replays, j.failed_children as "failedChildren", j.needs_all_children as "needsAllChildren",
  (extract(epoch from j.expires_at) * 1000)::bigint as "expiresAtMs",
  greatest(0, extract(epoch from now() - greatest(j.run_after, j.created_at)) * 1000)::int as "waitMs"`;

/**
 * Whoever needs the rows of several jobs takes them in the order of their ids before it changes any, and what people see
 * of a job after the job: so nobody waits for somebody who waits for him.
 */
const inOrder = (condition: string) => `select id from outbox where ${condition} order by id for update`;

const start = {
  name: "jobs_start",
  text: `with mine as materialized (${inOrder("id = any($1::uuid[]) and state = 'sent'")}), j as (
      update outbox set started_at = now(), touched_at = now(), starts = starts + 1, worker_id = $3
      where (select ${unhurried}) is not null and (select count(*) from mine) >= 0
        and id = any($1::uuid[]) and ticket = any($2::uuid[]) and state = 'sent' and started_at is null
      returning *
    ), run as (
      update job_runs r set status = 'running', attempt = j.attempts + 1, started_at = coalesce(r.started_at, now()), heartbeat_at = now()
      from j where j.has_run and r.agency_id = j.agency_id and r.id = j.id and j.cancel_requested_at is null
      returning r.*
    ), told as (${tellJobChanged("run")})
    select ${columns} from j`,
};

export type StartRequest = { ticket: string; ids: readonly string[] };

/** Marks the jobs of some tickets as started by a process; those that are over, or that were started, are left out. */
export async function startJobs(
  system: SystemDb,
  requests: readonly StartRequest[],
  workerId: string,
): Promise<JobRow[]> {
  const ids = requests.flatMap((request) => request.ids);
  const tickets = requests.map(({ ticket }) => ticket);
  return system.sql<JobRow>(start, ids, tickets, workerId);
}

const bury = {
  name: "jobs_bury",
  // A row that a living process works on stays with it: its process says so every few seconds. What this process itself
  // started and is silent about, it has lost, and lives.
  text: `with mine as materialized (
      select o.id, o.started_at is not null and o.touched_at < now() - make_interval(secs => $3::double precision / 1000) as is_silent,
        (${hasDied} and o.worker_id is distinct from $4)::int as died
      from outbox o where o.id = any($1::uuid[]) and o.ticket = $2 and o.state = 'sent' order by o.id for update of o
    ), j as (
      update outbox o set state = ${freeState("o.deaths + mine.died")}, deaths = o.deaths + mine.died,
        ticket = null, started_at = null, touched_at = now()
      from mine where mine.is_silent and o.id = mine.id and o.ticket = $2 and o.state = 'sent'
      returning o.agency_id, o.id, o.has_run
    ), run as (
      update job_runs r set status = 'queued', heartbeat_at = now()
      from j where j.has_run and r.agency_id = j.agency_id and r.id = j.id and r.finished_at is null
      returning r.*
    ), told as (${tellJobChanged("run")})
    select exists (select from mine where not is_silent) as "isHeld"`,
};

export type Ticket = { id: string; jobIds: readonly string[] };

/**
 * Lets those jobs of a ticket wait again whose process was silent for `aliveMs`, and counts its death if it died. Returns
 * whether a process works on another of them.
 */
export async function buryJobs(
  system: SystemDb,
  { id, jobIds }: Ticket,
  { aliveMs, workerId }: { aliveMs: number; workerId: string },
): Promise<boolean> {
  const [row] = await system.sql<{ isHeld: boolean }>(bury, jobIds, id, aliveMs, workerId);
  return row?.isHeld ?? false;
}

const read = { name: "job_read", text: `select ${columns} from outbox j where j.id = $1` };

export async function readJob(system: SystemDb, id: string): Promise<JobRow | undefined> {
  return (await system.sql<JobRow>(read, id))[0];
}

const parentsOf = (child: string) => `array(select parent_id from outbox_waits where child_id = ${child})`;

/** Jobs that waited for the ended one are free when it was the last. */
const freeParents = (failed: string) => `freed as (
      delete from outbox_waits w using gone where w.child_id = gone.id returning w.parent_id
    ), parents as (
      update outbox p set waits_for = p.waits_for - f.children, failed_children = p.failed_children + ${failed},
        state = case when p.state <> 'blocked' or p.waits_for > f.children then p.state
          when p.run_after > now() then 'delayed' else 'waiting' end
      from (select parent_id, count(*)::int as children from freed group by parent_id) f where p.id = f.parent_id
    )`;

const finish = {
  name: "jobs_finish",
  text: `with mine as materialized (${inOrder(`id = any($1::uuid[] || ${parentsOf("any($1::uuid[])")})`)}), gone as (
      delete from outbox where (select ${unhurried}) is not null and (select count(*) from mine) >= 0
        and id = any($1::uuid[]) returning id
    ), ${freeParents("0")}
    select from gone`,
};

/** Ends jobs that did their work and that nobody looks at: their rows go. */
export async function finishJobs(system: SystemDb, ids: readonly string[]): Promise<void> {
  await system.sql(finish, ids);
}

const aroundJob = `id = any($1::uuid || ${parentsOf("$1")}
  || array(select child_id from outbox_waits where parent_id = $1))`;
const holdAround = { name: "job_hold_around", text: inOrder(aroundJob) };

const settle = {
  name: "job_settle",
  text: `with mine as materialized (${inOrder(aroundJob)}), gone as (
      delete from outbox where id = $1 and (select count(*) from mine) >= 0 returning *
    ), ${freeParents("case when $2 = 'done' then 0 else f.children end")},
    edges as (
      delete from outbox_waits w using gone where w.parent_id = gone.id returning w.child_id
    ), children as (
      update outbox c set ${askForEnd("c")} from edges e
      where $2 <> 'done' and c.id = e.child_id
        and not exists (select from outbox_waits w where w.child_id = c.id and w.parent_id <> $1)
    ), dead as (
      insert into dead_jobs (agency_id, id, name, payload, own_fair_key, request_id, reason, error_class, error, attempts, deaths, replays, created_at)
      select agency_id, id, name, payload, own_fair_key, request_id, $6, $7, $5::jsonb, $3, deaths, replays, created_at from gone where $6::text is not null
      on conflict (agency_id, id) do update set reason = excluded.reason, error_class = excluded.error_class,
        error = excluded.error, attempts = excluded.attempts, deaths = excluded.deaths, died_at = now()
    ), run as (
      insert into job_runs (agency_id, id, name, status, attempt, result, error, finished_at)
      select agency_id, id, name, $2, $3, $4::jsonb, $5::jsonb, now() from gone where has_run or $2 = 'failed'
      on conflict (agency_id, id) do update
        set status = excluded.status, attempt = excluded.attempt, result = excluded.result, error = excluded.error, finished_at = now()
      returning *
    ), told as (${tellJobChanged("run")})
    select from run`,
};

export type DeathReason = "failed" | "poison" | "expired";

export type Settlement = {
  outcome: "done" | JobEnd["outcome"];
  attempt: number;
  result?: JobResult | undefined;
  error?: JobError | undefined;
  /** Keeps it among the dead, for another try. */
  death?: { reason: DeathReason; errorClass: ErrorClass } | undefined;
};

/** Ends a job: its outbox row goes. A failure leaves a row for people to see, whoever asked for the job. */
export async function settleJob(
  system: SystemDb,
  job: JobRow,
  { outcome, attempt, result, error, death }: Settlement,
): Promise<void> {
  const json = (value: object | undefined) => (value === undefined ? null : JSON.stringify(value));
  const values = [json(result), json(error), death?.reason ?? null, death?.errorClass ?? null];
  const write = (db: Pick<SystemDb, "sql">) => db.sql(settle, job.id, outcome, attempt, ...values);
  if (outcome === "done") return void (await write(system));
  // A child that somebody joins just now is not ended: who waits for it is read when nobody can join it any more.
  await system.transaction((tx) => Promise.all([tx.sql(holdAround, job.id), write(tx)]));
}

const putBack = {
  name: "job_put_back",
  text: `with j as (
      update outbox set run_after = now() + make_interval(secs => $3::double precision / 1000),
        state = case when $3 > 0 then 'delayed' else ${freeState("deaths")} end, ticket = null, started_at = null, touched_at = now(),
        attempts = attempts + $4, postponed = postponed + $5, error = coalesce($6::jsonb, error)
      where id = $1 and starts = $2
      returning agency_id, id, has_run, attempts
    ), run as (
      update job_runs r set status = 'queued', attempt = greatest(j.attempts, $4), error = $6::jsonb, heartbeat_at = now()
      from j where j.has_run and r.agency_id = j.agency_id and r.id = j.id and r.finished_at is null
      returning r.*
    ), told as (${tellJobChanged("run")})
    select from run`,
};

export type PutBack = { pauseMs: number; kind: "try" | "later" | "same"; error?: JobError };

/** Makes a job wait again: after a failed try, until a time that its error named, or as if it had not started. */
export async function putBackJob(
  system: SystemDb,
  job: JobRow,
  { pauseMs, kind, error }: PutBack,
): Promise<void> {
  const json = error === undefined ? null : JSON.stringify(error);
  await system.sql(
    putBack,
    job.id,
    job.starts,
    Math.round(pauseMs),
    kind === "try" ? 1 : 0,
    kind === "later" ? 1 : 0,
    json,
  );
}

const beat = {
  name: "jobs_beat",
  // A row that another statement has just now says by that that somebody works on it. Waiting for it could be for ever:
  // that statement may wait for a row of this one.
  text: `update outbox set touched_at = now() where (select ${unhurried}) is not null and id in (
      select id from outbox where id = any($1::uuid[]) and state = 'sent' for update skip locked)`,
};

/** Says that a process works on these jobs. */
export async function beatJobs(system: SystemDb, ids: readonly string[]): Promise<void> {
  await system.sql(beat, ids);
}

const cancelled = {
  name: "jobs_cancelled",
  text: `select id, started_at is not null as "isStarted" from outbox where cancel_requested_at is not null order by id limit 500`,
};

/** Jobs whose end was asked for and that are not over. */
export function findCancelled(system: SystemDb): Promise<{ id: string; isStarted: boolean }[]> {
  return system.sql(cancelled);
}

const writeProgress = {
  name: "job_progress",
  text: `with run as (
      update job_runs set progress_done = $3, progress_total = $4, progress_note = $5, heartbeat_at = now()
      where agency_id = $1 and id = $2 returning *
    ), told as (${tellJobChanged("run")})
    select from run`,
};

export type Progress = { done: number; total: number | null; note: string | null };

export async function writeJobProgress(
  system: SystemDb,
  { agencyId, id }: JobRow,
  { done, total, note }: Progress,
): Promise<void> {
  await system.sql(writeProgress, agencyId, id, done, total, note);
}

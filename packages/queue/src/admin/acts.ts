import type { DeadJobsInput, QueueActionDto } from "@stead/contracts/queues";
import type { Tx } from "@stead/db/client";
import type { SystemDb } from "@stead/db/system";
import { newId } from "@stead/kernel/ids";
import { askForEnd } from "../cancellation.ts";
import { freeState } from "../deaths.ts";
import { tellJobChanged, tellQueuesChanged } from "../job-events.ts";
import type { QueueActor } from "./actor.ts";
import { deadCondition } from "./lists.ts";

type Count = { count: number };
type Act = {
  action: QueueActionDto["action"];
  name?: string;
  jobIds?: readonly string[];
  filter?: object;
};

const record = {
  name: "queue_action_record",
  text: `insert into queue_actions (id, actor_user_id, action, name, job_ids, job_count, filter, request_id)
    values ($1, $2, $3, $4, $5::uuid[], $6, $7::jsonb, $8)`,
};

const mostIdsKept = 100;

async function recordAct(
  tx: Pick<Tx, "sql">,
  { userId, requestId }: QueueActor,
  { action, name, jobIds = [], filter = {} }: Act,
): Promise<Count> {
  const kept = jobIds.slice(0, mostIdsKept);
  const values = [action, name ?? null, kept, jobIds.length, JSON.stringify(filter), requestId];
  await tx.sql(record, newId(), userId, ...values);
  await tellQueuesChanged(tx);
  return { count: jobIds.length };
}

const pause = {
  name: "queue_pause",
  text: `insert into queue_controls (name, is_paused, changed_by) values ($1, $2, $3)
    on conflict (name) do update set is_paused = excluded.is_paused, changed_by = excluded.changed_by, changed_at = now()`,
};

/** Pauses a queue, or lets it go on. */
export async function setPaused(
  system: SystemDb,
  actor: QueueActor,
  name: string,
  isPaused: boolean,
): Promise<void> {
  await system.transaction(async (tx) => {
    await tx.sql(pause, name, isPaused, actor.userId);
    await recordAct(tx, actor, { action: isPaused ? "pause" : "resume", name });
  });
}

const retry = {
  name: "jobs_retry_now",
  text: `update outbox set run_after = now(), state = ${freeState("deaths")} where state = 'delayed' and id in (
      select id from outbox where id = any($1::uuid[]) and state = 'delayed' order by id for update)
    returning id`,
};

export function retryJobs(system: SystemDb, actor: QueueActor, ids: readonly string[]): Promise<Count> {
  return system.transaction(async (tx) => {
    const rows = await tx.sql<{ id: string }>(retry, ids);
    return recordAct(tx, actor, { action: "retry", jobIds: rows.map(({ id }) => id) });
  });
}

/** In the order in which jobs start: first the jobs, by their ids, then what people see of them. */
const cancelWhere = (condition: string) => `with mine as materialized (
      select o.id from outbox o where ${condition} order by o.id for update
    ), job as (
      update outbox o set ${askForEnd("o")} where o.id in (select id from mine) and ${condition}
      returning o.agency_id, o.id, o.has_run
    ), run as (
      update job_runs r set cancel_requested_at = coalesce(r.cancel_requested_at, now()) from job
      where job.has_run and r.agency_id = job.agency_id and r.id = job.id returning r.*
    ), told as (${tellJobChanged("run")})
    select id from job`;

const remove = { name: "jobs_remove", text: cancelWhere("o.id = any($1::uuid[])") };
const drain = { name: "jobs_drain", text: cancelWhere("o.name = $1 and o.started_at is null") };

export function removeJobs(system: SystemDb, actor: QueueActor, ids: readonly string[]): Promise<Count> {
  return system.transaction(async (tx) => {
    const rows = await tx.sql<{ id: string }>(remove, ids);
    return recordAct(tx, actor, { action: "remove", jobIds: rows.map(({ id }) => id) });
  });
}

export function drainQueue(system: SystemDb, actor: QueueActor, name: string): Promise<Count> {
  return system.transaction(async (tx) => {
    const rows = await tx.sql<{ id: string }>(drain, name);
    return recordAct(tx, actor, { action: "drain", name, jobIds: rows.map(({ id }) => id) });
  });
}

function chosen(input: DeadJobsInput): { where: string; values: unknown[]; filter: object } {
  if ("ids" in input) return { where: "d.id = any($1::uuid[])", values: [input.ids], filter: {} };
  return { ...deadCondition(input.filter), filter: input.filter };
}

export function replayDead(system: SystemDb, actor: QueueActor, input: DeadJobsInput): Promise<Count> {
  const { where, values, filter } = chosen(input);
  const text = `with d as (
      delete from dead_jobs d where ${where} returning d.*
    ), job as (
      insert into outbox (id, agency_id, name, payload, dedupe_key, request_id, own_fair_key, replays, created_at, has_run)
      select d.id, d.agency_id, d.name, d.payload, d.id::text, d.request_id, d.own_fair_key, d.replays + 1, now(), true from d
      on conflict do nothing returning agency_id, id
    ), run as (
      update job_runs r set status = 'queued', error = null, finished_at = null, attempt = 0, cancel_requested_at = null, heartbeat_at = now()
      from job where r.agency_id = job.agency_id and r.id = job.id returning r.*
    ), told as (${tellJobChanged("run")})
    select id from job`;
  return system.transaction(async (tx) => {
    const rows = await tx.sql<{ id: string }>({ name: "", text }, ...values);
    return recordAct(tx, actor, { action: "replay", filter, jobIds: rows.map(({ id }) => id) });
  });
}

export function discardDead(system: SystemDb, actor: QueueActor, input: DeadJobsInput): Promise<Count> {
  const { where, values, filter } = chosen(input);
  const text = `delete from dead_jobs d where ${where} returning d.id`;
  return system.transaction(async (tx) => {
    const rows = await tx.sql<{ id: string }>({ name: "", text }, ...values);
    return recordAct(tx, actor, { action: "discard", filter, jobIds: rows.map(({ id }) => id) });
  });
}

import type { Tx } from "@stead/db/client";
import { assert } from "@stead/kernel/errors";
import { newId } from "@stead/kernel/ids";
import { catalogue, jobSettings, parsePayload, type JobName, type Payload } from "./catalogue.ts";
import { tellJobChanged } from "./job-events.ts";

/** Who enqueues: a service context, or the machinery itself. */
export type EnqueueContext = { agencyId: string; requestId: string | null };

export type EnqueueOptions = {
  /** The job starts at this instant (epoch milliseconds) at the earliest. */
  runAfterMs?: number;
  /** Makes it a job that people see: what it is about (a record's id, and a code such as `contacts.csv`), and who asked for it. */
  jobRun?: { subjectId: string; actorUserId: string | null; about?: string };
};

const insertText = `insert into outbox as waiting (id, agency_id, name, payload, dedupe_key, run_after, request_id, state, own_fair_key, expires_at, has_run)
  select $1, $2, $3, $4::jsonb, $5, due.at, $6, case when due.at > now() then 'delayed' else 'waiting' end, $7,
    due.at + make_interval(secs => $8::double precision / 1000), $10::boolean
  from (select coalesce(to_timestamp($9::double precision / 1000), now()) as at) as due
  on conflict (agency_id, dedupe_key) do update set run_after = least(waiting.run_after, excluded.run_after),
    state = case when waiting.state = 'delayed' then excluded.state else waiting.state end,
    has_run = waiting.has_run or excluded.has_run
  returning id`;

// The row of an equal waiting job is locked until this transaction ends, so that job cannot go without seeing what the
// transaction wrote.
const insertJob = { name: "outbox_enqueue", text: insertText };

/** For a job that people see. */
const insertSeenJob = {
  name: "outbox_enqueue_seen",
  text: `with job as (${insertText}), run as (
      insert into job_runs (agency_id, id, name, subject_id, actor_user_id, about) select $2, id, $3, $11, $12, $13 from job
      on conflict (agency_id, id) do nothing returning *
    ), told as (${tellJobChanged("run")})
    select id from job`,
};

/**
 * Writes a job into the outbox in the caller's transaction: it happens if and only if the transaction commits. Returns
 * the job's id, which is also that of its `job_runs` row. An equal job that waits is returned instead. Throws INVALID
 * when the payload is not the job's.
 */
export async function enqueue<Name extends JobName>(
  tx: Pick<Tx, "sql">,
  ctx: EnqueueContext,
  name: Name,
  payload: Payload<Name>,
  { runAfterMs, jobRun }: EnqueueOptions = {},
): Promise<string> {
  const entry = entryOf(ctx, name, payload);
  const values = [
    newId(),
    ctx.agencyId,
    name,
    entry.json,
    entry.dedupeKey,
    ctx.requestId,
    entry.fairKey,
    jobSettings(name).deadlineMs,
    runAfterMs ?? null,
    jobRun !== undefined,
  ];
  const [row] = await (jobRun === undefined
    ? tx.sql<{ id: string }>(insertJob, ...values)
    : tx.sql<{ id: string }>(
        insertSeenJob,
        ...values,
        jobRun.subjectId,
        jobRun.actorUserId,
        jobRun.about ?? null,
      ));
  assert(row, "queue: the outbox answered no row");
  return row.id;
}

/**
 * `enqueue` as a part of a larger statement. `source` is a query of the columns id, agency_id, name, payload, dedupe_key,
 * fair_key, request_id and deadline_ms, as `jobRow` makes them, and names no job twice.
 */
export function enqueueFrom(source: string): string {
  return `insert into outbox as waiting (id, agency_id, name, payload, dedupe_key, request_id, own_fair_key, expires_at)
    select j.id, j.agency_id, j.name, j.payload::jsonb, j.dedupe_key, j.request_id, j.fair_key,
      now() + make_interval(secs => j.deadline_ms / 1000)
    from (${source}) as j order by j.agency_id, j.dedupe_key
    on conflict (agency_id, dedupe_key) do update set run_after = least(waiting.run_after, excluded.run_after),
      state = case when waiting.state = 'delayed' then 'waiting' else waiting.state end`;
}

export type JobRow = {
  id: string;
  payload: string;
  dedupeKey: string;
  fairKey: string | null;
  deadlineMs: number | null;
};

/** A job as `enqueueFrom` takes it. Throws INVALID when the payload is not the job's. */
export function jobRow<Name extends JobName>(
  ctx: EnqueueContext,
  name: Name,
  payload: Payload<Name>,
): JobRow {
  const { json, dedupeKey, fairKey } = entryOf(ctx, name, payload);
  return { id: newId(), payload: json, dedupeKey, fairKey, deadlineMs: jobSettings(name).deadlineMs };
}

const insertJobs = {
  name: "outbox_enqueue_many",
  text: enqueueFrom(`select q.*, $1::uuid as agency_id, $2::text as name, $3::text as request_id, $8::double precision as deadline_ms
    from unnest($4::uuid[], $5::text[], $6::text[], $7::text[]) as q (id, payload, dedupe_key, fair_key)`),
};

/** `enqueue` for many payloads of one job, in one statement. Equal payloads become one job. */
export async function enqueueMany<Name extends JobName>(
  tx: Pick<Tx, "sql">,
  ctx: EnqueueContext,
  name: Name,
  payloads: readonly Payload<Name>[],
): Promise<void> {
  const entries = new Map(
    payloads.map((payload) => entryOf(ctx, name, payload)).map((entry) => [entry.dedupeKey, entry]),
  );
  if (entries.size === 0) return;
  const unlike = [...entries.values()];
  await tx.sql(
    insertJobs,
    ctx.agencyId,
    name,
    ctx.requestId,
    unlike.map(() => newId()),
    unlike.map(({ json }) => json),
    unlike.map(({ dedupeKey }) => dedupeKey),
    unlike.map(({ fairKey }) => fairKey),
    jobSettings(name).deadlineMs,
  );
}

type Entry = { json: string; dedupeKey: string; fairKey: string | null };

function entryOf<Name extends JobName>(ctx: EnqueueContext, name: Name, payload: Payload<Name>): Entry {
  const parsed = parsePayload(name, payload);
  assert(payload.agencyId === ctx.agencyId, "queue: a job belongs to the agency that enqueues it");
  // The keys belong to the same entry as the schema that just accepted the payload; the union of entries hides that.
  const keys = catalogue[name] as {
    dedupeKey: (payload: Payload<Name>) => string;
    fairnessKey?: (payload: Payload<Name>) => string;
  };
  return {
    json: JSON.stringify(parsed),
    dedupeKey: keys.dedupeKey(payload),
    fairKey: keys.fairnessKey?.(payload) ?? null,
  };
}

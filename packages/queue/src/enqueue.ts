import type { Tx } from "@stead/db/client";
import { assert, AppError } from "@stead/kernel/errors";
import { newId } from "@stead/kernel/ids";
import { catalogue, type JobName, type Payload } from "./catalogue.ts";

/** Who enqueues: a service context, or the machinery itself. */
export type EnqueueContext = { agencyId: string; requestId: string | null };

export type EnqueueOptions = {
  /** The job starts at this instant (epoch milliseconds) at the earliest. */
  runAfterMs?: number;
  /** Makes it a job that people see: what it is about, and who asked for it. */
  jobRun?: { subjectId: string; actorUserId: string | null };
};

const insertJob = {
  name: "outbox_enqueue",
  // The row of an equal waiting job is locked until this transaction ends, so that job cannot start without seeing
  // what the transaction wrote.
  text: `with job as (
      insert into outbox as waiting (id, agency_id, name, payload, dedupe_key, run_after, request_id)
      values ($1, $2, $3, $4::jsonb, $5, coalesce(to_timestamp($6::double precision / 1000), now()), $7)
      on conflict (agency_id, dedupe_key) do update set run_after = least(waiting.run_after, excluded.run_after)
      returning id
    ), run as (
      insert into job_runs (agency_id, id, name, subject_id, actor_user_id)
      select $2, id, $3, $8, $9 from job where $8::uuid is not null
      on conflict (agency_id, id) do nothing
    )
    select id from job`,
};

/**
 * Writes a job into the outbox in the caller's transaction: it happens if and only if the transaction commits. Returns
 * the job's id, which is also that of its `job_runs` row. An equal job that has not started is returned instead.
 * Throws INVALID when the payload is not the job's.
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
    runAfterMs ?? null,
    ctx.requestId,
  ];
  const [row] = await tx.sql<{ id: string }>(
    insertJob,
    ...values,
    jobRun?.subjectId ?? null,
    jobRun?.actorUserId ?? null,
  );
  assert(row, "queue: the outbox answered no row");
  return row.id;
}

const insertJobs = {
  name: "outbox_enqueue_many",
  text: `insert into outbox as waiting (id, agency_id, name, payload, dedupe_key, request_id)
    select j.id, $1, $2, j.payload::jsonb, j.dedupe_key, $3
    from unnest($4::uuid[], $5::text[], $6::text[]) as j (id, payload, dedupe_key)
    order by j.dedupe_key
    on conflict (agency_id, dedupe_key) do update set run_after = least(waiting.run_after, excluded.run_after)`,
};

/** `enqueue` for many payloads of one job, in one statement. Equal payloads become one job. */
export async function enqueueMany<Name extends JobName>(
  tx: Pick<Tx, "sql">,
  ctx: EnqueueContext,
  name: Name,
  payloads: readonly Payload<Name>[],
): Promise<void> {
  const entries = new Map(
    payloads.map((payload) => entryOf(ctx, name, payload)).map((entry) => [entry.dedupeKey, entry.json]),
  );
  if (entries.size === 0) return;
  const ids = Array.from(entries, () => newId());
  await tx.sql(
    insertJobs,
    ctx.agencyId,
    name,
    ctx.requestId,
    ids,
    [...entries.values()],
    [...entries.keys()],
  );
}

function entryOf<Name extends JobName>(
  ctx: EnqueueContext,
  name: Name,
  payload: Payload<Name>,
): { json: string; dedupeKey: string } {
  const parsed = catalogue[name].payload.safeParse(payload);
  if (!parsed.success)
    throw new AppError("INVALID", `this is no payload of the job ${name}`, {}, { cause: parsed.error });
  assert(payload.agencyId === ctx.agencyId, "queue: a job belongs to the agency that enqueues it");
  // The schema that just accepted the payload belongs to the same entry; the union of entries hides that.
  const dedupeKey = catalogue[name].dedupeKey as (payload: Payload<Name>) => string;
  return { json: JSON.stringify(parsed.data), dedupeKey: dedupeKey(payload) };
}

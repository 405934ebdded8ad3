import type { SystemDb } from "@stead/db/system";
import type { LaneName } from "../define-job.ts";
import { bucketCount, type MinuteCounts } from "./collector.ts";
import { depthCounts } from "./depths.ts";

/** Sums two histograms; a place may be empty. */
const sumOf = (left: string, right: string) =>
  `(select array_agg(coalesce(${left}[n], 0) + coalesce(${right}[n], 0) order by n) from generate_series(1, ${bucketCount}) as n)`;

const counters =
  "done retried failed cancelled errors_retry errors_never errors_later errors_bug wait_ms run_ms".split(" ");

const store = {
  name: "queue_figures_store",
  text: `insert into queue_figures as f (minute, name, ${counters.join(", ")}, wait_counts, run_counts)
    select c.minute::timestamptz, c.name, ${counters.map((name) => `c.${name}`).join(", ")},
      string_to_array(c.wait_counts, ',')::int[], string_to_array(c.run_counts, ',')::int[]
    from unnest($1::text[], $2::text[], $3::int[], $4::int[], $5::int[], $6::int[], $7::int[], $8::int[], $9::int[], $10::int[],
      $11::bigint[], $12::bigint[], $13::text[], $14::text[]) as c (minute, name, ${counters.join(", ")}, wait_counts, run_counts)
    order by c.minute, c.name
    on conflict (minute, name) do update set ${counters.map((name) => `${name} = f.${name} + excluded.${name}`).join(", ")},
      wait_counts = ${sumOf("f.wait_counts", "excluded.wait_counts")}, run_counts = ${sumOf("f.run_counts", "excluded.run_counts")}`,
};

/** Adds what a process counted to the minutes it belongs to. */
export async function storeCounts(system: SystemDb, counts: readonly MinuteCounts[]): Promise<void> {
  if (counts.length === 0) return;
  const column = <T>(pick: (one: MinuteCounts) => T) => counts.map((one) => pick(one));
  await system.sql(
    store,
    column(({ minute }) => minute),
    column(({ name }) => name),
    column(({ done }) => done),
    column(({ retried }) => retried),
    column(({ failed }) => failed),
    column(({ cancelled }) => cancelled),
    column(({ errors }) => errors.retry),
    column(({ errors }) => errors.never),
    column(({ errors }) => errors.later),
    column(({ errors }) => errors.bug),
    column(({ waitMs }) => Math.round(waitMs)),
    column(({ runMs }) => Math.round(runMs)),
    column(({ waitCounts }) => waitCounts.join(",")),
    column(({ runCounts }) => runCounts.join(",")),
  );
}

const sample = {
  name: "queue_figures_sample",
  text: `with depths as (
      select name, ${depthCounts},
        least(2147483647, coalesce(extract(epoch from now() - min(greatest(run_after, created_at))
          filter (where state in ('waiting', 'apart', 'sent') and started_at is null)) * 1000, 0)) as oldest_ms
      from outbox group by name
    ), deaths as (select name, count(*) as dead from dead_jobs group by name)
    insert into queue_figures as f (minute, name, waiting, delayed, blocked, sent, running, dead, oldest_ms)
    select date_trunc('minute', now()), q.name, coalesce(d.waiting, 0), coalesce(d.delayed, 0), coalesce(d.blocked, 0),
      coalesce(d.sent, 0), coalesce(d.running, 0), coalesce(x.dead, 0), coalesce(d.oldest_ms, 0)
    from unnest($1::text[]) as q (name) left join depths d using (name) left join deaths x using (name)
    order by q.name
    on conflict (minute, name) do update set waiting = excluded.waiting, delayed = excluded.delayed, blocked = excluded.blocked,
      sent = excluded.sent, running = excluded.running, dead = excluded.dead, oldest_ms = greatest(f.oldest_ms, excluded.oldest_ms)`,
};

/** Notes how many jobs of each queue there are by state, and how old the oldest is that could start. */
export async function sampleDepths(system: SystemDb, names: readonly string[]): Promise<void> {
  await system.sql(sample, names);
}

const storeLanes = {
  name: "lane_figures_store",
  text: `insert into lane_figures as f (minute, lane, places_ms, busy_ms)
    select date_trunc('minute', now()), l.lane, l.places_ms, l.busy_ms from unnest($1::text[], $2::bigint[], $3::bigint[]) as l (lane, places_ms, busy_ms)
    order by l.lane
    on conflict (minute, lane) do update set places_ms = f.places_ms + excluded.places_ms, busy_ms = f.busy_ms + excluded.busy_ms`,
};

export type LaneUse = { lane: LaneName; placesMs: number; busyMs: number };

/** Adds how much of its places a process used. */
export async function storeLaneUse(system: SystemDb, uses: readonly LaneUse[]): Promise<void> {
  await system.sql(
    storeLanes,
    uses.map(({ lane }) => lane),
    uses.map(({ placesMs }) => Math.round(placesMs)),
    uses.map(({ busyMs }) => Math.round(busyMs)),
  );
}

const beatWorker = {
  name: "queue_worker_beat",
  text: `insert into queue_workers (id, lanes, loop_ppm, pool_waiting) values ($1, $2::jsonb, $3, $4)
    on conflict (id) do update set beat_at = now(), lanes = excluded.lanes, loop_ppm = excluded.loop_ppm, pool_waiting = excluded.pool_waiting`,
};

export type WorkerBeat = {
  id: string;
  lanes: Partial<Record<LaneName, { places: number; busy: number }>>;
  loopPpm: number;
  poolWaiting: number;
};

/** Says that a worker process lives, and what it can take. */
export async function storeWorkerBeat(
  system: SystemDb,
  { id, lanes, loopPpm, poolWaiting }: WorkerBeat,
): Promise<void> {
  await system.sql(beatWorker, id, JSON.stringify(lanes), loopPpm, poolWaiting);
}

const forgetWorker = { name: "queue_worker_gone", text: "delete from queue_workers where id = $1" };

export async function forgetWorkerBeat(system: SystemDb, id: string): Promise<void> {
  await system.sql(forgetWorker, id);
}

const workerStanding = {
  name: "queue_worker_standing",
  text: `select exists (select from outbox where state = 'waiting') as "hasBacklog",
    not exists (select from queue_workers where id < $1 and beat_at > now() - interval '20 seconds') as "isFirst"`,
};

/** Whether jobs wait that no place was found for, and whether this process is the first of those that live. */
export async function readWorkerStanding(
  system: SystemDb,
  id: string,
): Promise<{ hasBacklog: boolean; isFirst: boolean }> {
  const [row] = await system.sql<{ hasBacklog: boolean; isFirst: boolean }>(workerStanding, id);
  return row ?? { hasBacklog: false, isFirst: false };
}

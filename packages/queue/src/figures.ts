import type {
  QueueFiguresDto,
  QueueFiguresInput,
  QueueMinuteDto,
  QueueWorkerDto,
} from "@stead/contracts/queues";
import type { SystemDb } from "@stead/db/system";
import { bucketCount, percentileOf } from "./figures/collector.ts";
import { depthCounts } from "./figures/depths.ts";

/** Sums of some minutes of a queue, as the database answers them. */
export type FigureRow = {
  done: number;
  retried: number;
  failed: number;
  cancelled: number;
  errorsRetry: number;
  errorsNever: number;
  errorsLater: number;
  errorsBug: number;
  waitMs: number;
  runMs: number;
  waitCounts: number[] | null;
  runCounts: number[] | null;
};

const summed = (column: string) =>
  `(select array_agg(n.total order by n.bucket) from (
      select b.bucket, coalesce(sum(h.counts[b.bucket]), 0)::int as total
      from generate_series(1, ${bucketCount}) as b (bucket), unnest(array_agg(f.${column}::text)) as t (counts_text),
        lateral (select t.counts_text::int[] as counts) as h
      group by b.bucket) as n)`;

/** Columns of FigureRow, summed over rows of `queue_figures f`. */
export const figureSums = `coalesce(sum(f.done), 0)::int as done, coalesce(sum(f.retried), 0)::int as retried,
  coalesce(sum(f.failed), 0)::int as failed, coalesce(sum(f.cancelled), 0)::int as cancelled,
  coalesce(sum(f.errors_retry), 0)::int as "errorsRetry", coalesce(sum(f.errors_never), 0)::int as "errorsNever",
  coalesce(sum(f.errors_later), 0)::int as "errorsLater", coalesce(sum(f.errors_bug), 0)::int as "errorsBug",
  coalesce(sum(f.wait_ms), 0)::bigint as "waitMs", coalesce(sum(f.run_ms), 0)::bigint as "runMs",
  ${summed("wait_counts")} as "waitCounts", ${summed("run_counts")} as "runCounts"`;

/** What was counted, in words of the contract. */
export function countedOf(row: FigureRow): Omit<QueueMinuteDto, "minute" | "depth" | "oldestMs"> {
  const ended = row.done + row.retried + row.failed + row.cancelled;
  const spread = (totalMs: number, counts: number[] | null) => ({
    mean: ended === 0 ? 0 : Math.round(totalMs / ended),
    p50: percentileOf(counts ?? [], 0.5),
    p95: percentileOf(counts ?? [], 0.95),
  });
  return {
    done: row.done,
    retried: row.retried,
    failed: row.failed,
    cancelled: row.cancelled,
    errors: { retry: row.errorsRetry, never: row.errorsNever, later: row.errorsLater, bug: row.errorsBug },
    waitMs: spread(row.waitMs, row.waitCounts),
    runMs: spread(row.runMs, row.runCounts),
  };
}

const minutes = {
  name: "queue_minutes",
  text: `select to_char(f.minute at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as minute, ${figureSums},
      sum(f.delayed)::int as delayed, sum(f.blocked)::int as blocked, sum(f.waiting)::int as waiting, sum(f.sent)::int as sent,
      sum(f.running)::int as running, sum(f.dead)::int as dead, max(f.oldest_ms) as "oldestMs"
    from queue_figures f
    where ($1::text is null or f.name = $1) and f.minute > now() - make_interval(mins => $2)
    group by f.minute order by f.minute`,
};

const laneMinutes = {
  name: "lane_minutes",
  text: `select to_char(minute at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as minute, lane,
      case when places_ms = 0 then 0 else least(1000, busy_ms * 1000 / places_ms) end::int as "usedPermille"
    from lane_figures where minute > now() - make_interval(mins => $1) order by minute, lane`,
};

type MinuteRow = FigureRow & QueueMinuteDto["depth"] & { minute: string; oldestMs: number };

/** A queue's figures (all queues' without a name) minute by minute, and how much of the workers' places was used. */
export async function readQueueFigures(
  system: Pick<SystemDb, "sql">,
  input: QueueFiguresInput,
): Promise<QueueFiguresDto> {
  const [rows, lanes] = await Promise.all([
    system.sql<MinuteRow>(minutes, input.name ?? null, input.minutes),
    system.sql<QueueFiguresDto["lanes"][number]>(laneMinutes, input.minutes),
  ]);
  return {
    minutes: rows.map(({ minute, oldestMs, delayed, blocked, waiting, sent, running, dead, ...row }) => ({
      minute,
      ...countedOf(row),
      depth: { delayed, blocked, waiting, sent, running, dead },
      oldestMs,
    })),
    lanes,
  };
}

const workers = {
  name: "queue_workers",
  text: `select id, started_at as "startedAt", beat_at as "beatAt", lanes, loop_ppm as "loopPpm", pool_waiting as "poolWaiting"
    from queue_workers where beat_at > now() - interval '20 seconds' order by started_at, id`,
};

/** The worker processes that live. */
export function readQueueWorkers(system: Pick<SystemDb, "sql">): Promise<QueueWorkerDto[]> {
  return system.sql(workers);
}

const depths = {
  name: "queue_depths",
  text: `select name, ${depthCounts},
      (extract(epoch from now() - min(greatest(run_after, created_at))
        filter (where state in ('waiting', 'apart', 'sent') and started_at is null and run_after <= now())) * 1000)::bigint as "oldestMs"
    from outbox group by name`,
};

export type QueueDepth = {
  name: string;
  delayed: number;
  blocked: number;
  waiting: number;
  sent: number;
  running: number;
  oldestMs: number | null;
};

/** How many jobs of each queue there are now, by state; queues without any are left out. */
export function readQueueDepths(system: Pick<SystemDb, "sql">): Promise<QueueDepth[]> {
  return system.sql(depths);
}

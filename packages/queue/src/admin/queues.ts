import type { QueueDto } from "@stead/contracts/queues";
import type { SystemDb } from "@stead/db/system";
import { jobNames, jobSettings } from "../catalogue.ts";
import { countedOf, figureSums, readQueueDepths, type FigureRow } from "../figures.ts";

const lastHour = {
  name: "queue_last_hour",
  text: `select f.name, ${figureSums} from queue_figures f where f.minute > now() - interval '1 hour' group by f.name`,
};

const deadCounts = {
  name: "dead_counts",
  text: "select name, count(*)::int as count from dead_jobs group by name",
};

const controls = {
  name: "queue_controls",
  text: `select name, changed_by as "pausedBy", changed_at as "pausedAt" from queue_controls where is_paused`,
};

const nothing: FigureRow = {
  done: 0,
  retried: 0,
  failed: 0,
  cancelled: 0,
  errorsRetry: 0,
  errorsNever: 0,
  errorsLater: 0,
  errorsBug: 0,
  waitMs: 0,
  runMs: 0,
  waitCounts: null,
  runCounts: null,
};

/** Every queue, with what it holds now and did in the last hour. */
export async function listQueues(system: SystemDb): Promise<QueueDto[]> {
  const [depths, hours, dead, paused] = await Promise.all([
    readQueueDepths(system),
    system.sql<FigureRow & { name: string }>(lastHour),
    system.sql<{ name: string; count: number }>(deadCounts),
    system.sql<{ name: string; pausedBy: string | null; pausedAt: string }>(controls),
  ]);
  const find = <Row extends { name: string }>(rows: readonly Row[], name: string) =>
    rows.find((row) => row.name === name);
  return jobNames.map((name) => {
    const { lane, attempts, backoffMs, timeoutMs, concurrency, perKey, priority } = jobSettings(name);
    const depth = find(depths, name);
    const pause = find(paused, name);
    return {
      name,
      lane,
      isPaused: pause !== undefined,
      pausedBy: pause?.pausedBy ?? null,
      pausedAt: pause?.pausedAt ?? null,
      settings: { attempts, backoffMs, timeoutMs, concurrency, perKey, priority },
      depth: {
        delayed: depth?.delayed ?? 0,
        blocked: depth?.blocked ?? 0,
        waiting: depth?.waiting ?? 0,
        sent: depth?.sent ?? 0,
        running: depth?.running ?? 0,
        dead: find(dead, name)?.count ?? 0,
      },
      oldestMs: depth?.oldestMs ?? null,
      lastHour: countedOf(find(hours, name) ?? nothing),
    };
  });
}

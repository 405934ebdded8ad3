import type { SystemDb } from "@stead/db/system";
import type { Registry } from "@stead/metrics/registry";
import { jobNames, jobSettings } from "../catalogue.ts";
import { laneNames } from "../define-job.ts";
import { readQueueDepths, readQueueWorkers, type QueueDepth } from "../figures.ts";

const states = ["delayed", "blocked", "waiting", "sent", "running"] as const;

const sum = (depths: readonly QueueDepth[], pick: (depth: QueueDepth) => number) =>
  depths.reduce((total, depth) => total + pick(depth), 0);

/**
 * Shows the queues and workers of the whole installation: what an autoscaler goes by. Every process shows the same, so
 * a scraper may ask any.
 */
export async function setQueueFigures(registry: Registry, system: Pick<SystemDb, "sql">): Promise<void> {
  const [depths, workers] = await Promise.all([readQueueDepths(system), readQueueWorkers(system)]);
  const byName = new Map(depths.map((depth) => [depth.name, depth]));
  for (const queue of jobNames) {
    const depth = byName.get(queue);
    for (const state of states) registry.set("stead_queue_jobs", { queue, state }, depth?.[state] ?? 0);
    registry.set("stead_queue_oldest_seconds", { queue }, (depth?.oldestMs ?? 0) / 1_000);
  }
  for (const lane of laneNames) {
    const ofLane = depths.filter(({ name }) =>
      jobNames.some((job) => job === name && jobSettings(job).lane === lane),
    );
    const places = workers.reduce((total, { lanes }) => total + (lanes[lane]?.places ?? 0), 0);
    const wanted = sum(ofLane, ({ waiting, sent, running }) => waiting + sent + running);
    registry.set("stead_lane_places", { lane }, places);
    registry.set("stead_lane_wanted", { lane }, wanted);
  }
  registry.set("stead_workers", {}, workers.length);
}

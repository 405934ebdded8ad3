import type { SystemDb } from "@stead/db/system";
import { jobNames, jobSettings } from "../catalogue.ts";
import { laneNames } from "../define-job.ts";
import { readQueueDepths, readQueueWorkers, type QueueDepth } from "../figures.ts";

type Sample = { labels: Record<string, string>; value: number };
type Family = { name: string; help: string; samples: Sample[] };

const states = ["delayed", "blocked", "waiting", "sent", "running"] as const;

const sum = (depths: readonly QueueDepth[], pick: (depth: QueueDepth) => number) =>
  depths.reduce((total, depth) => total + pick(depth), 0);

/**
 * The queues and workers of the whole installation in Prometheus' text format: what an autoscaler goes by. Every
 * process answers the same, so a scraper may ask any.
 */
export async function exposeQueues(system: Pick<SystemDb, "sql">): Promise<string> {
  const [depths, workers] = await Promise.all([readQueueDepths(system), readQueueWorkers(system)]);
  const byName = new Map(depths.map((depth) => [depth.name, depth]));
  const ofLane = (lane: string) =>
    depths.filter(({ name }) => jobNames.some((job) => job === name && jobSettings(job).lane === lane));
  const families: Family[] = [
    {
      name: "stead_queue_jobs",
      help: "Jobs of a queue by state.",
      samples: jobNames.flatMap((queue) =>
        states.map((state) => ({ labels: { queue, state }, value: byName.get(queue)?.[state] ?? 0 })),
      ),
    },
    {
      name: "stead_queue_oldest_seconds",
      help: "Age of the oldest job that could start.",
      samples: jobNames.map((queue) => ({
        labels: { queue },
        value: (byName.get(queue)?.oldestMs ?? 0) / 1_000,
      })),
    },
    {
      name: "stead_lane_places",
      help: "Jobs that the living workers run at once.",
      samples: laneNames.map((lane) => ({
        labels: { lane },
        value: workers.reduce((total, { lanes }) => total + (lanes[lane]?.places ?? 0), 0),
      })),
    },
    {
      name: "stead_lane_wanted",
      help: "Jobs that could run now: those that run and those that wait for a place.",
      samples: laneNames.map((lane) => ({
        labels: { lane },
        value: sum(ofLane(lane), ({ waiting, sent, running }) => waiting + sent + running),
      })),
    },
    {
      name: "stead_workers",
      help: "Worker processes that live.",
      samples: [{ labels: {}, value: workers.length }],
    },
  ];
  return families.map(textOf).join("");
}

function textOf({ name, help, samples }: Family): string {
  const lines = samples.map(({ labels, value }) => {
    const pairs = Object.entries(labels).map(
      ([label, text]) => `${label}="${text.replaceAll(/["\\\n]/g, "_")}"`,
    );
    return `${name}${pairs.length === 0 ? "" : `{${pairs.join(",")}}`} ${value}`;
  });
  return [`# HELP ${name} ${help}`, `# TYPE ${name} gauge`, ...lines, ""].join("\n");
}

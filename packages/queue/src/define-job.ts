import type { z } from "zod";

/** What every payload names: whose work it is. */
export type AgencyPayload = { agencyId: string };

/**
 * Where jobs run: a lane is one queue of the engine, so short work never waits behind long work. A process starts with
 * `places` jobs at once and moves between `least` and `most` with what it measures. `perKey` is how many unfinished
 * jobs one agency may have with the engine: fewer than the places where jobs are long, so that one is left for others.
 */
export const lanes = {
  quick: { places: 8, least: 2, most: 32, perKey: 1000 },
  long: { places: 3, least: 1, most: 8, perKey: 2 },
} as const;

/** Places of each lane in each process beside these, for jobs of agencies that have little under way while others have much. */
export const firstPlaces = 2;

export type LaneName = keyof typeof lanes;
export const laneNames: readonly LaneName[] = ["quick", "long"];

/** Among jobs that may go, those of higher priority go first. */
export type JobPriority = "high" | "normal" | "low";

export type JobDefinition<Schema extends z.ZodType<AgencyPayload>> = {
  /** Ids only: the rows are the truth. */
  payload: Schema;
  lane: LaneName;
  /** How often it is tried in all. */
  attempts: number;
  /** Pause before the second try; it doubles each time, up to an hour, and varies by up to half. */
  backoffMs: number;
  /** After this its signal aborts; it counts as a failed try. */
  timeoutMs: number;
  /** Most of them on their way at once, over all processes. The others wait in the outbox. */
  concurrency: number;
  /** Equal jobs that wait are one job. A job that is on its way is joined by none. */
  dedupeKey: (payload: z.infer<Schema>) => string;
  /** Default: normal. */
  priority?: JobPriority;
  /** Jobs with one key take turns with those of other keys. Default: the agency. */
  fairnessKey?: (payload: z.infer<Schema>) => string;
  /** Most of them on their way at once for one fairness key. Default: the lane's. */
  perKey?: number;
  /** Longest time from the instant it is due to its end, tries and pauses included; then it is given up. Default: none. */
  deadlineMs?: number;
  /** Days that finished runs are shown, and given-up jobs kept for another try. Default: 90 and 30. */
  keepDays?: { runs: number; dead: number };
};

export type JobSettings = {
  lane: LaneName;
  attempts: number;
  backoffMs: number;
  timeoutMs: number;
  concurrency: number;
  priority: JobPriority;
  perKey: number;
  deadlineMs: number | null;
  keepDays: { runs: number; dead: number };
};

/** One entry of the catalogue. */
export function defineJob<Schema extends z.ZodType<AgencyPayload>>(
  definition: JobDefinition<Schema>,
): JobDefinition<Schema> {
  return definition;
}

/** What a definition says and leaves to its defaults. */
export function settingsOf(
  definition: Omit<JobDefinition<z.ZodType<AgencyPayload>>, "payload" | "dedupeKey" | "fairnessKey">,
): JobSettings {
  const { lane, attempts, backoffMs, timeoutMs, concurrency } = definition;
  return {
    lane,
    attempts,
    backoffMs,
    timeoutMs,
    concurrency,
    priority: definition.priority ?? "normal",
    perKey: definition.perKey ?? lanes[lane].perKey,
    deadlineMs: definition.deadlineMs ?? null,
    keepDays: definition.keepDays ?? { runs: 90, dead: 30 },
  };
}

import type { z } from "zod";

/** What every payload names: whose work it is. */
export type AgencyPayload = { agencyId: string };

/**
 * Where jobs run: a lane is one queue of the engine. `concurrency` is how many of its jobs one worker process runs at
 * once. Short work never waits behind long work.
 */
export const lanes = {
  quick: { concurrency: 8 },
  long: { concurrency: 3 },
} as const;

export type LaneName = keyof typeof lanes;

export type JobDefinition<Schema extends z.ZodType<AgencyPayload>> = {
  /** Ids only: the rows are the truth. */
  payload: Schema;
  lane: LaneName;
  /** How often it is tried in all. */
  attempts: number;
  /** Pause before the second try; it doubles each time and varies by up to half. */
  backoffMs: number;
  /** After this its signal aborts; it counts as a failed try. */
  timeoutMs: number;
  /** Most of them on their way at once, over all processes. The others wait in the outbox. */
  concurrency: number;
  /** Equal jobs that have not started are one job. A job that has started is joined by none. */
  dedupeKey: (payload: z.infer<Schema>) => string;
};

/** One entry of the catalogue. */
export function defineJob<Schema extends z.ZodType<AgencyPayload>>(
  definition: JobDefinition<Schema>,
): JobDefinition<Schema> {
  return definition;
}

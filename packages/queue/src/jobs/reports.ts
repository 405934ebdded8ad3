import { z } from "zod";
import { defineJob } from "../define-job.ts";

const minuteMs = 60_000;

export const reportJobs = {
  /** Makes a report and its files for one person. */
  "reports.make": defineJob({
    payload: z.object({ agencyId: z.uuid(), runId: z.uuid() }),
    lane: "long",
    attempts: 4,
    backoffMs: 5_000,
    timeoutMs: 30 * minuteMs,
    concurrency: 8,
    dedupeKey: ({ runId }) => `reports.make:${runId}`,
  }),
  /** Starts the run of a scheduled report for each of its recipients. */
  "reports.run-schedule": defineJob({
    payload: z.object({ agencyId: z.uuid(), scheduleId: z.uuid() }),
    lane: "quick",
    attempts: 6,
    backoffMs: 10_000,
    timeoutMs: minuteMs,
    concurrency: 20,
    dedupeKey: ({ scheduleId }) => `reports.run-schedule:${scheduleId}`,
  }),
};

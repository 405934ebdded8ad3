import { z } from "zod";
import { defineJob } from "../define-job.ts";

const minuteMs = 60_000;

export const billingJobs = {
  /** Bills the leases of one run, chunk by chunk. */
  "billing.run": defineJob({
    payload: z.object({ agencyId: z.uuid(), billingRunId: z.uuid() }),
    lane: "long",
    attempts: 5,
    backoffMs: 5_000,
    timeoutMs: 60 * minuteMs,
    concurrency: 8,
    dedupeKey: ({ billingRunId }) => `billing.run:${billingRunId}`,
  }),
  /** Starts the run of the month that has begun, where the agency wants that. */
  "billing.start-month": defineJob({
    payload: z.object({ agencyId: z.uuid() }),
    lane: "quick",
    attempts: 8,
    backoffMs: 10_000,
    timeoutMs: minuteMs,
    concurrency: 50,
    dedupeKey: () => "billing.start-month",
  }),
};

import { z } from "zod";
import { defineJob } from "../define-job.ts";

export const planJobs = {
  /** Reads an event of the platform's own provider, and lets the agency's plan follow. */
  "plans.apply": defineJob({
    payload: z.object({ agencyId: z.uuid(), eventId: z.string().max(200) }),
    lane: "quick",
    attempts: 12,
    backoffMs: 2_000,
    timeoutMs: 60_000,
    concurrency: 100,
    priority: "high",
    dedupeKey: ({ eventId }) => `plans.apply:${eventId}`,
  }),
};

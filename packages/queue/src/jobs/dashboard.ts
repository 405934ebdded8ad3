import { z } from "zod";
import { defineJob } from "../define-job.ts";

export const dashboardJobs = {
  /** Adds the waiting differences to the figures that the dashboard reads. */
  "figures.fold": defineJob({
    payload: z.object({ agencyId: z.uuid() }),
    lane: "quick",
    attempts: 5,
    backoffMs: 2_000,
    timeoutMs: 60_000,
    concurrency: 50,
    dedupeKey: () => "figures.fold",
  }),
};

import { z } from "zod";
import { defineJob } from "../define-job.ts";

export const fileJobs = {
  /** Deletes the content of files that have expired. */
  "files.sweep": defineJob({
    payload: z.object({ agencyId: z.uuid() }),
    lane: "quick",
    attempts: 5,
    backoffMs: 60_000,
    timeoutMs: 10 * 60_000,
    concurrency: 4,
    dedupeKey: () => "files.sweep",
  }),
};

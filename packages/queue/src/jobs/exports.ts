import { z } from "zod";
import { defineJob } from "../define-job.ts";

export const exportJobs = {
  /** Makes the file of a list. */
  "exports.run": defineJob({
    payload: z.object({ agencyId: z.uuid(), exportId: z.uuid() }),
    lane: "long",
    attempts: 4,
    backoffMs: 5_000,
    timeoutMs: 2 * 3_600_000,
    concurrency: 8,
    dedupeKey: ({ exportId }) => `exports.run:${exportId}`,
  }),
};

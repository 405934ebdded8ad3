import { z } from "zod";
import { defineJob } from "../define-job.ts";

export const bulkJobs = {
  /** Changes the records of one operation, chunk by chunk. */
  "bulk.run": defineJob({
    payload: z.object({ agencyId: z.uuid(), operationId: z.uuid() }),
    lane: "long",
    attempts: 5,
    backoffMs: 5_000,
    timeoutMs: 2 * 3_600_000,
    concurrency: 8,
    dedupeKey: ({ operationId }) => `bulk.run:${operationId}`,
  }),
};

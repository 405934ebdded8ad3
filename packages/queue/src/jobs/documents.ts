import { z } from "zod";
import { defineJob } from "../define-job.ts";

export const documentJobs = {
  /** Draws a document as PDF and stores it. Somebody waits for it. */
  "documents.write": defineJob({
    payload: z.object({ agencyId: z.uuid(), documentId: z.uuid() }),
    lane: "quick",
    attempts: 4,
    backoffMs: 2_000,
    timeoutMs: 3 * 60_000,
    concurrency: 16,
    dedupeKey: ({ documentId }) => `documents.write:${documentId}`,
  }),
};

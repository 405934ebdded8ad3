import { z } from "zod";
import { defineJob } from "../define-job.ts";

export const reconciliationJobs = {
  /** Proves the days of an agency's accounts that are not proved yet. */
  "reconciliation.prove": defineJob({
    payload: z.object({ agencyId: z.uuid() }),
    lane: "long",
    attempts: 6,
    backoffMs: 60_000,
    timeoutMs: 30 * 60_000,
    concurrency: 4,
    dedupeKey: () => "reconciliation.prove",
  }),
};

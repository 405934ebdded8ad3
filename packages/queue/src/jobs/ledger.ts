import { z } from "zod";
import { defineJob } from "../define-job.ts";

export const ledgerJobs = {
  /** Proves the books of an agency and stores the result. */
  "ledger.proof": defineJob({
    payload: z.object({ agencyId: z.uuid() }),
    lane: "long",
    attempts: 4,
    backoffMs: 60_000,
    timeoutMs: 30 * 60_000,
    concurrency: 4,
    dedupeKey: () => "ledger.proof",
  }),
};

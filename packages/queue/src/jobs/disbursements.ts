import { z } from "zod";
import { defineJob } from "../define-job.ts";

const minuteMs = 60_000;

export const disbursementJobs = {
  /** Asks a provider to send an approved refund. */
  "disbursements.send": defineJob({
    payload: z.object({ agencyId: z.uuid(), disbursementId: z.uuid() }),
    lane: "quick",
    attempts: 8,
    backoffMs: 15_000,
    timeoutMs: minuteMs,
    concurrency: 100,
    dedupeKey: ({ disbursementId }) => `disbursements.send:${disbursementId}`,
  }),
  /** Asks the provider what became of a refund. */
  "disbursements.check": defineJob({
    payload: z.object({ agencyId: z.uuid(), disbursementId: z.uuid() }),
    lane: "quick",
    attempts: 8,
    backoffMs: 30_000,
    timeoutMs: minuteMs,
    concurrency: 100,
    dedupeKey: ({ disbursementId }) => `disbursements.check:${disbursementId}`,
  }),
  /** Writes a file of refunds for the bank. */
  "disbursements.write-file": defineJob({
    payload: z.object({ agencyId: z.uuid(), batchId: z.uuid() }),
    lane: "long",
    attempts: 6,
    backoffMs: 5_000,
    timeoutMs: 5 * minuteMs,
    concurrency: 4,
    dedupeKey: ({ batchId }) => `disbursements.write-file:${batchId}`,
  }),
};

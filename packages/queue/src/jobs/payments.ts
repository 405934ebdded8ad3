import { z } from "zod";
import { defineJob } from "../define-job.ts";

export const paymentJobs = {
  /** Pays a lease's open invoices from its credit. */
  "payments.apply-credit": defineJob({
    payload: z.object({ agencyId: z.uuid(), leaseId: z.uuid() }),
    lane: "quick",
    attempts: 8,
    backoffMs: 5_000,
    timeoutMs: 30_000,
    concurrency: 1_000,
    dedupeKey: ({ leaseId }) => `payments.apply-credit:${leaseId}`,
  }),
};

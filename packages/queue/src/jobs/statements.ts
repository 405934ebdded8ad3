import { z } from "zod";
import { defineJob } from "../define-job.ts";

export const statementJobs = {
  /** Reads a statement's file and books its lines, from where an earlier try ended. */
  "statements.import": defineJob({
    payload: z.object({ agencyId: z.uuid(), statementId: z.uuid() }),
    lane: "long",
    attempts: 6,
    backoffMs: 5_000,
    timeoutMs: 3_600_000,
    concurrency: 8,
    dedupeKey: ({ statementId }) => `statements.import:${statementId}`,
  }),
  /** A provider told of a payout: the bank's line of it may have come before, and waits. */
  "statements.look-again": defineJob({
    payload: z.object({ agencyId: z.uuid(), settlementId: z.uuid() }),
    lane: "quick",
    attempts: 6,
    backoffMs: 5_000,
    timeoutMs: 300_000,
    concurrency: 8,
    dedupeKey: ({ settlementId }) => `statements.look-again:${settlementId}`,
  }),
};

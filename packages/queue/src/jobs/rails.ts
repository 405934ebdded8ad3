import { z } from "zod";
import { defineJob } from "../define-job.ts";

const minuteMs = 60_000;

export const railJobs = {
  /** Reads an event that a provider sent, and books what it says. */
  "inbound.apply": defineJob({
    payload: z.object({ agencyId: z.uuid(), railAccountId: z.uuid(), eventKey: z.string().max(200) }),
    lane: "quick",
    attempts: 12,
    backoffMs: 2_000,
    timeoutMs: minuteMs,
    concurrency: 1_000,
    priority: "high",
    dedupeKey: ({ railAccountId, eventKey }) => `inbound.apply:${railAccountId}:${eventKey}`,
  }),
  /** Asks the provider what became of a prompt or a link that nothing was heard of. */
  "collecting.check": defineJob({
    payload: z.object({ agencyId: z.uuid(), attemptId: z.uuid() }),
    lane: "quick",
    attempts: 8,
    backoffMs: 15_000,
    timeoutMs: minuteMs,
    concurrency: 200,
    dedupeKey: ({ attemptId }) => `collecting.check:${attemptId}`,
  }),
  /** Fetches the provider's list of money that came in, and books what was never told. */
  "rails.pull": defineJob({
    payload: z.object({ agencyId: z.uuid(), railAccountId: z.uuid() }),
    lane: "long",
    attempts: 6,
    backoffMs: minuteMs,
    timeoutMs: 10 * minuteMs,
    concurrency: 4,
    dedupeKey: ({ railAccountId }) => `rails.pull:${railAccountId}`,
  }),
};

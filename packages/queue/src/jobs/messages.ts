import { z } from "zod";
import { defineJob } from "../define-job.ts";

const minuteMs = 60_000;
const ofBroadcast = z.object({ agencyId: z.uuid(), broadcastId: z.uuid() });

export const messageJobs = {
  /** Writes the recipients of a broadcast, chunk by chunk. */
  "messages.write-recipients": defineJob({
    payload: ofBroadcast,
    lane: "long",
    attempts: 8,
    backoffMs: 5_000,
    timeoutMs: 30 * minuteMs,
    concurrency: 8,
    dedupeKey: ({ broadcastId }) => `messages.write-recipients:${broadcastId}`,
  }),
  /** Tells how far a broadcast is, until every recipient has been tried. */
  "messages.follow-broadcast": defineJob({
    payload: ofBroadcast,
    lane: "quick",
    attempts: 8,
    backoffMs: 5_000,
    timeoutMs: minuteMs,
    concurrency: 50,
    dedupeKey: ({ broadcastId }) => `messages.follow-broadcast:${broadcastId}`,
  }),
  /** Writes the day's reminders of arrears. */
  "messages.remind": defineJob({
    payload: z.object({ agencyId: z.uuid() }),
    lane: "long",
    attempts: 8,
    backoffMs: 10_000,
    timeoutMs: 10 * minuteMs,
    concurrency: 8,
    dedupeKey: () => "messages.remind",
  }),
};

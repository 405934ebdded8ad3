import { z } from "zod";
import { defineJob } from "../define-job.ts";

const payload = z.object({ agencyId: z.uuid(), importId: z.uuid() });
const limits = {
  lane: "long",
  attempts: 4,
  backoffMs: 5_000,
  timeoutMs: 2 * 3_600_000,
  concurrency: 8,
} as const;

export const importJobs = {
  /** Reads a file's header and first rows and suggests a mapping. */
  "imports.analyse": defineJob({
    ...limits,
    payload,
    dedupeKey: ({ importId }) => `imports.analyse:${importId}`,
  }),
  /** Says what every row would do, without doing it. */
  "imports.check": defineJob({
    ...limits,
    payload,
    dedupeKey: ({ importId }) => `imports.check:${importId}`,
  }),
  /** Writes the rows, from where an earlier try ended. */
  "imports.apply": defineJob({
    ...limits,
    payload,
    dedupeKey: ({ importId }) => `imports.apply:${importId}`,
  }),
  /** Takes back what the rows brought in, from where an earlier try ended. */
  "imports.undo": defineJob({
    ...limits,
    payload,
    dedupeKey: ({ importId }) => `imports.undo:${importId}`,
  }),
};

import { z } from "zod";
import { Id, Instant } from "./fields.ts";
import { page, pageFields } from "./lists.ts";

const jobStatuses = ["queued", "running", "done", "failed", "cancelled"] as const;

export const JobRunDto = z.object({
  id: Id,
  name: z.string(),
  status: z.enum(jobStatuses),
  subjectId: Id.nullable(),
  /** A code of what it is about: the list and format of an export, the month of a billing run; null where its name says all. */
  about: z.string().nullable(),
  attempt: z.int(),
  progressDone: z.int(),
  progressTotal: z.int().nullable(),
  progressNote: z.string().nullable(),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
  isCancelRequested: z.boolean(),
  createdAt: Instant,
  startedAt: Instant.nullable(),
  finishedAt: Instant.nullable(),
});
export type JobRunDto = z.infer<typeof JobRunDto>;

export const ListJobRunsInput = z.object({
  ...pageFields,
  status: z.enum(jobStatuses).optional(),
  name: z.string().max(60).optional(),
  /** Only those that the caller started. */
  isMine: z.boolean().optional(),
});
export type ListJobRunsInput = z.infer<typeof ListJobRunsInput>;
export const JobRunPage = page(JobRunDto);
export const JobRunIdInput = z.object({ id: Id });

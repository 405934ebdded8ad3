import { z } from "zod";
import { Id, Instant, wholeNumber } from "./fields.ts";
import { page, pageFields } from "./lists.ts";

/**
 * Where a job is: not yet due, behind other jobs, free to go, waiting for its turn among those with which a process died,
 * with the engine, or worked upon. Numbers of jobs count those that wait for a turn among the waiting or the sent.
 */
const jobStates = ["delayed", "blocked", "waiting", "apart", "sent", "running"] as const;

/** Whether another try may help: probably, no, at a time that the error names, or not before somebody repairs the code. */
export const errorClasses = ["retry", "never", "later", "bug"] as const;
export type ErrorClass = (typeof errorClasses)[number];

/** Why a job was given up: its error, its process died with it too often, or its time was up. */
const deathReasons = ["failed", "poison", "expired"] as const;

const Count = z.int();
const Milliseconds = z.int();

const Depth = z.object({
  delayed: Count,
  blocked: Count,
  waiting: Count,
  sent: Count,
  running: Count,
  dead: Count,
});

const Errors = z.object({ retry: Count, never: Count, later: Count, bug: Count });

const Counted = z.object({
  done: Count,
  retried: Count,
  failed: Count,
  cancelled: Count,
  errors: Errors,
  /** From the instant a job could start to its start. Percentiles are the upper bounds of their buckets. */
  waitMs: z.object({ mean: Milliseconds, p50: Milliseconds, p95: Milliseconds }),
  runMs: z.object({ mean: Milliseconds, p50: Milliseconds, p95: Milliseconds }),
});

/** One queue: a job of the catalogue. */
export const QueueDto = z.object({
  name: z.string(),
  lane: z.string(),
  isPaused: z.boolean(),
  pausedBy: Id.nullable(),
  pausedAt: Instant.nullable(),
  settings: z.object({
    attempts: z.int(),
    backoffMs: Milliseconds,
    timeoutMs: Milliseconds,
    concurrency: z.int(),
    perKey: z.int(),
    priority: z.enum(["high", "normal", "low"]),
  }),
  depth: Depth,
  /** Age of the oldest job that could start; null when none waits. */
  oldestMs: Milliseconds.nullable(),
  lastHour: Counted,
});
export type QueueDto = z.infer<typeof QueueDto>;

export const QueueMinuteDto = Counted.extend({ minute: Instant, depth: Depth, oldestMs: Milliseconds });
export type QueueMinuteDto = z.infer<typeof QueueMinuteDto>;

/** How much of a lane's places was used in a minute, from 0 to 1,000. */
const LaneMinuteDto = z.object({ minute: Instant, lane: z.string(), usedPermille: z.int() });

export const QueueWorkerDto = z.object({
  id: Id,
  startedAt: Instant,
  beatAt: Instant,
  lanes: z.record(z.string(), z.object({ places: z.int(), busy: z.int() })),
  /** Parts in a million of the time that its event loop was busy. */
  loopPpm: z.int(),
  poolWaiting: z.int(),
});
export type QueueWorkerDto = z.infer<typeof QueueWorkerDto>;

const JobErrorDto = z.object({ code: z.string(), message: z.string() });

export const QueueJobDto = z.object({
  id: Id,
  agencyId: Id,
  name: z.string(),
  state: z.enum(jobStates),
  /** Ids, numbers and days; every other text is hidden. */
  payload: z.record(z.string(), z.unknown()),
  attempts: Count,
  /** How many processes died with it. */
  deaths: Count,
  waitsFor: Count,
  error: JobErrorDto.nullable(),
  isCancelRequested: z.boolean(),
  createdAt: Instant,
  runAfter: Instant,
  startedAt: Instant.nullable(),
});
export type QueueJobDto = z.infer<typeof QueueJobDto>;

export const DeadJobDto = z.object({
  id: Id,
  agencyId: Id,
  name: z.string(),
  payload: z.record(z.string(), z.unknown()),
  reason: z.enum(deathReasons),
  errorClass: z.enum(errorClasses),
  error: JobErrorDto,
  attempts: Count,
  deaths: Count,
  createdAt: Instant,
  diedAt: Instant,
});
export type DeadJobDto = z.infer<typeof DeadJobDto>;

const queueActions = ["pause", "resume", "retry", "remove", "drain", "replay", "discard"] as const;

export const QueueActionDto = z.object({
  id: Id,
  at: Instant,
  actorUserId: Id,
  actorName: z.string().nullable(),
  action: z.enum(queueActions),
  name: z.string().nullable(),
  /** At most 100 of those it touched. */
  jobIds: z.array(Id),
  jobCount: Count,
  filter: z.record(z.string(), z.unknown()),
});
export type QueueActionDto = z.infer<typeof QueueActionDto>;

const QueueName = z.string().max(60);

export const QueueNameInput = z.object({ name: QueueName });
/** Without a name, all queues together. */
export const QueueFiguresInput = z.object({
  name: QueueName.optional(),
  minutes: wholeNumber(1, 1_440, "a number of minutes").default(60),
});
export type QueueFiguresInput = z.infer<typeof QueueFiguresInput>;
export const QueueFiguresDto = z.object({
  minutes: z.array(QueueMinuteDto),
  lanes: z.array(LaneMinuteDto),
});
export type QueueFiguresDto = z.infer<typeof QueueFiguresDto>;

export const ListQueueJobsInput = z.object({
  ...pageFields,
  name: QueueName.optional(),
  state: z.enum(jobStates).optional(),
  agencyId: Id.optional(),
});
export type ListQueueJobsInput = z.infer<typeof ListQueueJobsInput>;
export const QueueJobPage = page(QueueJobDto);

const deadFilter = {
  name: QueueName.optional(),
  agencyId: Id.optional(),
  reason: z.enum(deathReasons).optional(),
  errorClass: z.enum(errorClasses).optional(),
  diedAfter: Instant.optional(),
  diedBefore: Instant.optional(),
};
export const DeadJobFilter = z.object(deadFilter);
export type DeadJobFilter = z.infer<typeof DeadJobFilter>;
export const ListDeadJobsInput = z.object({ ...pageFields, ...deadFilter });
export type ListDeadJobsInput = z.infer<typeof ListDeadJobsInput>;
export const DeadJobPage = page(DeadJobDto);

export const QueueJobIdsInput = z.object({ ids: z.array(Id).min(1).max(100) });
/** Some dead jobs by their ids, or all that a filter finds. */
export const DeadJobsInput = z.union([QueueJobIdsInput, z.object({ filter: DeadJobFilter })]);
export type DeadJobsInput = z.infer<typeof DeadJobsInput>;
/** How many jobs an action touched. */
export const JobCountDto = z.object({ count: z.int() });

export const ListQueueActionsInput = z.object({ ...pageFields, name: QueueName.optional() });
export type ListQueueActionsInput = z.infer<typeof ListQueueActionsInput>;
export const QueueActionPage = page(QueueActionDto);

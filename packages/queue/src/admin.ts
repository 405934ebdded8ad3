import type { Page } from "@stead/contracts/lists";
import type {
  DeadJobDto,
  DeadJobsInput,
  ListDeadJobsInput,
  ListQueueActionsInput,
  ListQueueJobsInput,
  QueueActionDto,
  QueueDto,
  QueueFiguresDto,
  QueueFiguresInput,
  QueueJobDto,
  QueueWorkerDto,
} from "@stead/contracts/queues";
import type { SystemDb } from "@stead/db/system";
import { AppError } from "@stead/kernel/errors";
import type { QueueActor } from "./admin/actor.ts";
import { discardDead, drainQueue, removeJobs, replayDead, retryJobs, setPaused } from "./admin/acts.ts";
import { listDeadJobs, listQueueActions, listQueueJobs } from "./admin/lists.ts";
import { listQueues } from "./admin/queues.ts";
import { isJobName } from "./catalogue.ts";
import { readQueueFigures, readQueueWorkers } from "./figures.ts";

type Count = { count: number };

/**
 * What operators see and do about queues, over all agencies. A queue is a job of the catalogue. Every act is recorded
 * in its own transaction with who did it; call the nudge after it. Unknown queues are NOT_FOUND.
 */
export type QueueAdmin = {
  listQueues(): Promise<QueueDto[]>;
  readFigures(input: QueueFiguresInput): Promise<QueueFiguresDto>;
  listWorkers(): Promise<QueueWorkerDto[]>;
  listJobs(input: ListQueueJobsInput): Promise<Page<QueueJobDto>>;
  listDead(input: ListDeadJobsInput): Promise<Page<DeadJobDto>>;
  listActions(input: ListQueueActionsInput): Promise<Page<QueueActionDto>>;
  /** Hands nothing more over; what was handed over still runs. */
  pause(actor: QueueActor, input: { name: string }): Promise<void>;
  resume(actor: QueueActor, input: { name: string }): Promise<void>;
  /** Lets delayed jobs go now. */
  retry(actor: QueueActor, input: { ids: string[] }): Promise<Count>;
  /** Ends jobs as cancelled: those that wait never start, those that run have their signal aborted. */
  remove(actor: QueueActor, input: { ids: string[] }): Promise<Count>;
  /** Ends all jobs of a queue that have not started, as cancelled. */
  drain(actor: QueueActor, input: { name: string }): Promise<Count>;
  /** Has dead jobs tried again from the first try, under the same ids. */
  replay(actor: QueueActor, input: DeadJobsInput): Promise<Count>;
  /** Forgets dead jobs. */
  discard(actor: QueueActor, input: DeadJobsInput): Promise<Count>;
};

/** Opens the operators' side of the queue. */
export function createQueueAdmin(system: SystemDb): QueueAdmin {
  return {
    listQueues: () => listQueues(system),
    readFigures: (input) => readQueueFigures(system, input),
    listWorkers: () => readQueueWorkers(system),
    listJobs: (input) => listQueueJobs(system, input),
    listDead: (input) => listDeadJobs(system, input),
    listActions: (input) => listQueueActions(system, input),
    pause: async (actor, { name }) => setPaused(system, actor, requireQueue(name), true),
    resume: async (actor, { name }) => setPaused(system, actor, requireQueue(name), false),
    retry: (actor, { ids }) => retryJobs(system, actor, ids),
    remove: (actor, { ids }) => removeJobs(system, actor, ids),
    drain: async (actor, { name }) => drainQueue(system, actor, requireQueue(name)),
    replay: (actor, input) => replayDead(system, actor, input),
    discard: (actor, input) => discardDead(system, actor, input),
  };
}

function requireQueue(name: string): string {
  if (!isJobName(name)) throw new AppError("NOT_FOUND", "there is no such queue");
  return name;
}

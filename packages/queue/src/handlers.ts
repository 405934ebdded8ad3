import type { Logger } from "@stead/kernel/logger";
import type { JobName, Payload } from "./catalogue.ts";
import type { JobError } from "./retries.ts";

/** What a handler is given beside its payload. */
export type JobContext = {
  /** The outbox row's id, and the `job_runs` row's when people see the job. */
  jobRunId: string;
  agencyId: string;
  /** Of the request that enqueued the job; the job's id when there was none. */
  requestId: string;
  /** 1 for the first try. */
  attempt: number;
  /** Aborts when the job is cancelled, takes too long, or its process stops. */
  signal: AbortSignal;
  /** When its time is up, in epoch milliseconds: its signal aborts then. */
  deadlineMs: number;
  /** Of the jobs it waited for, how many were given up or cancelled. */
  failedChildren: number;
  log: Logger;
  /** Tells people how far it is. Cheap: written at most twice a second. */
  progress: (done: number, total?: number | null, note?: string | null) => void;
};

export type JobResult = Record<string, unknown>;

/** How a job ended that did not do its work. */
export type JobEnd = { outcome: "failed" | "cancelled"; error: JobError };

export type Handler<Name extends JobName> = {
  /**
   * Does the work. Runs again after a crash, so its effects are claimed in their transaction. Throw an AppError whose
   * code says whether another try may help, or `RetryLater` with the time of the next one.
   */
  run: (payload: Payload<Name>, context: JobContext) => Promise<JobResult | void>;
  /** Tells the job's subject that it will not happen: given up or cancelled, also before it started. May run twice. */
  abandon?: (payload: Payload<Name>, context: JobContext, end: JobEnd) => Promise<void>;
  /** Tells the subject of a job that was given up that it is tried again, before it runs. May run twice. */
  revive?: (payload: Payload<Name>, context: JobContext) => Promise<void>;
};

/** One handler for each job of the catalogue: a missing one does not compile. */
export type Handlers = { readonly [Name in JobName]: Handler<Name> };

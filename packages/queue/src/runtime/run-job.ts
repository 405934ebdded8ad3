import type { SystemDb } from "@stead/db/system";
import { AppError } from "@stead/kernel/errors";
import type { Logger } from "@stead/kernel/logger";
import type { SeamEvents, Seams } from "@stead/kernel/seams";
import { catalogue, isJobName, type JobName, type Payload } from "../catalogue.ts";
import type { EngineDelivery } from "../engine.ts";
import type { Handler, Handlers, JobContext, JobEnd, JobResult } from "../handlers.ts";
import { GiveUp, isRetried, jobErrorOf } from "../retries.ts";
import { putBackJob, settleJob, startJob, type JobRow } from "./job-rows.ts";
import { ProgressWriter } from "./progress.ts";
import { RunningJob } from "./running-job.ts";

export type RunnerOptions = {
  system: SystemDb;
  handlers: Handlers;
  log: Logger;
  seams: Pick<Seams, "emit">;
  /** How long a job that was told to end may go on before it is left behind. */
  graceMs?: number;
};

type Outcome = SeamEvents["job"]["outcome"];

const abandonTimeoutMs = 60_000;

/** Runs the jobs of one process: the one place that measures them, ends them and decides whether they are tried again. */
export class JobRunner {
  readonly running = new Map<string, RunningJob>();
  readonly #options: Required<RunnerOptions>;

  constructor({ graceMs = 5_000, ...options }: RunnerOptions) {
    this.#options = { ...options, graceMs };
  }

  /** Runs one delivery. Throws what tells the engine to try again, later, or never. */
  async run(delivery: EngineDelivery): Promise<void> {
    const { system, seams } = this.#options;
    // A newer version enqueued it: a worker of that version will take it.
    if (!isJobName(delivery.name)) return delivery.handBack(10_000);
    const startedMs = performance.now();
    const job = await startJob(system, delivery.id, delivery.attempt);
    // It ended before, and the engine did not hear of it.
    if (job === undefined) return;
    const tell = (outcome: Outcome) =>
      seams.emit("job", {
        name: job.name,
        jobRunId: job.id,
        attempt: delivery.attempt,
        durationMs: performance.now() - startedMs,
        outcome,
      });
    await this.#runStarted(job, delivery, tell);
  }

  async #runStarted(job: JobRow, delivery: EngineDelivery, tell: (outcome: Outcome) => void): Promise<void> {
    const { attempt } = delivery;
    if (job.isCancelRequested) {
      await this.cancel(job);
      return tell("cancelled");
    }
    const running = new RunningJob(job);
    const log = this.#logOf(job);
    const progress = new ProgressWriter(this.#options.system, job, log);
    this.running.set(job.id, running);
    try {
      const context = this.#contextOf(job, attempt, running.signal, progress.report);
      const result = await running.within(
        this.#handle(job, context),
        definitionOf(job).timeoutMs,
        this.#options.graceMs,
      );
      await progress.finish();
      await settleJob(this.#options.system, job, { outcome: "done", attempt, result: result ?? undefined });
      tell("done");
    } catch (error) {
      await progress.finish();
      await this.#afterFailure({ job, running, delivery, error, tell });
    } finally {
      this.running.delete(job.id);
    }
  }

  async #afterFailure({ job, running, delivery, error, tell }: Failure): Promise<void> {
    const log = this.#logOf(job);
    const { attempt } = delivery;
    if (running.ending === "stopping") {
      await putBackJob(this.#options.system, job);
      tell("retry");
      return delivery.handBack(1_000);
    }
    if (running.ending === "cancelled") {
      await this.cancel(job, attempt);
      return tell("cancelled");
    }
    const jobError = jobErrorOf(error);
    if (isRetried(error) && attempt < definitionOf(job).attempts) {
      log.warn({ error, attempt, code: jobError.code }, "job failed and will be tried again");
      await putBackJob(this.#options.system, job, jobError);
      tell("retry");
      throw error;
    }
    log.error({ error, attempt, code: jobError.code }, "job failed");
    await this.fail(job, error, attempt);
    tell("failed");
    throw new GiveUp(jobError.message);
  }

  /** Ends a job that somebody cancelled. */
  cancel(job: JobRow, attempt = 0): Promise<void> {
    return this.#end(job, attempt, {
      outcome: "cancelled",
      error: { code: "CANCELLED", message: "the job was cancelled" },
    });
  }

  /** Ends a job that is not tried again. */
  fail(job: JobRow, error: unknown, attempt: number): Promise<void> {
    return this.#end(job, attempt, { outcome: "failed", error: jobErrorOf(error) });
  }

  async #end(job: JobRow, attempt: number, end: JobEnd): Promise<void> {
    try {
      const context = this.#contextOf(job, attempt, AbortSignal.timeout(abandonTimeoutMs), () => {});
      const { name, payload } = parsePayload(job);
      await this.#handlerOf(name).abandon?.(payload, context, end);
    } catch (error) {
      this.#logOf(job).error({ error }, "the job's subject was not told of its end");
    }
    await settleJob(this.#options.system, job, { ...end, attempt });
  }

  async #handle(job: JobRow, context: JobContext): Promise<JobResult | void> {
    const { name, payload } = parsePayload(job);
    return this.#handlerOf(name).run(payload, context);
  }

  /** The handler that belongs to the name; its payload has passed the schema of the same name. */
  #handlerOf(name: JobName): Handler<JobName> {
    return this.#options.handlers[name];
  }

  #logOf(job: JobRow): Logger {
    return this.#options.log.child({
      job: job.name,
      jobRunId: job.id,
      agencyId: job.agencyId,
      requestId: job.requestId ?? job.id,
    });
  }

  #contextOf(
    job: JobRow,
    attempt: number,
    signal: AbortSignal,
    progress: JobContext["progress"],
  ): JobContext {
    const { id: jobRunId, agencyId } = job;
    return {
      jobRunId,
      agencyId,
      requestId: job.requestId ?? job.id,
      attempt,
      signal,
      log: this.#logOf(job),
      progress,
    };
  }
}

type Failure = {
  job: JobRow;
  running: RunningJob;
  delivery: EngineDelivery;
  error: unknown;
  tell: (outcome: Outcome) => void;
};

function definitionOf({ name }: JobRow): (typeof catalogue)[JobName] {
  if (!isJobName(name)) throw new AppError("PRECONDITION", `this version knows no job ${name}`);
  return catalogue[name];
}

function parsePayload(job: JobRow): { name: JobName; payload: Payload<JobName> } {
  const parsed = definitionOf(job).payload.safeParse(job.payload);
  if (!parsed.success || !isJobName(job.name))
    throw new AppError("INVALID", `this is no payload of the job ${job.name}`, {}, { cause: parsed.error });
  return { name: job.name, payload: parsed.data };
}

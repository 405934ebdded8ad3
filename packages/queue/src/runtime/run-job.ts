import type { SystemDb } from "@stead/db/system";
import { AppError } from "@stead/kernel/errors";
import { Gathering } from "@stead/kernel/gathering";
import type { Logger } from "@stead/kernel/logger";
import type { SeamEvents, Seams } from "@stead/kernel/seams";
import { isJobName, jobSettings, parsePayload, type JobName, type Payload } from "../catalogue.ts";
import { mostDeaths } from "../deaths.ts";
import type { JobSettings } from "../define-job.ts";
import type { EngineDelivery } from "../engine.ts";
import type { FigureCollector } from "../figures/collector.ts";
import type { Handler, Handlers, JobContext, JobEnd, JobResult } from "../handlers.ts";
import { classify, jobErrorOf, pauseAfter } from "../retries.ts";
import {
  buryJobs,
  finishJobs,
  putBackJob,
  settleJob,
  startJobs,
  type DeathReason,
  type JobRow,
  type StartRequest,
} from "./job-rows.ts";
import type { Places } from "./places.ts";
import { ProgressWriter } from "./progress.ts";
import { RunningJob } from "./running-job.ts";
import { Turns, type Turn, type TurnTimes } from "./turns.ts";

export type RunnerOptions = {
  /** Of the process, as `queue_workers` names it. */
  workerId: string;
  system: SystemDb;
  handlers: Handlers;
  log: Logger;
  seams: Pick<Seams, "emit">;
  figures: FigureCollector;
  /** How long a job that was told to end may go on before it is left behind. */
  graceMs?: number;
  /** A job whose process was silent for longer is nobody's. */
  aliveMs?: number;
} & Partial<TurnTimes>;

type Outcome = SeamEvents["job"]["outcome"];

const abandonTimeoutMs = 60_000;

/** Runs the jobs of one process: the one place that measures them, ends them and decides whether they are tried again. */
export class JobRunner {
  readonly running = new Map<string, RunningJob>();
  readonly #options: Required<RunnerOptions>;
  /** Tickets that go first wait for no statement of the others. */
  readonly #starting: Record<"first" | "others", Gathering<StartRequest, JobRow[]>>;
  readonly #finishing: Gathering<string, boolean>;
  readonly #turns: Turns;
  #isStopping = false;

  constructor({
    graceMs = 5_000,
    aliveMs = 6_000,
    turnMs = 3_000,
    steadyMs = 3_000,
    ...options
  }: RunnerOptions) {
    this.#options = { ...options, graceMs, aliveMs, turnMs, steadyMs };
    this.#turns = new Turns({ turnMs, steadyMs });
    const starter = () =>
      new Gathering<StartRequest, JobRow[]>((requests) => this.#start(requests), {
        mostAtOnce: 100,
        mostRunning: 1,
      });
    this.#starting = { first: starter(), others: starter() };
    this.#finishing = new Gathering<string, boolean>(
      async (ids) => {
        await finishJobs(options.system, ids);
        return ids.map(() => true);
      },
      { mostAtOnce: 500, mostRunning: 1 },
    );
  }

  /** Runs the jobs of a ticket, each when it has a place. Throws when the ticket is to be given out again. */
  async runTicket(delivery: EngineDelivery, places: Places): Promise<void> {
    const started = await (delivery.deaths === 0
      ? this.#runTogether(delivery, places)
      : this.#runApart(delivery, places));
    if (started === delivery.jobIds.length) return;
    if (await this.#isHeld(delivery)) await delivery.handBack(this.#options.aliveMs);
  }

  /** Answers how many of them it ran. */
  async #runTogether({ id, jobIds, isFirst }: EngineDelivery, places: Places): Promise<number> {
    const rows = await this.#starting[isFirst ? "first" : "others"].add({ ticket: id, ids: jobIds });
    await Promise.all(rows.map((row) => this.#runAtPlace(row, places)));
    return rows.length;
  }

  /** Starts each when its turn comes, so that the process is never working on many of them when it dies. */
  async #runApart(delivery: EngineDelivery, places: Places): Promise<number> {
    const { id, jobIds, deaths, handBack } = delivery;
    // The one that ran when the process before this one died is not to wait until the others are over.
    await this.#isHeld(delivery);
    await this.#turns.steady(deaths);
    const runs: Promise<number>[] = [];
    for (const jobId of jobIds) {
      await places.enter();
      const turn = await this.#turns.take(deaths);
      const run = this.#runAtTurn({ ticket: id, ids: [jobId] }, turn, places);
      // Its failure is the ticket's, in the end.
      run.catch(() => {});
      runs.push(run);
    }
    const started = await Promise.all(runs);
    if (this.#isStopping) await handBack(0);
    return started.reduce((sum, count) => sum + count, 0);
  }

  async #runAtTurn(request: StartRequest, turn: Turn, places: Places): Promise<number> {
    const { system, workerId } = this.#options;
    let row: JobRow | undefined;
    try {
      try {
        if (!this.#isStopping) [row] = await startJobs(system, [request], workerId);
      } finally {
        if (row === undefined) places.leave();
      }
      if (row === undefined) return 0;
      await this.#runHeld(row, this.#hold(row), places);
      return 1;
    } finally {
      turn.end();
    }
  }

  /** Ends what runs, so that it is handed back, and starts nothing more. */
  stop(): void {
    this.#isStopping = true;
    this.#turns.stop();
    for (const job of this.running.values()) job.end("stopping");
  }

  async #start(requests: readonly StartRequest[]): Promise<JobRow[][]> {
    const { system, workerId } = this.#options;
    const rows = new Map((await startJobs(system, requests, workerId)).map((row) => [row.id, row]));
    return requests.map(({ ids }) => ids.map((id) => rows.get(id)).filter((row) => row !== undefined));
  }

  /** Whether another process works on a job of a ticket. Those of a silent process wait again. */
  async #isHeld({ id, jobIds }: EngineDelivery): Promise<boolean> {
    const { system, aliveMs, workerId } = this.#options;
    const others = jobIds.filter((jobId) => !this.running.has(jobId));
    return (
      (await buryJobs(system, { id, jobIds: others }, { aliveMs, workerId })) || others.length < jobIds.length
    );
  }

  async #runAtPlace(job: JobRow, places: Places): Promise<void> {
    // It belongs to this process from here on, also while it waits for its place.
    const running = this.#hold(job);
    await places.enter();
    await this.#runHeld(job, running, places);
  }

  #hold(job: JobRow): RunningJob {
    const running = new RunningJob(job);
    this.running.set(job.id, running);
    return running;
  }

  /** Runs a job that has its place, leaves that when the work is done, and writes the end. */
  async #runHeld(job: JobRow, running: RunningJob, places: Places): Promise<void> {
    try {
      let settle: Settle;
      try {
        settle = await this.#work(job, running);
      } finally {
        places.leave();
      }
      await settle();
    } finally {
      this.running.delete(job.id);
    }
  }

  /** Does a job's work and answers what remains to be written of it, for which it needs no place. */
  async #work(job: JobRow, running: RunningJob): Promise<Settle> {
    const startedMs = performance.now();
    // The time of the work alone: writing its end takes no place.
    let workedMs = 0;
    const tell = (outcome: Outcome, error?: unknown) => this.#tell(job, { outcome, error, workedMs });
    if (job.isCancelRequested) running.end("cancelled");
    else if (this.#isStopping) running.end("stopping");
    const refusal = refusalOf(job);
    if (running.ending === undefined && refusal !== undefined)
      return () => this.#giveUp(job, { ...refusal, tell });
    if (running.ending !== undefined)
      return () => this.#afterFailure({ job, running, error: undefined, tell });
    const progress = new ProgressWriter(this.#options.system, job, () => this.#logOf(job));
    try {
      const timeoutMs = Math.min(settingsOf(job).timeoutMs, (job.expiresAtMs ?? Infinity) - Date.now());
      const context = this.#contextOf(job, { signal: running.signal, timeoutMs, progress: progress.report });
      const result = await running.within(this.#handle(job, context), timeoutMs, this.#options.graceMs);
      workedMs = performance.now() - startedMs;
      return async () => {
        await progress.finish();
        await this.#finish(job, result ?? undefined);
        tell("done");
      };
    } catch (error) {
      workedMs = performance.now() - startedMs;
      return async () => {
        await progress.finish();
        await this.#afterFailure({ job, running, error, tell });
      };
    }
  }

  async #finish(job: JobRow, result: JobResult | undefined): Promise<void> {
    if (!job.hasRun) return void (await this.#finishing.add(job.id));
    await settleJob(this.#options.system, job, { outcome: "done", attempt: job.attempts + 1, result });
  }

  async #afterFailure({ job, running, error, tell }: Failure): Promise<void> {
    const { system } = this.#options;
    if (running.ending === "stopping") {
      await putBackJob(system, job, { pauseMs: 0, kind: "same" });
      return tell("retry");
    }
    if (running.ending === "cancelled") {
      await this.cancel(job);
      return tell("cancelled");
    }
    const attempt = job.attempts + 1;
    const log = this.#logOf(job);
    const jobError = jobErrorOf(error);
    const errorClass = classify(error);
    const nowMs = Date.now();
    const isExpired = job.expiresAtMs !== null && nowMs >= job.expiresAtMs;
    const next = isExpired
      ? null
      : pauseAfter(error, { ...settingsOf(job), attempt, postponed: job.postponed, nowMs });
    if (next === null) {
      log.error({ error, attempt, code: jobError.code, class: errorClass }, "job failed");
      return this.#giveUp(job, { reason: isExpired ? "expired" : "failed", error, tell });
    }
    const level = errorClass === "bug" ? "error" : "warn";
    log[level](
      { error, attempt, code: jobError.code, class: errorClass, pauseMs: next.pauseMs },
      "job failed and will be tried again",
    );
    await putBackJob(system, job, {
      pauseMs: next.pauseMs,
      kind: next.isTry ? "try" : "later",
      error: jobError,
    });
    tell("retry", error);
  }

  async #giveUp(job: JobRow, { reason, error, tell }: Refusal & { tell: Tell }): Promise<void> {
    const jobError = jobErrorOf(error);
    await this.#abandon(job, { outcome: "failed", error: jobError });
    await settleJob(this.#options.system, job, {
      outcome: "failed",
      error: jobError,
      attempt: job.attempts + 1,
      death: { reason, errorClass: classify(error) },
    });
    tell("failed", error);
  }

  /** Ends a job that somebody cancelled. */
  async cancel(job: JobRow): Promise<void> {
    const end: JobEnd = {
      outcome: "cancelled",
      error: { code: "CANCELLED", message: "the job was cancelled" },
    };
    await this.#abandon(job, end);
    await settleJob(this.#options.system, job, { ...end, attempt: job.attempts });
  }

  async #abandon(job: JobRow, end: JobEnd): Promise<void> {
    try {
      const { handler, payload } = this.#handlerOf(job);
      await handler.abandon?.(payload, this.#briefContextOf(job), end);
    } catch (error) {
      this.#logOf(job).error({ error }, "the job's subject was not told of its end");
    }
  }

  async #handle(job: JobRow, context: JobContext): Promise<JobResult | void> {
    const { handler, payload } = this.#handlerOf(job);
    if (job.replays > 0 && job.attempts === 0) await handler.revive?.(payload, context);
    return handler.run(payload, context);
  }

  #tell(job: JobRow, { outcome, error, workedMs: durationMs }: Told): void {
    const { seams, figures } = this.#options;
    const { agencyId, name, id: jobRunId, attempts } = job;
    seams.emit("job", {
      name,
      jobRunId,
      attempt: attempts + 1,
      durationMs,
      outcome,
      ...(agencyId !== null && { agencyId }),
    });
    const errorClass = error === undefined ? undefined : classify(error);
    figures.count(job.name, { outcome, errorClass, waitMs: job.waitMs, runMs: durationMs });
  }

  /** The handler that belongs to a job's name, with what the schema of the same name made of the payload. */
  #handlerOf(job: JobRow): { handler: Handler<JobName>; payload: Payload<JobName> } {
    const name = requireJobName(job.name);
    return { handler: this.#options.handlers[name], payload: parsePayload(name, job.payload) };
  }

  #logOf(job: JobRow): Logger {
    return this.#options.log.child({
      job: job.name,
      jobRunId: job.id,
      agencyId: job.agencyId,
      requestId: job.requestId ?? job.id,
    });
  }

  #briefContextOf(job: JobRow): JobContext {
    const signal = AbortSignal.timeout(abandonTimeoutMs);
    return this.#contextOf(job, { signal, timeoutMs: abandonTimeoutMs, progress: () => {} });
  }

  #contextOf(
    job: JobRow,
    { signal, timeoutMs, progress }: Pick<JobContext, "signal" | "progress"> & { timeoutMs: number },
  ): JobContext {
    const logOf = () => this.#logOf(job);
    let log: Logger | undefined;
    return {
      jobRunId: job.id,
      agencyId: job.agencyId,
      requestId: job.requestId ?? job.id,
      attempt: job.attempts + 1,
      failedChildren: job.failedChildren,
      deadlineMs: Date.now() + timeoutMs,
      signal,
      // Most jobs log nothing.
      get log() {
        return (log ??= logOf());
      },
      progress,
    };
  }
}

type Settle = () => Promise<void>;
type Tell = (outcome: Outcome, error?: unknown) => void;
type Told = { outcome: Outcome; error: unknown; workedMs: number };
type Failure = { job: JobRow; running: RunningJob; error: unknown; tell: Tell };
type Refusal = { reason: DeathReason; error: unknown };

/** Why a job is given up before it runs. */
function refusalOf(job: JobRow): Refusal | undefined {
  if (job.deaths >= mostDeaths)
    return { reason: "poison", error: new AppError("INTERNAL", "the job's process died with it too often") };
  if (job.expiresAtMs !== null && Date.now() >= job.expiresAtMs)
    return { reason: "expired", error: new AppError("TIMEOUT", "the job's time was up before it could run") };
  if (job.failedChildren > 0 && job.needsAllChildren)
    return { reason: "failed", error: new AppError("PRECONDITION", "a job that it waited for failed") };
  return undefined;
}

function settingsOf({ name }: JobRow): JobSettings {
  return jobSettings(requireJobName(name));
}

function requireJobName(name: string): JobName {
  if (!isJobName(name)) throw new AppError("PRECONDITION", `this version knows no job ${name}`);
  return name;
}

import { lanes, type LaneName } from "../define-job.ts";
import type { Engine } from "../engine.ts";
import { startLoop } from "../loop.ts";
import { beatJobs, findCancelledWaiting, readJob } from "./job-rows.ts";
import { reconcile } from "./reconciler.ts";
import { JobRunner, type RunnerOptions } from "./run-job.ts";

export type WorkerOptions = RunnerOptions & {
  engine: Engine;
  /** Lanes this process serves; all of them when left out. */
  lanes?: readonly LaneName[];
  /** How often running jobs say that they live and learn that they are cancelled. */
  beatMs?: number;
  /** How often the outbox is compared with the engine. */
  reconcileMs?: number;
  /** A dispatched job that was silent for so long is asked after. */
  silentMs?: number;
  /** A job whose process was silent for so long is given to another process. */
  lockMs?: number;
  stalledCheckMs?: number;
};

export type JobWorker = {
  runner: JobRunner;
  /** Takes no more jobs and waits for the running ones; what still runs after `finishMs` is handed back. */
  stop(finishMs: number): Promise<void>;
};

/** Runs the jobs that the engine gives to this process. */
export async function startWorker({
  engine,
  lanes: served = allLanes,
  ...options
}: WorkerOptions): Promise<JobWorker> {
  const {
    system,
    log,
    beatMs = 2_000,
    reconcileMs = 15_000,
    silentMs = 60_000,
    lockMs = 30_000,
    stalledCheckMs = 15_000,
  } = options;
  await engine.ready();
  const runner = new JobRunner(options);
  const onError = (error: unknown) => log.error({ error }, "the queue engine reported an error");
  const workers = served.map((lane) =>
    engine.work(lane, (delivery) => runner.run(delivery), { lockMs, stalledCheckMs, onError }),
  );
  await Promise.all(workers.map((worker) => worker.ready()));

  const beat = startLoop({
    pauseMs: beatMs,
    turn: async () => {
      await beatOnce(options, runner);
      return false;
    },
    onError: (error) => log.error({ error }, "heartbeat failed"),
  });
  const reconciler = startLoop({
    pauseMs: reconcileMs,
    turn: async () => {
      const acted = await reconcile({ system, engine, runner, silentMs });
      if (acted > 0) log.warn({ acted }, "jobs recovered that the engine had lost or given up");
      return false;
    },
    onError: (error) => log.error({ error }, "reconciling failed"),
  });

  return {
    runner,
    async stop(finishMs) {
      await reconciler.stop();
      const timer = setTimeout(() => {
        for (const job of runner.running.values()) job.end("stopping");
      }, finishMs);
      await Promise.all(workers.map((worker) => worker.stop()));
      clearTimeout(timer);
      await beat.stop();
    },
  };
}

const allLanes = Object.keys(lanes).filter((name): name is LaneName => name in lanes);

/** Says that this process's jobs live, and ends those that were cancelled, running or waiting. */
async function beatOnce({ system }: RunnerOptions, runner: JobRunner): Promise<void> {
  if (runner.running.size > 0) {
    for (const id of await beatJobs(system, [...runner.running.values()]))
      runner.running.get(id)?.end("cancelled");
  }
  for (const id of await findCancelledWaiting(system)) {
    const job = await readJob(system, id);
    if (job && !runner.running.has(id)) await runner.cancel(job);
  }
}

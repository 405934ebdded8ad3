import { newId } from "@stead/kernel/ids";
import { lanes, laneNames, type LaneName } from "../define-job.ts";
import type { Engine, EngineDelivery, EngineTicket, EngineWorker } from "../engine.ts";
import { FigureCollector } from "../figures/collector.ts";
import { forgetWorkerBeat } from "../figures/store.ts";
import { startLoop, type Loop } from "../loop.ts";
import { FirstTickets } from "./first-tickets.ts";
import { beatJobs, findCancelled, readJob } from "./job-rows.ts";
import { startMeasuring, type PoolLook } from "./measuring.ts";
import { Places } from "./places.ts";
import { reconcile } from "./reconciler.ts";
import { JobRunner, type RunnerOptions } from "./run-job.ts";

export type WorkerOptions = Omit<RunnerOptions, "figures" | "aliveMs" | "workerId"> & {
  engine: Engine;
  figures?: FigureCollector;
  /** Lanes this process serves; all of them when left out. */
  lanes?: readonly LaneName[];
  /** Fixes the number of places; otherwise they follow what is measured. */
  places?: number;
  /** How often running jobs say that they live. */
  beatMs?: number;
  /** How often cancellations are looked for when nobody wakes the worker. */
  cancelMs?: number;
  /** How often the outbox is compared with the engine. */
  reconcileMs?: number;
  /** A dispatched job that was silent for so long is asked after. */
  silentMs?: number;
  /** A job whose process was silent for so long is given to another process. */
  lockMs?: number;
  stalledCheckMs?: number;
  /** How often places are adapted and the process says what it can take. */
  measureMs?: number;
  /** How often the depths of the queues are sampled. */
  sampleMs?: number;
  /** The connections whose waiting callers hold the places back. */
  pools?: readonly PoolLook[];
};

export type JobWorker = {
  id: string;
  runner: JobRunner;
  figures: FigureCollector;
  places: ReadonlyMap<LaneName, Places>;
  /** Runs a ticket that goes first without the engine, if there is a place for it at once; says whether it does. */
  takeHere(this: void, ticket: EngineTicket): boolean;
  /** Looks for cancellations now. */
  wake(): void;
  /** Takes no more jobs and waits for the running ones; what still runs after `finishMs` is handed back. */
  stop(finishMs: number): Promise<void>;
};

/** Runs the jobs that the engine gives to this process. */
export async function startWorker({
  engine,
  lanes: served = laneNames,
  ...options
}: WorkerOptions): Promise<JobWorker> {
  const { log, system, lockMs = 30_000, stalledCheckMs = 15_000, figures = new FigureCollector() } = options;
  // A dead process is forgotten before the engine gives its jobs to another.
  const { beatMs = Math.min(2_000, lockMs / 4) } = options;
  await engine.ready();
  await openConnections(system);
  const id = newId();
  const runner = new JobRunner({ ...options, workerId: id, figures, aliveMs: beatMs * 3 });
  const places = new Map(served.map((lane) => [lane, new Places(options.places ?? lanes[lane].places)]));
  const onError = (error: unknown) => log.error({ error }, "the queue engine reported an error");
  const workers = new Map<LaneName, EngineWorker>();
  const firsts = new FirstTickets({
    lanes: served,
    run: (delivery, ofLane) => runner.runTicket(delivery, ofLane),
    onError: (error) => log.error({ error }, "a ticket that went first was left to the reconciler"),
  });
  for (const [lane, ofLane] of places) {
    const work = { places: ofLane.limit, lockMs, stalledCheckMs, onError };
    const run = (delivery: EngineDelivery) =>
      delivery.isFirst ? firsts.run(lane, delivery) : runner.runTicket(delivery, ofLane);
    workers.set(lane, engine.work(lane, run, work));
  }
  await Promise.all([...workers.values()].map((worker) => worker.ready()));
  const measuring = startMeasuring({
    ...options,
    isFixed: options.places !== undefined,
    id,
    figures,
    places,
    workers,
  });
  await measuring.ready();
  const loops = startLoops({ ...options, engine, beatMs }, runner);
  return {
    id,
    runner,
    figures,
    places,
    takeHere: (ticket) => firsts.takeHere(ticket),
    wake: () => loops.cancelling.wake(),
    async stop(finishMs) {
      await Promise.all([loops.reconciling.stop(), measuring.stop()]);
      await forgetWorkerBeat(system, id);
      const timer = setTimeout(() => runner.stop(), finishMs);
      await Promise.all([firsts.stop(), ...[...workers.values()].map((worker) => worker.stop())]);
      clearTimeout(timer);
      await Promise.all([loops.beating.stop(), loops.cancelling.stop()]);
      await measuring.flush();
    },
  };
}

/** What starts, beats, ends, dispatching and measuring have under way at once. */
const usualConnections = 5;

/** The first jobs wait for no connection to be opened. */
async function openConnections(system: WorkerOptions["system"]): Promise<void> {
  await Promise.all(
    Array.from({ length: usualConnections }, () => system.sql({ name: "worker_connects", text: "select" })),
  );
}

type LoopOptions = Omit<WorkerOptions, "lanes"> & { beatMs: number };

function startLoops(
  { engine, system, log, beatMs, cancelMs = 500, reconcileMs = 5_000, silentMs = 20_000 }: LoopOptions,
  runner: JobRunner,
): Record<"beating" | "cancelling" | "reconciling", Loop> {
  const loop = (name: string, pauseMs: number, turn: () => Promise<unknown>) =>
    startLoop({
      pauseMs,
      turn: async () => {
        await turn();
        return false;
      },
      onError: (error) => log.error({ error, work: name }, "the queue's own work failed"),
    });
  return {
    beating: loop("beats", beatMs, async () => {
      if (runner.running.size > 0) await beatJobs(system, [...runner.running.keys()]);
    }),
    cancelling: loop("cancellations", cancelMs, () => cancelAsked(system, runner)),
    reconciling: loop("reconciling", reconcileMs, async () => {
      const resent = await reconcile({ system, engine, silentMs });
      if (resent > 0) log.warn({ resent }, "jobs sent again that the engine had lost");
    }),
  };
}

/** Ends the jobs whose end was asked for: those that run here, and those that have not started. */
async function cancelAsked(system: LoopOptions["system"], runner: JobRunner): Promise<void> {
  for (const { id, isStarted } of await findCancelled(system)) {
    const running = runner.running.get(id);
    if (running !== undefined) running.end("cancelled");
    else if (!isStarted) {
      const job = await readJob(system, id);
      if (job !== undefined) await runner.cancel(job);
    }
  }
}

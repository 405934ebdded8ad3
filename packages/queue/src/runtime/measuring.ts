import { performance } from "node:perf_hooks";
import type { SystemDb } from "@stead/db/system";
import type { Logger } from "@stead/kernel/logger";
import { jobNames } from "../catalogue.ts";
import { lanes, type LaneName } from "../define-job.ts";
import type { EngineWorker } from "../engine.ts";
import type { FigureCollector } from "../figures/collector.ts";
import {
  readWorkerStanding,
  sampleDepths,
  storeCounts,
  storeLaneUse,
  storeWorkerBeat,
} from "../figures/store.ts";
import { tellQueuesChanged } from "../job-events.ts";
import { startLoop } from "../loop.ts";
import { adaptPlaces } from "./adapt-places.ts";
import type { Places } from "./places.ts";

/** A pool of connections, as far as it tells how many wait for it. */
export type PoolLook = { stats(): { waiting: number } };

export type MeasuringOptions = {
  id: string;
  system: SystemDb;
  log: Logger;
  figures: FigureCollector;
  places: ReadonlyMap<LaneName, Places>;
  workers: ReadonlyMap<LaneName, EngineWorker>;
  pools?: readonly PoolLook[] | undefined;
  /** Whether the number of places stays as it is. */
  isFixed: boolean;
  measureMs?: number | undefined;
  sampleMs?: number | undefined;
};

export type Measuring = {
  /** Resolves when the dispatchers can know of this process's places. */
  ready(): Promise<void>;
  stop(): Promise<void>;
  /** Stores what was counted since the last turn. */
  flush(): Promise<void>;
};

/**
 * Every few seconds: says that the process lives and what it can take, stores what its jobs did, and adapts its places
 * to what the machine and the database bear. One of the processes samples how deep the queues are.
 */
export function startMeasuring(options: MeasuringOptions): Measuring {
  const {
    id,
    system,
    log,
    figures,
    places,
    workers,
    pools = [],
    isFixed,
    measureMs = 3_000,
    sampleMs = 15_000,
  } = options;
  let loopBefore = performance.eventLoopUtilization();
  let sampledAtMs = -Infinity;

  const flush = async () => {
    const counts = figures.take();
    try {
      await storeCounts(system, counts);
      if (counts.length > 0) await tellQueuesChanged(system);
    } catch (error) {
      figures.giveBack(counts);
      throw error;
    }
  };

  const beat = (loop: number, poolWaiting: number) =>
    storeWorkerBeat(system, {
      id,
      lanes: Object.fromEntries(
        [...places].map(([lane, { limit, busy }]) => [lane, { places: limit, busy }]),
      ),
      loopPpm: Math.round(loop * 1_000_000),
      poolWaiting,
    });

  const turn = async () => {
    const loopNow = performance.eventLoopUtilization();
    const { utilization: loop } = performance.eventLoopUtilization(loopNow, loopBefore);
    loopBefore = loopNow;
    const poolWaiting = pools.reduce((sum, pool) => sum + pool.stats().waiting, 0);
    const { hasBacklog, isFirst } = await readWorkerStanding(system, id);
    const uses = [...places].map(([lane, ofLane]) => ({ lane, ofLane, ...ofLane.takeUse() }));
    if (!isFixed) {
      for (const use of uses) adapt(use, { loop, poolWaiting, hasBacklog }, workers.get(use.lane));
    }
    await beat(loop, poolWaiting);
    await storeLaneUse(system, uses);
    await flush();
    if (isFirst && performance.now() - sampledAtMs >= sampleMs) {
      sampledAtMs = performance.now();
      await sampleDepths(system, jobNames);
    }
    return false;
  };

  const running = startLoop({
    pauseMs: measureMs,
    turn,
    onError: (error) => log.error({ error }, "the queue could not be measured"),
  });
  return { ready: () => beat(0, 0), stop: () => running.stop(), flush };
}

type Use = { lane: LaneName; ofLane: Places; placesMs: number; busyMs: number };

/** Gives a lane the places that suit what was seen. */
function adapt(
  { lane, ofLane, placesMs, busyMs }: Use,
  seen: { loop: number; poolWaiting: number; hasBacklog: boolean },
  worker: EngineWorker | undefined,
): void {
  const { least, most, places: usual } = lanes[lane];
  const used = placesMs === 0 ? 0 : busyMs / placesMs;
  const next = adaptPlaces({ ...seen, places: ofLane.limit, least, most, usual, used });
  if (next === ofLane.limit) return;
  ofLane.limit = next;
  worker?.setPlaces(next);
}

import type { Bus } from "./bus.ts";
import type { LaneName } from "./define-job.ts";

/** What the dispatcher hands over: where it runs and how it is tried again. The rows hold everything else. */
export type EngineJob = { id: string; name: string; lane: LaneName; attempts: number; backoffMs: number };

/** A job that the engine gave to this process. */
export type EngineDelivery = {
  id: string;
  name: string;
  /** 1 for the first try. */
  attempt: number;
  /** Puts it back to be given out again after a pause; not a try of its own. Always throws: let it through. */
  handBack(delayMs: number): Promise<never>;
};

/** Where a job is: not in the engine, given up by it, or on its way. */
export type EngineState = "missing" | "failed" | "open";

export type EngineWorkerOptions = {
  /** A job whose process was silent for so long is given to another. */
  lockMs: number;
  stalledCheckMs: number;
  onError: (error: Error) => void;
};

export type EngineWorker = {
  ready(): Promise<void>;
  /** Takes no more jobs; resolves when the running ones ended. */
  stop(): Promise<void>;
};

/** The queue engine: BullMQ on PostgreSQL or on Redis, behind what Stead asks of either. */
export type Engine = {
  kind: "postgres" | "redis";
  /** Connects, and prepares the schema where there is one. */
  ready(): Promise<void>;
  /** Hands jobs over, in order. One that is there already stays as it is. */
  add(jobs: readonly EngineJob[]): Promise<void>;
  stateOf(lane: LaneName, id: string): Promise<EngineState>;
  remove(lane: LaneName, id: string): Promise<void>;
  /**
   * Starts taking jobs of a lane. `process` returns when the job is over, throws to have it tried again, and throws
   * `GiveUp` when another try is useless.
   */
  work(
    lane: LaneName,
    process: (delivery: EngineDelivery) => Promise<void>,
    options: EngineWorkerOptions,
  ): EngineWorker;
  /** Messages between processes, on the engine's connection. */
  openBus(): Bus;
  close(): Promise<void>;
};

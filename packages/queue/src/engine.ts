import type { Bus } from "./bus.ts";
import type { LaneName } from "./define-job.ts";

/** What the dispatcher hands over: one job, or several short ones. The rows hold everything else. */
export type EngineTicket = {
  id: string;
  lane: LaneName;
  jobIds: readonly string[];
  /** Whether it goes past what waits in the engine. */
  isFirst: boolean;
  /** How many processes died with its jobs; where some did, they run one after the other, apart from each other. */
  deaths: number;
};

/** A ticket that the engine gave to this process. */
export type EngineDelivery = {
  id: string;
  jobIds: readonly string[];
  /** Whether it has a place of those that are kept for such tickets. */
  isFirst: boolean;
  /** How many processes died with its jobs. */
  deaths: number;
  /** Puts it back to be given out again after a pause. Always throws: let it through. */
  handBack(this: void, delayMs: number): Promise<never>;
};

/** Where a ticket is: not in the engine, or on its way. */
export type EngineState = "missing" | "open";

export type EngineWorkerOptions = {
  /** Tickets at once. */
  places: number;
  /** A ticket whose process was silent for so long is given to another. */
  lockMs: number;
  stalledCheckMs: number;
  onError: (error: Error) => void;
};

export type EngineWorker = {
  ready(): Promise<void>;
  /** Tickets at once from now on. */
  setPlaces(places: number): void;
  /** Takes no more tickets; resolves when the running ones ended. */
  stop(): Promise<void>;
};

/** The queue engine: BullMQ on PostgreSQL or on Redis, behind what Stead asks of either. */
export type Engine = {
  kind: "postgres" | "redis";
  /** Connects, and prepares the schema where there is one. */
  ready(): Promise<void>;
  /** Hands tickets over, in order. One that is there already stays as it is. */
  add(tickets: readonly EngineTicket[]): Promise<void>;
  stateOf(lane: LaneName, id: string): Promise<EngineState>;
  remove(lane: LaneName, id: string): Promise<void>;
  /** Starts taking tickets of a lane. `process` returns when a ticket is over, and throws to be given it again. */
  work(
    lane: LaneName,
    process: (delivery: EngineDelivery) => Promise<void>,
    options: EngineWorkerOptions,
  ): EngineWorker;
  /** Messages between processes, on the engine's connection. */
  openBus(): Bus;
  close(): Promise<void>;
};

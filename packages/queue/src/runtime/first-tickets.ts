import { firstPlaces, type LaneName } from "../define-job.ts";
import type { EngineDelivery, EngineTicket } from "../engine.ts";
import { Places } from "./places.ts";

type Options = {
  lanes: readonly LaneName[];
  run: (delivery: EngineDelivery, places: Places) => Promise<void>;
  onError: (error: unknown) => void;
};

type OfLane = { places: Places; tickets: number };

/** The tickets of this process that go first, on places of their own: those the engine gives, and those it never had. */
export class FirstTickets {
  readonly #lanes: ReadonlyMap<LaneName, OfLane>;
  readonly #run: Options["run"];
  readonly #onError: Options["onError"];
  readonly #here = new Set<Promise<void>>();
  #isStopping = false;

  constructor({ lanes, run, onError }: Options) {
    this.#lanes = new Map(lanes.map((lane) => [lane, { places: new Places(firstPlaces), tickets: 0 }]));
    this.#run = run;
    this.#onError = onError;
  }

  /** Runs one that the engine gave. */
  async run(lane: LaneName, delivery: EngineDelivery): Promise<void> {
    const ofLane = this.#lanes.get(lane);
    if (ofLane === undefined) return;
    ofLane.tickets++;
    try {
      await this.#run(delivery, ofLane.places);
    } finally {
      ofLane.tickets--;
    }
  }

  /**
   * Runs one without the engine, if a place is free at once, and says whether it does. If the process dies, its rows are
   * silent and the engine has no such ticket: the reconciler lets them wait again.
   */
  takeHere({ lane, ...ticket }: EngineTicket): boolean {
    const ofLane = this.#lanes.get(lane);
    if (this.#isStopping || ofLane === undefined || ofLane.tickets >= firstPlaces) return false;
    // Nobody else was ever given it.
    const handBack = () =>
      Promise.reject(new Error("a ticket that only this process has cannot be elsewhere"));
    const running = this.run(lane, { ...ticket, handBack }).catch(this.#onError);
    this.#here.add(running);
    void running.finally(() => this.#here.delete(running));
    return true;
  }

  /** Takes none any more; resolves when those that the engine never had are over. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    await Promise.all(this.#here);
  }
}

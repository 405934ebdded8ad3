import { mostDeaths } from "../deaths.ts";
import { Places } from "./places.ts";

/** A turn of one job. */
export type Turn = { end(): void };

export type TurnTimes = {
  /** A job has its turn for itself for no longer. */
  turnMs: number;
  /** For each death of a job the process must have lived so long. */
  steadyMs: number;
};

/**
 * Jobs with which processes died take turns in a process, so that its next death meets few of them: each runs without
 * another that is in its first `turnMs`. One whose next death is its last runs while no other such job does, however long
 * it takes: whatever else the process dies of, at most one job is given up for it. Nobody has a turn in a process that
 * has only just started: one that is killed at each start proves nothing.
 */
export class Turns {
  readonly #turns = new Places(1);
  readonly #last = new Places(1);
  readonly #times: TurnTimes;
  readonly #startedMs = performance.now();
  readonly #stopped = Promise.withResolvers<void>();

  constructor(times: TurnTimes) {
    this.#times = times;
  }

  /** Waits until jobs with so many deaths may take turns here, or until `stop`. */
  async steady(deaths: number): Promise<void> {
    const leftMs = this.#startedMs + deaths * this.#times.steadyMs - performance.now();
    if (leftMs <= 0) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, leftMs);
    await Promise.race([promise, this.#stopped.promise]);
    clearTimeout(timer);
  }

  /** Waits for the turn of a job with so many deaths. */
  async take(deaths: number): Promise<Turn> {
    const isLast = deaths >= mostDeaths - 1;
    if (isLast) await this.#last.enter();
    await this.#turns.enter();
    let isPassedOn = false;
    const passOn = () => {
      if (!isPassedOn) this.#turns.leave();
      isPassedOn = true;
    };
    const timer = setTimeout(passOn, this.#times.turnMs);
    return {
      end: () => {
        clearTimeout(timer);
        passOn();
        if (isLast) this.#last.leave();
      },
    };
  }

  stop(): void {
    this.#stopped.resolve();
  }
}

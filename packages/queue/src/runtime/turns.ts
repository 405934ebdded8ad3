import { mostDeaths } from "../deaths.ts";
import { Places } from "./places.ts";

/** A turn of one job. */
export type Turn = { end(): void };

/**
 * Jobs with which processes died take turns in a process, so that its next death meets few of them: each runs without
 * another that is in its first `turnMs`. One whose next death is its last runs while no other such job does, however long
 * it takes: whatever else the process dies of, at most one job is given up for it.
 */
export class Turns {
  readonly #turns = new Places(1);
  readonly #last = new Places(1);
  readonly #turnMs: number;

  constructor(turnMs: number) {
    this.#turnMs = turnMs;
  }

  /** Waits for the turn of a job with which so many processes died. */
  async take(deaths: number): Promise<Turn> {
    const isLast = deaths >= mostDeaths - 1;
    if (isLast) await this.#last.enter();
    await this.#turns.enter();
    let isPassedOn = false;
    const passOn = () => {
      if (!isPassedOn) this.#turns.leave();
      isPassedOn = true;
    };
    const timer = setTimeout(passOn, this.#turnMs);
    return {
      end: () => {
        clearTimeout(timer);
        passOn();
        if (isLast) this.#last.leave();
      },
    };
  }
}

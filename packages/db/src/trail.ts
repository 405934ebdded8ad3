import type { Position } from "./position.ts";

type Step = { position: Position; atMs: number };

/** Half an hour at two looks a second, when something is written all the time. */
const stepsKept = 3_600;

/** Where the primary's log ended, and when: what makes a position of a copy a time. */
export class Trail {
  readonly #steps: Step[] = [];

  /** The log ended at `position`, or further on, at `atMs`. */
  add(position: Position, atMs: number): void {
    const last = this.#steps.at(-1);
    // Another primary, which lost the end of the log: what was known of that is over.
    if (last !== undefined && position < last.position) this.#steps.length = 0;
    if (last?.position === position) last.atMs = atMs;
    else this.#steps.push({ position, atMs });
    if (this.#steps.length > stepsKept) this.#steps.shift();
  }

  /** What a copy at `position` lacks, by the last look at the primary; null before the first. */
  lagOf(position: Position): { lagBytes: number | null; lagMs: number | null } {
    const last = this.#steps.at(-1);
    const first = this.#steps[0];
    if (last === undefined || first === undefined) return { lagBytes: null, lagMs: null };
    if (position >= last.position) return { lagBytes: 0, lagMs: 0 };
    const lagBytes = Number(last.position - position);
    let low = 0;
    let high = this.#steps.length - 1;
    // The last step that it has: it is as old as that one.
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      const step = this.#steps[middle];
      if (step !== undefined && step.position <= position) low = middle;
      else high = middle - 1;
    }
    const had = this.#steps[low] ?? first;
    return { lagBytes, lagMs: Math.round(last.atMs - had.atMs) };
  }
}

import type { Position } from "./position.ts";

/** Where an agency's last known change is, or when it was, as long as nobody looked where that is. */
type Mark = { at: Position; unplacedMs: number | undefined };

/**
 * How far a copy of the database must be before it may answer for an agency. A change is placed exactly by whoever knows
 * its position; one that is only known to have happened is placed by the next look at the primary that began after it.
 */
export class Marks {
  readonly #marks = new Map<string, Mark>();
  /** What every copy must have: marks that were forgotten lie before it. */
  #floor: Position = 0n;
  /** When something of nobody knows which agency changed. */
  #allUnplacedMs: number | undefined;

  /** How many agencies have one. */
  get size(): number {
    return this.#marks.size;
  }

  /** Something of the agency, or of any, was committed by now, at a position or nobody knows where. */
  note(agencyId: string | undefined, nowMs: number, position: Position | undefined): void {
    if (agencyId === undefined) {
      this.#allUnplacedMs = nowMs;
      return;
    }
    const mark = this.#marks.get(agencyId) ?? { at: 0n, unplacedMs: undefined };
    if (position === undefined) mark.unplacedMs = nowMs;
    else if (position > mark.at) mark.at = position;
    this.#marks.set(agencyId, mark);
  }

  /** The primary was at `position` when it was asked, which began at `askedMs`. */
  place(position: Position, askedMs: number): void {
    if (this.#allUnplacedMs !== undefined && this.#allUnplacedMs <= askedMs) {
      this.#allUnplacedMs = undefined;
      if (position > this.#floor) this.#floor = position;
    }
    for (const mark of this.#marks.values()) {
      if (mark.unplacedMs === undefined || mark.unplacedMs > askedMs) continue;
      mark.unplacedMs = undefined;
      if (position > mark.at) mark.at = position;
    }
  }

  /** The position that a copy must have for the agency; undefined while nobody knows. */
  needed(agencyId: string): Position | undefined {
    if (this.#allUnplacedMs !== undefined) return undefined;
    const mark = this.#marks.get(agencyId);
    if (mark === undefined) return this.#floor;
    if (mark.unplacedMs !== undefined) return undefined;
    return mark.at > this.#floor ? mark.at : this.#floor;
  }

  /** Forgets the marks that every copy which answers has passed; one that was away must have them all. */
  forgetBefore(position: Position): void {
    for (const [agencyId, { at, unplacedMs }] of this.#marks) {
      if (unplacedMs !== undefined || at > position) continue;
      this.#marks.delete(agencyId);
      if (at > this.#floor) this.#floor = at;
    }
  }
}

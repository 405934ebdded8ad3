import type { CacheKey, Family } from "./family.ts";
import type { Known } from "./known.ts";
import type { Counts } from "./statistics.ts";

/** What invalidating a tag moves. Kept while an entry or a load refers to it. */
type Mark = { name: string; epoch: number; holders: number };

/** Which epochs the tags of a value had at a moment. */
export class Snapshot {
  readonly #space: Space;
  readonly #marks: readonly Mark[];
  readonly #epochs: readonly number[];
  /** The space's count of invalidations at the last look: while it stands still, so do all epochs. */
  #seen: number;
  #isOver = false;

  constructor(space: Space, marks: readonly Mark[]) {
    this.#space = space;
    this.#marks = marks;
    this.#epochs = marks.map(({ epoch }) => epoch);
    this.#seen = space.invalidations;
  }

  /** Whether nothing that it depends on was invalidated since. */
  holds(): boolean {
    if (this.#isOver) return false;
    const { invalidations } = this.#space;
    if (this.#seen === invalidations) return true;
    for (let at = 0; at < this.#marks.length; at++) {
      if (this.#marks[at]?.epoch === this.#epochs[at]) continue;
      this.#isOver = true;
      return false;
    }
    this.#seen = invalidations;
    return true;
  }

  /** The value itself was overwritten or forgotten. */
  end(): void {
    this.#isOver = true;
  }

  release(): void {
    this.#space.letGo(this.#marks);
  }
}

/** A load that is under way in this process, for all who wait for it. */
export type Flight<Value = unknown> = {
  /** The epochs when it began. */
  snapshot: Snapshot;
  promise: Promise<Known<Value>>;
};

/** A value in memory. */
export class Entry<Value = unknown> {
  readonly space: Space;
  readonly family: Family<Value>;
  readonly id: string;
  readonly counts: Counts;
  readonly value: Value;
  /** What a hit gives: made once. */
  readonly promise: Promise<Value>;
  readonly snapshot: Snapshot;
  readonly bytes: number;
  readonly asOfMs: number;
  readonly freshUntilMs: number;
  /** Until here a hit looks no further; moved by a refresh ahead of time and by failures. */
  hotUntilMs: number;
  /** When a load may be tried again after one that failed. */
  retryAtMs = 0;
  /** When a load ahead of time may be begun again. */
  aheadAtMs = 0;
  isVisited = false;
  newer: Entry | undefined;
  older: Entry | undefined;

  constructor(space: Space, key: CacheKey<Value>, parts: EntryParts<Value>) {
    this.space = space;
    this.family = key.family;
    this.id = key.id;
    this.counts = parts.counts;
    this.value = parts.value;
    this.promise = Promise.resolve(parts.value);
    this.snapshot = parts.snapshot;
    this.bytes = parts.bytes;
    this.asOfMs = parts.asOfMs;
    this.freshUntilMs = parts.freshUntilMs;
    this.hotUntilMs = parts.hotUntilMs;
  }
}

export type EntryParts<Value> = Pick<
  Entry<Value>,
  "counts" | "value" | "snapshot" | "bytes" | "asOfMs" | "freshUntilMs" | "hotUntilMs"
>;

/**
 * All that is kept of one agency, or of the platform, in one process: its values, its loads, its tags. Nothing of
 * another can be reached from here.
 */
export class Space {
  readonly owner: string;
  /** Counts up with each invalidation of anything here. */
  invalidations = 0;
  readonly #values: (Map<string, Entry> | undefined)[] = [];
  readonly #flights: (Map<string, Flight> | undefined)[] = [];
  readonly #marks = new Map<string, Mark>();
  #size = 0;

  constructor(owner: string) {
    this.owner = owner;
  }

  get isEmpty(): boolean {
    return this.#size === 0 && this.#marks.size === 0;
  }

  entryOf<Value>(key: CacheKey<Value>): Entry<Value> | undefined {
    // A family's place is its own, so what lies there has its type.
    return this.#values[key.family.index]?.get(key.id) as Entry<Value> | undefined;
  }

  /** Puts an entry in its place; answers what it takes the place of. */
  put(entry: Entry): Entry | undefined {
    const values = (this.#values[entry.family.index] ??= new Map<string, Entry>());
    const before = values.get(entry.id);
    values.set(entry.id, entry);
    if (before === undefined) this.#size += 1;
    return before;
  }

  remove(entry: Entry): void {
    const values = this.#values[entry.family.index];
    if (values?.get(entry.id) !== entry) return;
    values.delete(entry.id);
    this.#size -= 1;
  }

  /** The load that is under way; nothing when what it loads was invalidated since. */
  flightOf<Value>(key: CacheKey<Value>): Flight<Value> | undefined {
    const flight = this.#flights[key.family.index]?.get(key.id) as Flight<Value> | undefined;
    return flight?.snapshot.holds() === true ? flight : undefined;
  }

  startFlight(key: CacheKey<unknown>, flight: Flight): void {
    this.#size += 1;
    (this.#flights[key.family.index] ??= new Map<string, Flight>()).set(key.id, flight);
  }

  endFlight(key: CacheKey<unknown>, flight: Flight): void {
    this.#size -= 1;
    const flights = this.#flights[key.family.index];
    if (flights?.get(key.id) === flight) flights.delete(key.id);
  }

  /** Holds the epochs of tags; `release` it. */
  take(tags: readonly string[]): Snapshot {
    const marks = tags.map((name) => {
      const mark = this.#marks.get(name) ?? { name, epoch: 0, holders: 0 };
      mark.holders += 1;
      this.#marks.set(name, mark);
      return mark;
    });
    return new Snapshot(this, marks);
  }

  letGo(marks: readonly Mark[]): void {
    for (const mark of marks) {
      mark.holders -= 1;
      if (mark.holders === 0) this.#marks.delete(mark.name);
    }
  }

  invalidate(tags: readonly string[]): void {
    for (const name of tags) {
      const mark = this.#marks.get(name);
      if (mark !== undefined) mark.epoch += 1;
    }
    this.invalidations += 1;
  }

  /** What is under one key is over, also what is being loaded for it. */
  forget(key: CacheKey<unknown>): void {
    this.entryOf(key)?.snapshot.end();
    this.#flights[key.family.index]?.get(key.id)?.snapshot.end();
  }

  /** Everything is over. */
  forgetAll(): void {
    for (const values of this.#values) for (const entry of values?.values() ?? []) entry.snapshot.end();
    for (const flights of this.#flights) for (const flight of flights?.values() ?? []) flight.snapshot.end();
    this.invalidations += 1;
  }
}

import { getHeapStatistics } from "node:v8";
import { Space, type Entry } from "./space.ts";

export type MemoryOptions = {
  /** What all values together may hold. */
  maxBytes: number;
  /** The share of its heap that the process uses; above `heapMost`, a quarter of `maxBytes` is kept. */
  heapShare: () => number;
  nowMs: () => number;
};

const heapMost = 0.85;
const heapLookMs = 1_000;
/** A value larger than this share of all is not kept: it would push out too much. */
const largestShare = 1 / 8;
/** How many entries one clean-up looks at. */
const sweepMost = 2_000;

/**
 * The values that this process holds, bounded by their bytes. What goes first is chosen by SIEVE: a hand goes from the
 * oldest to the newest and takes the first that was not read since it last came by, so that a hit only sets a mark.
 */
export class MemoryTier {
  readonly spaces = new Map<string, Space>();
  readonly #options: MemoryOptions;
  #newest: Entry | undefined;
  #oldest: Entry | undefined;
  #hand: Entry | undefined;
  #bytes = 0;
  #budget: number;
  #lookedMs = -Infinity;

  constructor(options: MemoryOptions) {
    this.#options = options;
    this.#budget = options.maxBytes;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Makes the space of an owner where there is none. */
  spaceOf(owner: string): Space {
    let space = this.spaces.get(owner);
    if (space === undefined) {
      space = new Space(owner);
      this.spaces.set(owner, space);
    }
    return space;
  }

  /** Ends a space that holds nothing and loads nothing. */
  tidy(space: Space): void {
    if (space.isEmpty && this.spaces.get(space.owner) === space) this.spaces.delete(space.owner);
  }

  accepts(bytes: number): boolean {
    return bytes <= this.#options.maxBytes * largestShare;
  }

  put(entry: Entry): void {
    const before = entry.space.put(entry);
    if (before !== undefined) this.#unlink(before);
    entry.older = this.#newest;
    if (this.#newest !== undefined) this.#newest.newer = entry;
    this.#newest = entry;
    this.#oldest ??= entry;
    this.#bytes += entry.bytes;
    entry.counts.entries += 1;
    entry.counts.bytes += entry.bytes;
    this.#guardHeap();
    while (this.#bytes > this.#budget) {
      const gone = this.#next();
      if (gone === undefined) return;
      gone.counts.evictions += 1;
      this.remove(gone);
    }
  }

  remove(entry: Entry): void {
    entry.space.remove(entry);
    this.#unlink(entry);
    this.tidy(entry.space);
  }

  /** Removes what `isOver` says is of no use any more, the oldest first. */
  sweep(isOver: (entry: Entry) => boolean): void {
    this.#guardHeap();
    let entry = this.#oldest;
    for (let looked = 0; looked < sweepMost && entry !== undefined; looked++) {
      const next: Entry | undefined = entry.newer;
      if (isOver(entry)) this.remove(entry);
      entry = next;
    }
  }

  #next(): Entry | undefined {
    let entry = this.#hand ?? this.#oldest;
    while (entry?.isVisited === true) {
      entry.isVisited = false;
      entry = entry.newer ?? this.#oldest;
    }
    this.#hand = entry?.newer;
    return entry;
  }

  #unlink(entry: Entry): void {
    if (this.#hand === entry) this.#hand = entry.newer;
    if (entry.newer === undefined) this.#newest = entry.older;
    else entry.newer.older = entry.older;
    if (entry.older === undefined) this.#oldest = entry.newer;
    else entry.older.newer = entry.newer;
    entry.newer = undefined;
    entry.older = undefined;
    entry.snapshot.release();
    this.#bytes -= entry.bytes;
    entry.counts.entries -= 1;
    entry.counts.bytes -= entry.bytes;
  }

  #guardHeap(): void {
    const { nowMs, heapShare, maxBytes } = this.#options;
    const now = nowMs();
    if (now - this.#lookedMs < heapLookMs) return;
    this.#lookedMs = now;
    this.#budget = heapShare() > heapMost ? maxBytes / 4 : maxBytes;
  }
}

/** The share of its heap that this process uses. */
export function heapShare(): number {
  const { used_heap_size: used, heap_size_limit: limit } = getHeapStatistics();
  return used / limit;
}

import type { Clock } from "@stead/kernel/clock";
import { LRUCache } from "lru-cache";

/** What is remembered of something that is slow to ask for. */
export type Remembered<Value> = {
  value: Value;
  asOfMs: number;
  /** It could not be asked for anew: this is what was last known. */
  isStale: boolean;
};

export type Memory<Value> = {
  /** What is known, asked for when it is too old; any number of readers ask once. Throws only what was never known. */
  read(key: string): Promise<Remembered<Value>>;
  /** What is known is old: the next reader asks, and still gets the old when nobody answers. All of it without a key. */
  expire(key?: string): void;
};

export type MemoryOptions<Value> = {
  ttlMs: number;
  /** Most values at once; the longest unread goes first. */
  most: number;
  load: (key: string) => Promise<Value>;
  clock: Clock;
};

type Kept<Value extends object> = { value: Value; asOfMs: number };

/** Remembers in this process. The tiers of a cache that is shared can stand behind the same words. */
export function createMemory<Value extends object>(options: MemoryOptions<Value>): Memory<Value> {
  const { ttlMs, most, load, clock } = options;
  const expired = new Set<string>();
  /** What could not be asked for when it was last tried. */
  const unanswered = new Map<string, unknown>();
  const cache = new LRUCache<string, Kept<Value>>({
    max: most,
    ttl: ttlMs,
    ttlResolution: 0,
    perf: { now: () => clock.nowMs() },
    allowStaleOnFetchRejection: true,
    noDeleteOnFetchRejection: true,
    fetchMethod: async (key) => {
      const asOfMs = clock.nowMs();
      try {
        const value = await load(key);
        unanswered.delete(key);
        return { value, asOfMs };
      } catch (error) {
        unanswered.set(key, error);
        throw error;
      }
    },
    disposeAfter: (_kept, key, reason) => {
      if (reason !== "evict") return;
      expired.delete(key);
      unanswered.delete(key);
    },
  });
  return {
    read: async (key) => {
      const forceRefresh = expired.delete(key) || unanswered.has(key);
      const kept = await cache.fetch(key, { forceRefresh });
      if (kept === undefined) throw unanswered.get(key);
      return { ...kept, isStale: unanswered.has(key) };
    },
    expire: (key) => {
      for (const one of key === undefined ? cache.keys() : [key]) expired.add(one);
    },
  };
}

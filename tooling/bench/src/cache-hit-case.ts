import { performance } from "node:perf_hooks";
import type { CacheEntry } from "@epic-web/cachified";

/**
 * One subject of `cache-hit`, in a process of its own: warms up, reads one of a thousand values `reads` times, and tells
 * the CPU it took. Each peer holds the object itself, without copying or serializing it, and is read by its cheapest call.
 * A process loads its subject alone: what others cost to load is no part of its count.
 */
const value = Object.freeze({ text: "a value", count: 7 });
type Held = typeof value;
const ids = Array.from({ length: 1_000 }, (_, at) => `lease-${at}`);
const hot = ids[500] ?? "";
const ttlMs = 3_600_000;
const owner = "0198f3a0-0000-7000-8000-00000000000a";

/** Awaited whether or not it answers at once, as a reader of an asynchronous cache would. */
type Readable = { get(key: string): unknown };

/** Answers a function that reads so many times. */
type Open = () => Promise<(reads: number) => Promise<void>>;

async function openOurs() {
  const [{ Cache }, { defineFamily }, { systemClock }, { silentLogger }, { z }] = await Promise.all([
    import("@stead/cache/cache"),
    import("@stead/cache/family"),
    import("@stead/kernel/clock"),
    import("@stead/kernel/logger"),
    import("zod"),
  ]);
  const family = defineFamily({
    name: "bench.hit",
    schema: z.object({ text: z.string(), count: z.int() }),
    tier: "long",
    tags: (id) => ["leases", `lease:${id}`],
  });
  const cache = new Cache({ clock: systemClock, log: silentLogger });
  for (const id of ids) await cache.getOrSet(family.key(owner, id), load);
  return { cache, family };
}
const load = async () => ({ ...value });

const subjects: Record<string, Open> = {
  "lru-cache": async () => {
    const { LRUCache } = await import("lru-cache");
    const lru = new LRUCache<string, Held>({ max: 10_000 });
    for (const id of ids) lru.set(id, value);
    const held: Readable = lru;
    return async (reads) => {
      for (let at = 0; at < reads; at++) await held.get(hot);
    };
  },
  "lru-cache, ttl": async () => {
    const { LRUCache } = await import("lru-cache");
    const lru = new LRUCache<string, Held>({ max: 10_000, ttl: ttlMs });
    for (const id of ids) lru.set(id, value);
    const held: Readable = lru;
    return async (reads) => {
      for (let at = 0; at < reads; at++) await held.get(hot);
    };
  },
  "@stead/cache": async () => {
    const { cache, family } = await openOurs();
    return async (reads) => {
      for (let at = 0; at < reads; at++) await cache.getOrSet(family.key(owner, hot), load);
    };
  },
  "@stead/cache, key kept": async () => {
    const { cache, family } = await openOurs();
    const key = family.key(owner, hot);
    return async (reads) => {
      for (let at = 0; at < reads; at++) await cache.getOrSet(key, load);
    };
  },
  "cache-manager": async () => {
    const [{ createCache }, { Keyv }] = await Promise.all([import("cache-manager"), import("cacheable")]);
    const store = new Keyv({ store: new Map() });
    store.serialize = undefined;
    store.deserialize = undefined;
    const cache = createCache({ stores: [store], ttl: ttlMs });
    for (const id of ids) await cache.set(id, value);
    return async (reads) => {
      for (let at = 0; at < reads; at++) await cache.get(hot);
    };
  },
  "cacheable (memory)": async () => {
    const { CacheableMemory } = await import("cacheable");
    const cache = new CacheableMemory({ useClone: false, lruSize: 10_000, ttl: ttlMs });
    for (const id of ids) cache.set(id, value);
    const held: Readable = cache;
    return async (reads) => {
      for (let at = 0; at < reads; at++) await held.get(hot);
    };
  },
  cacheable: async () => {
    const { Cacheable } = await import("cacheable");
    const cache = new Cacheable({ ttl: ttlMs, stats: false });
    for (const id of ids) await cache.set(id, value);
    return async (reads) => {
      for (let at = 0; at < reads; at++) await cache.get(hot);
    };
  },
  cachified: async () => {
    const [{ cachified }, { LRUCache }] = await Promise.all([
      import("@epic-web/cachified"),
      import("lru-cache"),
    ]);
    const cache = new LRUCache<string, CacheEntry>({ max: 10_000 });
    const read = (key: string) => cachified({ key, cache, ttl: ttlMs, getFreshValue: load });
    for (const id of ids) await read(id);
    return async (reads) => {
      for (let at = 0; at < reads; at++) await read(hot);
    };
  },
  "bentocache (get)": async () => {
    const cache = await openBento();
    for (const id of ids) await cache.set({ key: id, value });
    return async (reads) => {
      for (let at = 0; at < reads; at++) await cache.get({ key: hot });
    };
  },
  bentocache: async () => {
    const cache = await openBento();
    for (const id of ids) await cache.getOrSet({ key: id, factory: load, tags: ["leases"] });
    return async (reads) => {
      for (let at = 0; at < reads; at++) await cache.getOrSet({ key: hot, factory: load, tags: ["leases"] });
    };
  },
};

async function openBento() {
  const [{ BentoCache, bentostore }, { memoryDriver }] = await Promise.all([
    import("bentocache"),
    import("bentocache/drivers/memory"),
  ]);
  const driver = memoryDriver({ maxItems: 10_000, serialize: false });
  return new BentoCache({
    default: "memory",
    stores: { memory: bentostore({ ttl: ttlMs }).useL1Layer(driver) },
  });
}

export const subjectNames: readonly string[] = Object.keys(subjects);

const warmReads = 60_000;
const [name = "", reads = "0"] = process.argv.slice(2);
const open = subjects[name];
if (open !== undefined) {
  const run = await open();
  await run(warmReads);
  const before = process.cpuUsage();
  const startedMs = performance.now();
  await run(Number(reads));
  const { user, system } = process.cpuUsage(before);
  process.stdout.write(JSON.stringify({ cpuMicros: user + system, wallMs: performance.now() - startedMs }));
  process.exit(0);
}

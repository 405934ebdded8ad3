import { EventEmitter } from "node:events";
import type { Bus } from "@stead/kernel/bus";
import { newId } from "@stead/kernel/ids";
import { silentLogger } from "@stead/kernel/logger";
import { findRedis, startRedis, type TestRedis } from "@stead/testing/redis";
import { vi } from "vitest";
import { z } from "zod";
import { Cache, type CacheOptions } from "./cache.ts";
import { defineFamily, type Family, type FamilyOptions } from "./family.ts";
import { openRedisStore } from "./redis-store.ts";

const redisCommand = findRedis();

/** The drivers that this machine has. */
export const drivers = redisCommand === undefined ? (["memory"] as const) : (["memory", "redis"] as const);
export type Driver = (typeof drivers)[number];

/** A bus between caches of one process that can be cut. */
export type TestBus = Bus & { isCut: boolean };

export function openTestBus(): TestBus {
  const emitter = new EventEmitter();
  emitter.setMaxListeners(0);
  const bus: TestBus = {
    isCut: false,
    publish: async (topic, data) => {
      await Promise.resolve();
      // As over a wire: what arrives shares nothing with what was sent.
      if (!bus.isCut) emitter.emit(topic, structuredClone(data));
    },
    subscribe: async (topic, listener) => {
      const hear = (data: unknown) => listener(topic, data);
      emitter.on(topic, hear);
      return async () => void emitter.off(topic, hear);
    },
  };
  return bus;
}

export type TestClock = { now: number; nowMs(): number };

/** Caches that share what processes of one installation share. */
export type CacheHouse = {
  driver: Driver;
  redis: TestRedis | undefined;
  bus: TestBus;
  clock: TestClock;
  namespace: string;
  open(options?: Partial<CacheOptions>): Promise<Cache>;
  close(): Promise<void>;
};

export async function openCacheHouse(driver: Driver): Promise<CacheHouse> {
  const redis = driver === "redis" && redisCommand !== undefined ? await startRedis(redisCommand) : undefined;
  const bus = openTestBus();
  const clock: TestClock = { now: Date.now(), nowMs: () => clock.now };
  const namespace = newId();
  const caches: Cache[] = [];
  return {
    driver,
    redis,
    bus,
    clock,
    namespace,
    open: async (options = {}) => {
      const shared =
        redis === undefined
          ? undefined
          : { store: openRedisStore({ url: redis.url, commandMs: 10_000 }), namespace, restMs: 50 };
      const cache = new Cache({ clock, log: silentLogger, bus, shared, random: () => 0.5, ...options });
      caches.push(cache);
      await cache.start();
      return cache;
    },
    close: async () => {
      for (const cache of caches) await cache.close();
      await redis?.stop();
    },
  };
}

export const Note = z.object({ text: z.string(), count: z.int() }).nullable();
export type Note = z.infer<typeof Note>;

let families = 0;

/** A family that nothing else uses. */
export function aFamily(options: Partial<FamilyOptions<Note>> = {}): Family<Note> {
  return defineFamily<Note>({
    name: `tests.family-${families++}`,
    schema: Note,
    tier: "short",
    jitter: 0,
    staleMs: 0,
    tags: (id) => ["notes", `note:${id}`],
    ...options,
  });
}

/** A loader that counts, waits for a gate and fails when it is told to. */
export function aLoader() {
  const loader = {
    runs: 0,
    isDown: false,
    gate: undefined as Promise<void> | undefined,
    load: async (): Promise<Note> => {
      const count = ++loader.runs;
      await loader.gate;
      if (loader.isDown) throw new Error("down");
      return { text: "loaded", count };
    },
  };
  return loader;
}

export function eventually(check: () => Promise<void> | void): Promise<void> {
  return vi.waitFor(check, { timeout: 50_000, interval: 10 });
}

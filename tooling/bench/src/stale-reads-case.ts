import { Cache } from "@stead/cache/cache";
import { defineFamily } from "@stead/cache/family";
import { openRedisStore } from "@stead/cache/redis-store";
import type { Bus } from "@stead/kernel/bus";
import { silentLogger } from "@stead/kernel/logger";
import { openEngine } from "@stead/queue/bullmq";
import { Redis } from "ioredis";
import { z } from "zod";

/**
 * A process of `stale-reads`: `node stale-reads-case.ts <redis> shared|memory <role>`. Does what each message says and
 * tells how many of its reads were older than what had been written.
 */
export const Told = z.object({ stale: z.int() });
export type Told = z.infer<typeof Told>;

const Order = z.object({
  write: z.int().optional(),
  read: z.int().optional(),
  readAfterNews: z.int().optional(),
  readAfterLife: z.int().optional(),
  deafen: z.boolean().optional(),
  end: z.boolean().optional(),
});
type Order = z.infer<typeof Order>;

const lifeMs = 60_000;
const owner = "0198f3a0-0000-7000-8000-00000000000a";

/** What the cache tells others; not its sign of life. */
const News = z.object({ items: z.array(z.unknown()).min(1) });

/** A bus that can be cut, and that knows how many messages it has delivered to the cache. */
type Ears = Bus & { isDeaf: boolean; delivered(count: number): Promise<void> };

function openEars(bus: Bus): Ears {
  let count = 0;
  let waiting: { count: number; resolve: () => void } | undefined;
  const ears: Ears = {
    isDeaf: false,
    publish: (topic, data) => bus.publish(topic, data),
    subscribe: (pattern, listener) =>
      bus.subscribe(pattern, (topic, data) => {
        if (ears.isDeaf) return;
        listener(topic, data);
        if (News.safeParse(data).success) count++;
        if (waiting !== undefined && count >= waiting.count) waiting.resolve();
      }),
    delivered: (wanted) => {
      if (count >= wanted) return Promise.resolve();
      const { promise, resolve } = Promise.withResolvers<void>();
      waiting = { count: wanted, resolve };
      return promise;
    },
  };
  return ears;
}

async function serve(url: string, isShared: boolean): Promise<void> {
  const redis = new Redis(url);
  const engine = openEngine({ redisUrl: url, directUrl: "" });
  const bus = engine.openBus();
  const ears = openEars(bus);
  const family = defineFamily({
    name: "bench.stale",
    schema: z.object({ version: z.int() }),
    tier: "short",
    ttlMs: lifeMs,
    jitter: 0,
    staleMs: 0,
    keptIn: isShared ? "both" : "memory",
    tags: () => ["truth"],
  });
  let aheadMs = 0;
  const cache = new Cache({
    clock: { nowMs: () => Date.now() + aheadMs },
    log: silentLogger,
    bus: ears,
    ...(isShared
      ? { shared: { store: openRedisStore({ url, commandMs: 10_000 }), namespace: "bench" } }
      : {}),
  });
  await cache.start();
  const load = async () => ({ version: Number(await redis.get("truth")) });
  const staleAt = async (version: number) =>
    (await cache.getOrSet(family.key(owner, "truth"), load)).version < version ? 1 : 0;

  const obey = async (order: Order): Promise<number> => {
    if (order.write !== undefined) {
      await redis.set("truth", String(order.write));
      await cache.invalidate(owner, ["truth"]);
      return staleAt(order.write);
    }
    if (order.readAfterNews !== undefined) {
      await ears.delivered(order.readAfterNews);
      return staleAt(order.readAfterNews);
    }
    if (order.deafen === true) ears.isDeaf = true;
    if (order.readAfterLife !== undefined) {
      aheadMs += lifeMs + 1;
      return staleAt(order.readAfterLife);
    }
    return order.read === undefined ? 0 : staleAt(order.read);
  };
  process.on("message", (message) => {
    const order = Order.parse(message);
    if (order.end === true)
      void Promise.all([cache.close(), bus.close()]).then(async () => {
        await engine.close();
        redis.disconnect();
        process.disconnect?.();
      });
    else void obey(order).then((stale) => process.send?.({ stale }));
  });
  process.send?.("ready");
}

const [, script, url, tier] = process.argv;
if (script === import.meta.filename && url !== undefined) await serve(url, tier === "shared");

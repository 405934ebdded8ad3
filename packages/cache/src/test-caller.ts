import { setTimeout as pause } from "node:timers/promises";
import { silentLogger } from "@stead/kernel/logger";
import { Redis } from "ioredis";
import { z } from "zod";
import { Cache } from "./cache.ts";
import { defineFamily } from "./family.ts";
import { openRedisStore } from "./redis-store.ts";

/**
 * A process of the stampede: with `url namespace callers` it says "ready", at the message "go" asks for one key with all
 * callers at once, says "loading" when it is the one that loads, and tells how it ended. The load ends when Redis has a
 * "gate".
 */
const [url = "", namespace = "", callers = "0"] = process.argv.slice(2);

const family = defineFamily({
  name: "tests.stampede",
  schema: z.object({ answer: z.string() }),
  tier: "medium",
  tags: () => ["stampede"],
  leaseMs: 1_000,
});
const owner = "0198f3a0-0000-7000-8000-00000000000a";

const redis = new Redis(url);
const cache = new Cache({
  clock: { nowMs: () => Date.now() },
  log: silentLogger,
  shared: { store: openRedisStore({ url, commandMs: 30_000, connectMs: 30_000 }), namespace },
});

async function load(): Promise<{ answer: string }> {
  await redis.incr("loads");
  process.send?.("loading");
  while ((await redis.exists("gate")) === 0) await pause(10);
  return { answer: "the one" };
}

await cache.get(family.key(owner, "nothing"));
process.once("message", () => {
  const asked = Array.from({ length: Number(callers) }, () => cache.getOrSet(family.key(owner, "hot"), load));
  void Promise.allSettled(asked).then(async (ends) => {
    const good = ends.filter((end) => end.status === "fulfilled" && end.value.answer === "the one").length;
    await cache.close();
    redis.disconnect();
    process.send?.({ good });
    process.disconnect?.();
  });
});
process.send?.("ready");

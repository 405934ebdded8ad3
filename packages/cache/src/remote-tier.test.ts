import net from "node:net";
import { newId } from "@stead/kernel/ids";
import { silentLogger } from "@stead/kernel/logger";
import { openFaultProxy } from "@stead/testing/fault-proxy";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Cache } from "./cache.ts";
import type { Family } from "./family.ts";
import { openRedisStore } from "./redis-store.ts";
import {
  aFamily,
  aLoader,
  drivers,
  eventually,
  openCacheHouse,
  type CacheHouse,
  type Note,
} from "./test-cache.ts";

describe.runIf(drivers.length > 1)("the shared tier", () => {
  let house: CacheHouse;
  let redis: Redis;
  beforeAll(async () => {
    house = await openCacheHouse("redis");
    redis = new Redis(house.redis?.url ?? "");
    redis.on("error", () => {});
  });
  afterAll(async () => {
    redis.disconnect();
    await house.close();
  });

  const figures = (cache: Cache, { name }: Family<Note>) =>
    cache.statistics().find(({ family }) => family === name);
  const names = (family: Family<Note>) => redis.keys(`stead:${house.namespace}:*${family.name}@*`);
  /** Waits until what was loaded lies in Redis and nobody holds a lease. */
  const settled = (family: Family<Note>, count = 1) =>
    eventually(async () => {
      const found = await names(family);
      expect(found.filter((name) => name.includes("}:"))).toHaveLength(count);
      expect(found.filter((name) => name.includes("}!"))).toEqual([]);
    });
  /** A cache that reaches Redis through an address of its own. */
  const openAt = (url: string, commandMs = 200) =>
    house.open({
      shared: {
        store: openRedisStore({ url, commandMs, connectMs: 500 }),
        namespace: house.namespace,
        restMs: 50,
      },
    });
  const commandsOf = async () => {
    const stats = await redis.info("commandstats");
    const sums = stats.matchAll(/cmdstat_(?:mget|evalsha|eval|unlink|get|set):calls=\d+/g);
    return [...sums].map(([text]) => text);
  };

  test("a hit of another process's value is one command, and what comes back equals what was loaded", async () => {
    const [one, two, family, loader] = [await house.open(), await house.open(), aFamily(), aLoader()];
    const key = family.key(newId(), "a");
    const given = await one.getOrSet(key, loader.load);
    await settled(family);
    await redis.config("RESETSTAT");
    expect(await two.getOrSet(key, loader.load)).toEqual(given);
    expect(await commandsOf()).toEqual(["cmdstat_mget:calls=1"]);
    expect(loader.runs).toBe(1);
    expect(figures(two, family)).toMatchObject({ sharedHits: 1, loads: 0 });
  });

  test("what is big is compressed, and keeps its meaning", async () => {
    const [one, two, family] = [await house.open(), await house.open(), aFamily()];
    const key = family.key(newId(), "a");
    const value = { text: "Ünïcode 🏠 ".repeat(5_000), count: 1 };
    await one.getOrSet(key, async () => value);
    await settled(family);
    const [name = ""] = await names(family);
    expect(await redis.strlen(name)).toBeLessThan(2_000);
    expect(await two.get(key)).toEqual(value);
  });

  test("a tag that Redis lost is as good as invalidated", async () => {
    const [one, family, loader] = [await house.open(), aFamily(), aLoader()];
    const owner = newId();
    await one.getOrSet(family.key(owner, "a"), loader.load);
    await settled(family);
    await redis.unlink(...(await redis.keys(`stead:${house.namespace}:*{${owner}}#*`)));
    const two = await house.open();
    expect(await two.getOrSet(family.key(owner, "a"), loader.load)).toMatchObject({ count: 2 });
  });

  test("an invalidation while the message is lost holds for whoever reads the shared tier", async () => {
    const [one, family, loader] = [await house.open(), aFamily({ keptIn: "shared" }), aLoader()];
    const two = await house.open();
    const owner = newId();
    await one.getOrSet(family.key(owner, "a"), loader.load);
    await settled(family);
    house.bus.isCut = true;
    await one.invalidate(owner, ["note:a"]);
    house.bus.isCut = false;
    expect(await two.getOrSet(family.key(owner, "a"), loader.load)).toMatchObject({ count: 2 });
  });

  test("who loads what another process made old hears first how far it must read, without a word over the bus", async () => {
    const heard: unknown[] = [];
    const copiesOf = (name: string, position: string | undefined) => ({
      position: async () => position,
      noteChange: (owner: string | undefined, at?: string) => void heard.push([name, owner, at]),
    });
    const one = await house.open({ bus: undefined, copies: copiesOf("one", "0/50") });
    const two = await house.open({ bus: undefined, copies: copiesOf("two", undefined) });
    const [family, loader, owner] = [aFamily(), aLoader(), newId()];
    const key = family.key(owner, "a");
    await two.getOrSet(key, loader.load);
    await settled(family);
    expect(heard).toEqual([]);
    await one.invalidate(owner, ["notes"]);
    expect(heard).toEqual([["one", owner, undefined]]);
    await one.getOrSet(key, async () => {
      heard.push("loads");
      return loader.load();
    });
    expect(heard.slice(1)).toEqual([["one", owner, "0/50"], "loads"]);
    // Where the database does not say, that something changed is said.
    await two.invalidate(owner, ["notes"]);
    await two.getOrSet(key, loader.load);
    expect(heard.slice(3)).toEqual([
      ["two", owner, undefined],
      ["two", owner, "?"],
    ]);
  });

  test("another version of the schema never reads what this one stored", async () => {
    const [cache, family] = [await house.open(), aFamily()];
    const newer = { ...family, version: () => "another" };
    const owner = newId();
    await cache.set(family.key(owner, "a"), { text: "old shape", count: 1 });
    const two = await house.open();
    const key = Object.assign(Object.create(family.key(owner, "a")), { family: newer }) as ReturnType<
      typeof family.key
    >;
    expect(await two.get(key)).toBeUndefined();
  });

  test.each(["", "rubbish", "\n", `\n${"j".repeat(60)}`, "a,b,\nj0000000000000000000000000000000{}"])(
    "rubbish in its place (%j) is a miss, and is replaced",
    async (rubbish) => {
      const [family, loader] = [aFamily({ tags: () => [] }), aLoader()];
      const one = await house.open();
      const key = family.key(newId(), "a");
      await one.getOrSet(key, loader.load);
      await settled(family);
      const [name = ""] = await names(family);
      await redis.set(name, rubbish);
      const two = await house.open();
      expect(await two.getOrSet(key, loader.load)).toMatchObject({ count: 2 });
      await eventually(async () => expect(await (await house.open()).get(key)).toMatchObject({ count: 2 }));
    },
  );

  test("something of another kind in its place fails nobody", async () => {
    const [cache, family, loader] = [await house.open(), aFamily(), aLoader()];
    const key = family.key(newId(), "a");
    await cache.getOrSet(key, loader.load);
    await settled(family);
    const [name = ""] = await names(family);
    await redis.unlink(name);
    await redis.lpush(name, "a list");
    const two = await house.open();
    expect(await two.getOrSet(key, loader.load)).toMatchObject({ count: 2 });
    expect(figures(two, family)?.sharedErrors).toBeGreaterThan(0);
  });

  test("a full Redis fails nobody, and can still be told what is old", async () => {
    const [cache, family, loader] = [await house.open(), aFamily(), aLoader()];
    const owner = newId();
    await cache.getOrSet(family.key(owner, "a"), loader.load);
    await settled(family);
    await redis.config("SET", "maxmemory", "1", "maxmemory-policy", "noeviction");
    try {
      expect(await cache.getOrSet(family.key(owner, "b"), loader.load)).toMatchObject({ count: 2 });
      await cache.invalidate(owner, ["notes"]);
      const two = await house.open();
      expect(await two.getOrSet(family.key(owner, "a"), loader.load)).toMatchObject({ count: 3 });
    } finally {
      await redis.config("SET", "maxmemory", "0");
    }
  });

  test("without a Redis, values come from memory and loaders", async () => {
    const cache = await openAt("redis://127.0.0.1:1");
    const [family, loader] = [aFamily(), aLoader()];
    const key = family.key(newId(), "a");
    await cache.getOrSet(key, loader.load);
    expect(await cache.getOrSet(key, loader.load)).toMatchObject({ count: 1 });
    await cache.invalidate(key.owner, ["notes"]);
    expect(await cache.getOrSet(key, loader.load)).toMatchObject({ count: 2 });
    await cache.set(key, { text: "set", count: 9 });
    expect(await cache.get(key)).toMatchObject({ count: 9 });
  });

  test("a server that accepts and says nothing holds nobody up for long, and soon not at all", async () => {
    const silent = net.createServer(() => {}).listen(0, "127.0.0.1");
    await new Promise((resolve) => silent.once("listening", resolve));
    const address = silent.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const cache = await openAt(`redis://127.0.0.1:${port}`, 50);
    const family = aFamily();
    for (let at = 0; at < 12; at++)
      expect(await cache.getOrSet(family.key(newId(), "a"), aLoader().load)).toMatchObject({ count: 1 });
    await cache.close();
    silent.close();
    silent.unref();
  });

  test("a Redis that is slow is left alone by the breaker, and is asked again when it is well", async () => {
    const proxy = await openFaultProxy(house.redis?.url ?? "");
    const cache = await openAt(proxy.through(house.redis?.url ?? ""), 100);
    const [family, loader] = [aFamily({ keptIn: "shared" }), aLoader()];
    const owner = newId();
    await cache.getOrSet(family.key(owner, "a"), loader.load);
    await settled(family);
    proxy.delay(400);
    for (let at = 0; at < 8; at++) await cache.getOrSet(family.key(owner, `slow-${at}`), loader.load);
    const errors = figures(cache, family)?.sharedErrors ?? 0;
    expect(errors).toBeGreaterThanOrEqual(5);
    proxy.delay(0);
    const before = figures(cache, family)?.sharedHits ?? 0;
    await eventually(async () => {
      await cache.getOrSet(family.key(owner, "a"), loader.load);
      expect(figures(cache, family)?.sharedHits).toBeGreaterThan(before);
    });
    await cache.close();
    await proxy.close();
  });

  test("what was invalidated while Redis was away is old when it is back", async () => {
    const proxy = await openFaultProxy(house.redis?.url ?? "");
    const cache = await openAt(proxy.through(house.redis?.url ?? ""), 1_000);
    const [family, loader] = [aFamily(), aLoader()];
    const owner = newId();
    const key = family.key(owner, "a");
    await cache.getOrSet(key, loader.load);
    await settled(family);
    proxy.refuse(true);
    proxy.cut();
    await eventually(() => expect(proxy.pairs.size).toBe(0));
    // The message is lost as well.
    house.bus.isCut = true;
    await cache.invalidate(owner, ["note:a"]);
    house.bus.isCut = false;
    proxy.refuse(false);
    expect(await cache.getOrSet(key, loader.load)).toMatchObject({ count: 2 });
    const elsewhere = await house.open();
    await eventually(async () => {
      await cache.get(family.key(owner, "wakes"));
      expect(await elsewhere.get(key)).not.toMatchObject({ count: 1 });
    });
    await cache.close();
    await proxy.close();
  });

  test("a Redis that restarts empty costs loads and nothing else", async () => {
    const own = await openCacheHouse("redis");
    const [cache, family, loader] = [await own.open(), aFamily({ keptIn: "shared" }), aLoader()];
    const key = family.key(newId(), "a");
    await cache.getOrSet(key, loader.load);
    await own.redis?.loseEverything();
    expect(await cache.getOrSet(key, loader.load)).toMatchObject({ text: "loaded" });
    await eventually(async () => {
      const { runs } = loader;
      await cache.getOrSet(key, loader.load);
      expect(loader.runs).toBe(runs);
    });
    await own.close();
  });

  test("who lost its lease while it slept stores nothing", async () => {
    const family = aFamily({ leaseMs: 300 });
    const [sleeper, loader] = [await house.open(), aLoader()];
    const key = family.key(newId(), "a");
    const gate = Promise.withResolvers<void>();
    loader.gate = gate.promise;
    const early = sleeper.getOrSet(key, loader.load);
    await eventually(() => expect(loader.runs).toBe(1));
    // As if it had slept: its lease is gone, and another has loaded since.
    await redis.unlink(...(await names(family)));
    const other = await house.open();
    expect(await other.getOrSet(key, async () => ({ text: "newer", count: 50 }))).toMatchObject({
      count: 50,
    });
    await settled(family);
    gate.resolve();
    expect(await early).toMatchObject({ count: 1 });
    await eventually(async () => expect(await sleeper.get(key)).toMatchObject({ count: 50 }));
    expect(figures(sleeper, family)).toMatchObject({ discarded: 1 });
    expect(await (await house.open()).get(key)).toMatchObject({ count: 50 });
  });

  test("a cache without a bus believes its memory no longer than values live", async () => {
    const alone = new Cache({
      clock: house.clock,
      log: silentLogger,
      random: () => 0.5,
      shared: { store: openRedisStore({ url: house.redis?.url ?? "" }), namespace: house.namespace },
    });
    const [other, family, loader] = [await house.open(), aFamily({ ttlMs: 60_000 }), aLoader()];
    const key = family.key(newId(), "a");
    await alone.getOrSet(key, loader.load);
    await settled(family);
    await other.invalidate(key.owner, ["note:a"]);
    house.clock.now += 61_000;
    expect(await alone.getOrSet(key, loader.load)).toMatchObject({ count: 2 });
    await alone.close();
  });
});

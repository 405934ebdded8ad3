import { AppError } from "@stead/kernel/errors";
import { newId } from "@stead/kernel/ids";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { idOf } from "./family.ts";
import { aFamily, aLoader, drivers, eventually, openCacheHouse, type CacheHouse } from "./test-cache.ts";

describe.each(drivers)("a cache on %s", (driver) => {
  let house: CacheHouse;
  beforeAll(async () => {
    house = await openCacheHouse(driver);
  });
  afterAll(() => house.close());

  test("loads once for all who ask at once, and gives the same frozen value after", async () => {
    const [cache, family, loader] = [await house.open(), aFamily(), aLoader()];
    const key = family.key(newId(), "a");
    const gate = Promise.withResolvers<void>();
    loader.gate = gate.promise;
    const asked = Array.from({ length: 50 }, () => cache.getOrSet(key, loader.load));
    gate.resolve();
    const values = await Promise.all(asked);
    expect(loader.runs).toBe(1);
    const [value] = values;
    expect(values.every((one) => one === value)).toBe(true);
    expect(Object.isFrozen(value)).toBe(true);
    expect(await cache.getOrSet(key, loader.load)).toBe(value);
    expect(await cache.get(key)).toEqual({ text: "loaded", count: 1 });
    expect(loader.runs).toBe(1);
  });

  test("loads again when its life ends, and says how old a value is", async () => {
    const [cache, family, loader] = [await house.open(), aFamily({ ttlMs: 60_000 }), aLoader()];
    const key = family.key(newId(), "a");
    const { asOfMs } = await cache.read(key, loader.load);
    expect(asOfMs).toBe(house.clock.now);
    house.clock.now += 59_000;
    expect(await cache.read(key, loader.load)).toEqual({
      value: { text: "loaded", count: 1 },
      asOfMs,
      isStale: false,
    });
    house.clock.now += 2_000;
    expect(await cache.read(key, loader.load)).toMatchObject({
      value: { count: 2 },
      asOfMs: house.clock.now,
    });
  });

  test("invalidating a tag is seen at once here, and elsewhere when the message came", async () => {
    const [one, two, family, loader] = [await house.open(), await house.open(), aFamily(), aLoader()];
    const owner = newId();
    const key = family.key(owner, "a");
    const other = family.key(owner, "b");
    for (const cache of [one, two]) {
      await cache.getOrSet(key, loader.load);
      await cache.getOrSet(other, loader.load);
    }
    const before = loader.runs;
    const telling = one.invalidate(owner, ["note:a"]);
    expect((await one.getOrSet(key, loader.load))?.count).toBe(before + 1);
    await telling;
    // The bus of tests has delivered when publishing is over.
    expect((await two.getOrSet(key, loader.load))?.count).toBeGreaterThan(before);
    const after = loader.runs;
    await one.getOrSet(other, loader.load);
    await two.getOrSet(other, loader.load);
    expect(loader.runs).toBe(after);
    await two.invalidate(owner, ["notes"]);
    expect((await one.getOrSet(other, loader.load))?.count).toBe(after + 1);
  });

  test("what was loaded before an invalidation and came after it is given and not kept", async () => {
    const [cache, family, loader] = [await house.open(), aFamily(), aLoader()];
    const owner = newId();
    const key = family.key(owner, "a");
    const gate = Promise.withResolvers<void>();
    loader.gate = gate.promise;
    const early = cache.getOrSet(key, loader.load);
    await eventually(() => expect(loader.runs).toBe(1));
    await cache.invalidate(owner, ["note:a"]);
    // Who asks now does not wait for what is old already.
    const late = cache.getOrSet(key, loader.load);
    await eventually(() => expect(loader.runs).toBe(2));
    gate.resolve();
    expect(await early).toMatchObject({ count: 1 });
    expect(await late).toMatchObject({ count: 2 });
    expect(await cache.getOrSet(key, loader.load)).toMatchObject({ count: 2 });
    expect(loader.runs).toBe(2);
  });

  test("gives the old at once while it asks for the new", async () => {
    const family = aFamily({ ttlMs: 60_000, staleMs: 60_000 });
    const [cache, loader] = [await house.open(), aLoader()];
    const key = family.key(newId(), "a");
    await cache.getOrSet(key, loader.load);
    house.clock.now += 61_000;
    const gate = Promise.withResolvers<void>();
    loader.gate = gate.promise;
    expect(await cache.getOrSet(key, loader.load)).toMatchObject({ count: 1 });
    expect(await cache.getOrSet(key, loader.load)).toMatchObject({ count: 1 });
    gate.resolve();
    await eventually(async () => expect(await cache.get(key)).toMatchObject({ count: 2 }));
    expect(loader.runs).toBe(2);
  });

  test("asks ahead of the end of a life, the sooner the longer a load takes", async () => {
    const family = aFamily({ ttlMs: 60_000 });
    // The luck of the draw says: nearly the whole life ahead.
    const [cache, loader] = [await house.open({ random: () => 1e-300 }), aLoader()];
    const key = family.key(newId(), "a");
    await cache.getOrSet(key, async () => {
      await new Promise((resolve) => setTimeout(resolve, 60));
      return { text: "slow", count: 0 };
    });
    house.clock.now += 50_000;
    expect(await cache.getOrSet(key, loader.load)).toMatchObject({ count: 0 });
    await eventually(async () => expect(await cache.get(key)).toMatchObject({ count: 1 }));
    expect(cache.statistics().find(({ family: name }) => name === family.name)).toMatchObject({
      earlyRefreshes: 1,
    });
  });

  test("gives what is too old when nobody answers, says so, and is fresh again after", async () => {
    const family = aFamily({ ttlMs: 60_000, graceMs: 600_000 });
    const [cache, loader] = [await house.open(), aLoader()];
    const key = family.key(newId(), "a");
    const { asOfMs } = await cache.read(key, loader.load);
    house.clock.now += 61_000;
    loader.isDown = true;
    const stale = { value: { text: "loaded", count: 1 }, asOfMs, isStale: true };
    expect(await cache.read(key, loader.load)).toEqual(stale);
    // It is not tried again at once.
    const tried = loader.runs;
    expect(await cache.read(key, loader.load)).toEqual(stale);
    expect(loader.runs).toBe(tried);
    loader.isDown = false;
    house.clock.now += 2_000;
    expect(await cache.read(key, loader.load)).toMatchObject({ isStale: false, asOfMs: house.clock.now });
    loader.isDown = true;
    house.clock.now += 700_000;
    await expect(cache.read(key, loader.load)).rejects.toThrow("down");
  });

  test("an error that is an answer is not hidden, and what was never known fails", async () => {
    const family = aFamily({ ttlMs: 60_000 });
    const [cache, loader] = [await house.open(), aLoader()];
    const key = family.key(newId(), "a");
    loader.isDown = true;
    await expect(cache.getOrSet(key, loader.load)).rejects.toThrow("down");
    loader.isDown = false;
    await cache.getOrSet(key, loader.load);
    house.clock.now += 61_000;
    const gone = () => Promise.reject(new AppError("NOT_FOUND", "gone"));
    await expect(cache.getOrSet(key, gone)).rejects.toThrow("gone");
  });

  test("what was invalidated stands in for a failure only where the family says so", async () => {
    const [cache, loader] = [await house.open(), aLoader()];
    const owner = newId();
    const strict = aFamily().key(owner, "a");
    const lenient = aFamily({ onError: "invalidated" }).key(owner, "a");
    await cache.getOrSet(strict, loader.load);
    await cache.getOrSet(lenient, loader.load);
    await cache.invalidate(owner, ["note:a"]);
    loader.isDown = true;
    await expect(cache.getOrSet(strict, loader.load)).rejects.toThrow("down");
    expect(await cache.read(lenient, loader.load)).toMatchObject({ value: { count: 2 }, isStale: true });
    loader.isDown = false;
    house.clock.now += 2_000;
    expect(await cache.read(lenient, loader.load)).toMatchObject({ isStale: false });
  });

  test("remembers for a short while that there is nothing", async () => {
    const [cache, family] = [await house.open(), aFamily({ ttlMs: 600_000, negativeMs: 10_000 })];
    const key = family.key(newId(), "a");
    let asked = 0;
    const nothing = async () => (asked++, null);
    expect(await cache.getOrSet(key, nothing)).toBeNull();
    expect(await cache.getOrSet(key, nothing)).toBeNull();
    expect(asked).toBe(1);
    house.clock.now += 11_000;
    await cache.getOrSet(key, nothing);
    expect(asked).toBe(2);
  });

  test("a value that is set or forgotten is so in every process, also against a load under way", async () => {
    const [one, two, family, loader] = [await house.open(), await house.open(), aFamily(), aLoader()];
    const key = family.key(newId(), "a");
    await one.getOrSet(key, loader.load);
    await two.getOrSet(key, loader.load);
    await one.set(key, { text: "set", count: 100 });
    expect(await one.get(key)).toMatchObject({ count: 100 });
    const seen = await two.getOrSet(key, loader.load);
    // Without a shared tier the other process loads; with one it has what was set.
    expect(seen?.count).toBe(driver === "redis" ? 100 : loader.runs);
    await one.forget(key);
    expect(await one.get(key)).toBeUndefined();
    expect(await two.get(key)).toBeUndefined();
    const gate = Promise.withResolvers<void>();
    loader.gate = gate.promise;
    const before = loader.runs;
    const loading = one.getOrSet(key, loader.load);
    await eventually(() => expect(loader.runs).toBe(before + 1));
    await one.set(key, { text: "set", count: 200 });
    gate.resolve();
    await loading;
    expect(await one.getOrSet(key, loader.load)).toMatchObject({ count: 200 });
  });

  test("what has not the family's shape is given to who asked, and not kept", async () => {
    const [cache, family] = [await house.open(), aFamily()];
    const key = family.key(newId(), "a");
    let asked = 0;
    const odd = async () => {
      asked += 1;
      const value: unknown = { text: 7 };
      return value as { text: string; count: number };
    };
    expect(await cache.getOrSet(key, odd)).toEqual({ text: 7 });
    await cache.getOrSet(key, odd);
    expect(asked).toBe(2);
    expect(cache.statistics().find(({ family: name }) => name === family.name)).toMatchObject({ refused: 2 });
  });

  test("a function's answers are kept by its arguments, and warmers never throw", async () => {
    const [cache, family] = [await house.open(), aFamily()];
    const asked: string[] = [];
    const read = cache.cached(family, async (owner, id) => {
      asked.push(`${owner} ${id}`);
      return { text: id, count: asked.length };
    });
    const [one, two] = [newId(), newId()];
    const report = await cache.warm([
      { name: "one", run: () => read(one, idOf("p", 1)) },
      { name: "two", run: () => read(two, idOf("p", 1)) },
      { name: "three", run: () => Promise.reject(new Error("not today")) },
    ]);
    expect(report).toEqual({ done: 2, failed: 1 });
    await read(one, idOf("p", 1));
    await read(one, idOf("p1", null));
    expect(asked).toHaveLength(3);
  });

  test("tells what each family did", async () => {
    const [cache, family, loader] = [await house.open(), aFamily(), aLoader()];
    const key = family.key(newId(), "a");
    for (let at = 0; at < 4; at++) await cache.getOrSet(key, loader.load);
    const report = cache.statistics().find(({ family: name }) => name === family.name);
    expect(report).toMatchObject({ loads: 1, misses: 1, memoryHits: 3, entries: 1, hitRate: 0.75 });
    expect(report?.bytes).toBeGreaterThan(20);
  });
});

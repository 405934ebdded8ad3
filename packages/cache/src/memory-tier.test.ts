import { newId } from "@stead/kernel/ids";
import { silentLogger } from "@stead/kernel/logger";
import { expect, test } from "vitest";
import { Cache } from "./cache.ts";
import { freezeAndWeigh } from "./frozen.ts";
import { aFamily, aLoader, eventually, openTestBus, type TestClock } from "./test-cache.ts";

function open(options: { memoryBytes?: number; heapShare?: () => number } = {}) {
  const clock: TestClock = { now: 1_000_000, nowMs: () => clock.now };
  const cache = new Cache({ clock, log: silentLogger, random: () => 0.5, ...options });
  const family = aFamily();
  const owner = newId();
  const put = (id: string, length = 1_000) =>
    cache.getOrSet(family.key(owner, id), async () => ({ text: "x".repeat(length), count: 1 }));
  const report = () => cache.statistics()[0];
  const has = async (id: string) => (await cache.get(family.key(owner, id))) !== undefined;
  return { cache, clock, family, owner, put, report, has };
}

test("holds no more bytes than it may, and keeps what is read", async () => {
  const { put, report, has } = open({ memoryBytes: 50_000 });
  await put("read");
  for (let at = 0; at < 500; at++) {
    await put(`once-${at}`);
    await put("read");
  }
  expect(report()?.bytes).toBeLessThanOrEqual(50_000);
  expect(report()?.bytes).toBeGreaterThan(40_000);
  expect(report()?.evictions).toBeGreaterThan(400);
  expect(await has("read")).toBe(true);
  expect(report()?.loads).toBe(501);
});

test("a value that would push out too much is given and not kept", async () => {
  const { put, report, has } = open({ memoryBytes: 50_000 });
  await put("small");
  expect(await put("big", 20_000)).toMatchObject({ count: 1 });
  expect(await has("big")).toBe(false);
  expect(await has("small")).toBe(true);
  expect(report()).toMatchObject({ refused: 1 });
});

test("keeps a quarter while the process is short of heap", async () => {
  let share = 0.2;
  const { clock, put, report } = open({ memoryBytes: 100_000, heapShare: () => share });
  for (let at = 0; at < 90; at++) await put(`a-${at}`);
  expect(report()?.bytes).toBeGreaterThan(80_000);
  share = 0.95;
  clock.now += 2_000;
  await put("b");
  expect(report()?.bytes).toBeLessThanOrEqual(25_000);
});

test("cleans up what is over, and holds nothing for owners who have nothing", async () => {
  const { cache, clock, put, report, owner } = open();
  for (let at = 0; at < 20; at++) await put(`a-${at}`);
  await cache.invalidate(owner, ["note:a-3"]);
  cache.sweep();
  expect(report()?.entries).toBe(19);
  clock.now += 24 * 3_600_000;
  cache.sweep();
  expect(report()).toMatchObject({ entries: 0, bytes: 0 });
});

test("counts what a value holds, and freezes all of it", () => {
  const value = { a: "text", b: [1, { c: null }], d: { e: true } };
  expect(freezeAndWeigh(value)).toBeGreaterThan(100);
  expect(Object.isFrozen(value.b[1])).toBe(true);
  expect(Object.isFrozen(value.d)).toBe(true);
});

test("a bus that is lost bounds how old memory may be, and forgets it when it is back", async () => {
  const bus = openTestBus();
  const clock: TestClock = { now: 1_000_000, nowMs: () => clock.now };
  const cache = new Cache({ clock, log: silentLogger, bus, beatMs: 20, random: () => 0.5 });
  await cache.start();
  const [family, loader] = [aFamily({ ttlMs: 600_000 }), aLoader()];
  const key = family.key(newId(), "a");
  await cache.getOrSet(key, loader.load);
  clock.now += 60_000;
  expect(await cache.getOrSet(key, loader.load)).toMatchObject({ count: 1 });
  bus.isCut = true;
  // What was in memory is not believed any more.
  await eventually(async () => expect(await cache.getOrSet(key, loader.load)).toMatchObject({ count: 2 }));
  // What comes now is believed for seconds, not for its life.
  clock.now += 6_000;
  expect(await cache.getOrSet(key, loader.load)).toMatchObject({ count: 3 });
  bus.isCut = false;
  await eventually(async () => expect(await cache.getOrSet(key, loader.load)).toMatchObject({ count: 4 }));
  clock.now += 60_000;
  expect(await cache.getOrSet(key, loader.load)).toMatchObject({ count: 4 });
  await cache.close();
});

test("a message that was missed is noticed by the next, and memory is not believed", async () => {
  const bus = openTestBus();
  const clock: TestClock = { now: 1_000_000, nowMs: () => clock.now };
  const openOne = async () => {
    const cache = new Cache({ clock, log: silentLogger, bus, random: () => 0.5 });
    await cache.start();
    return cache;
  };
  const [one, two] = [await openOne(), await openOne()];
  const [family, loader] = [aFamily(), aLoader()];
  const key = family.key(newId(), "a");
  await one.invalidate(newId(), ["first"]);
  await two.getOrSet(key, loader.load);
  bus.isCut = true;
  await one.invalidate(key.owner, ["note:a"]);
  bus.isCut = false;
  expect(await two.getOrSet(key, loader.load)).toMatchObject({ count: 1 });
  await one.invalidate(newId(), ["another"]);
  expect(await two.getOrSet(key, loader.load)).toMatchObject({ count: 2 });
  await one.close();
  await two.close();
});

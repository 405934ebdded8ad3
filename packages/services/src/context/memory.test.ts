import { expect, test } from "vitest";
import { createMemory } from "./memory.ts";

function open(ttlMs = 1_000) {
  const clock = { now: 1_000_000, nowMs: () => clock.now };
  const provider = { asked: 0, isDown: false };
  const memory = createMemory<{ answer: number }>({
    ttlMs,
    most: 2,
    clock,
    load: async () => {
      provider.asked += 1;
      await Promise.resolve();
      if (provider.isDown) throw new Error("down");
      return { answer: provider.asked };
    },
  });
  return { clock, provider, memory };
}

test("is asked once by any number of readers, and again when it is too old", async () => {
  const { clock, provider, memory } = open();
  const read = await Promise.all(Array.from({ length: 20 }, () => memory.read("a")));
  expect(new Set(read.map(({ value }) => value.answer))).toEqual(new Set([1]));
  clock.now += 999;
  expect((await memory.read("a")).value.answer).toBe(1);
  clock.now += 2;
  expect((await memory.read("a")).value.answer).toBe(2);
  expect(provider.asked).toBe(2);
});

test("answers what was last known while nobody answers, says so, and is fresh again after", async () => {
  const { clock, provider, memory } = open();
  const { asOfMs } = await memory.read("a");
  provider.isDown = true;
  clock.now += 10_000;
  expect(await memory.read("a")).toEqual({ value: { answer: 1 }, asOfMs, isStale: true });
  expect((await memory.read("a")).isStale).toBe(true);
  provider.isDown = false;
  expect(await memory.read("a")).toMatchObject({ asOfMs: clock.now, isStale: false });
});

test("forgets when it is told to, and still has the old when nobody answers then", async () => {
  const { provider, memory } = open();
  await memory.read("a");
  memory.expire("a");
  expect((await memory.read("a")).value.answer).toBe(2);
  memory.expire();
  provider.isDown = true;
  expect(await memory.read("a")).toMatchObject({ value: { answer: 2 }, isStale: true });
  provider.isDown = false;
  expect((await memory.read("a")).isStale).toBe(false);
});

test("throws what was never known, and keeps a bounded number", async () => {
  const { provider, memory } = open();
  provider.isDown = true;
  await expect(memory.read("a")).rejects.toThrow("down");
  provider.isDown = false;
  for (const key of ["a", "b", "c"]) await memory.read(key);
  const before = provider.asked;
  await memory.read("a");
  expect(provider.asked).toBe(before + 1);
});

import { expect, test } from "vitest";
import { Gathering } from "./gathering.ts";

const limits = { mostAtOnce: 3, mostRunning: 1 };

test("what comes at once, and while others are worked on, goes together in lists of their order", async () => {
  const lists: number[][] = [];
  const gate = Promise.withResolvers<void>();
  const gathering = new Gathering<number, string>(async (items) => {
    lists.push([...items]);
    if (lists.length === 1) await gate.promise;
    return items.map(String);
  }, limits);
  expect(gathering.isIdle).toBe(true);
  const first = [1, 2].map((item) => gathering.add(item));
  await new Promise(setImmediate);
  const later = [3, 4, 5, 6].map((item) => gathering.add(item));
  await new Promise(setImmediate);
  expect(lists).toEqual([[1, 2]]);
  expect(gathering.isIdle).toBe(false);
  gate.resolve();
  expect(await Promise.all([...first, ...later])).toEqual(["1", "2", "3", "4", "5", "6"]);
  expect(lists).toEqual([[1, 2], [3, 4, 5], [6]]);
});

test("a list that fails fails each of its items and none of the next", async () => {
  let isBroken = true;
  const gathering = new Gathering<number, number>(async (items) => {
    if (isBroken) throw new Error("broken");
    return items;
  }, limits);
  const settled = await Promise.allSettled([gathering.add(1), gathering.add(2)]);
  expect(settled.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  isBroken = false;
  expect(await gathering.add(3)).toBe(3);
  expect(gathering.isIdle).toBe(true);
});

test("one may fail alone", async () => {
  const gathering = new Gathering<number, number>(
    async (items) => items.map((item) => (item === 2 ? Promise.reject(new Error("two")) : item)),
    limits,
  );
  const settled = await Promise.allSettled([1, 2, 3].map((item) => gathering.add(item)));
  expect(settled.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
});

test("an answer for part of a list is an error for all of it, never another's answer", async () => {
  const gathering = new Gathering<number, number>(async (items) => items.slice(1), limits);
  await expect(Promise.all([gathering.add(1), gathering.add(2)])).rejects.toThrow("in part");
});

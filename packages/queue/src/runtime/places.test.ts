import { expect, test } from "vitest";
import { adaptPlaces } from "./adapt-places.ts";
import { Batcher } from "./batcher.ts";
import { Places } from "./places.ts";

test("so many enter as there are places, and the next when one leaves or a place is added", async () => {
  const places = new Places(2);
  const entered: number[] = [];
  const enter = (n: number) => places.enter().then(() => void entered.push(n));
  const all = [1, 2, 3, 4].map(enter);
  await Promise.all(all.slice(0, 2));
  expect(entered).toEqual([1, 2]);
  places.leave();
  await all[2];
  expect(places.busy).toBe(2);
  places.limit = 3;
  await all[3];
  expect(entered).toEqual([1, 2, 3, 4]);
  expect(places.busy).toBe(3);
});

test("fewer places take nobody's place away", async () => {
  const places = new Places(3);
  await Promise.all([places.enter(), places.enter(), places.enter()]);
  places.limit = 1;
  let isIn = false;
  const waiting = places.enter().then(() => (isIn = true));
  places.leave();
  places.leave();
  expect(isIn).toBe(false);
  places.leave();
  await waiting;
  expect(places.busy).toBe(1);
  const use = places.takeUse();
  expect(use.placesMs).toBeGreaterThanOrEqual(0);
});

const calm = {
  places: 8,
  least: 2,
  most: 32,
  usual: 8,
  used: 1,
  loop: 0.3,
  poolWaiting: 0,
  hasBacklog: true,
};

test.each([
  ["more when they are full and jobs wait", {}, 10],
  ["not beyond the most", { places: 32 }, 32],
  ["as they are when nothing waits", { hasBacklog: false }, 8],
  ["as they are when the event loop is rather busy", { loop: 0.8 }, 8],
  ["fewer when the event loop is full", { loop: 0.95 }, 6],
  ["fewer when callers wait for the pool", { poolWaiting: 3 }, 6],
  ["not below the least", { places: 2, poolWaiting: 3 }, 2],
  ["back to the usual when little is to do", { places: 20, used: 0.1, hasBacklog: false }, 19],
  ["back to the usual from below", { places: 3, used: 0.1, hasBacklog: false }, 4],
])("places: %s", (_name, look, places) => {
  expect(adaptPlaces({ ...calm, ...look })).toBe(places);
});

test("what comes while a batch is on its way goes together with the next", async () => {
  const batches: number[][] = [];
  const goOn = Promise.withResolvers<void>();
  const batcher = new Batcher(async (items: number[]) => {
    batches.push(items);
    if (batches.length === 1) await goOn.promise;
    return items.map((item) => item * 2);
  });
  const first = batcher.add(1);
  await new Promise(setImmediate);
  const rest = [2, 3, 4].map((item) => batcher.add(item));
  goOn.resolve();
  expect(await Promise.all([first, ...rest])).toEqual([2, 4, 6, 8]);
  expect(batches).toEqual([[1], [2, 3, 4]]);
});

test("a batch that fails fails for each of its items, and the next one goes", async () => {
  let calls = 0;
  const batcher = new Batcher(async (items: number[]) => {
    if (calls++ === 0) throw new Error("away");
    return items;
  });
  const lost = await Promise.allSettled([batcher.add(1), batcher.add(2)]);
  expect(lost.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  expect(await batcher.add(3)).toBe(3);
});

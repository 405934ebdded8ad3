import { expect, test } from "vitest";
import { adaptPlaces } from "./adapt-places.ts";
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

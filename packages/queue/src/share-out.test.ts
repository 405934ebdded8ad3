import { expect, test } from "vitest";
import { jobSettings } from "./catalogue.ts";
import { lanes } from "./define-job.ts";
import { bundle, shareOut } from "./share-out.ts";

const jobs = (key: string, name: string, count: number) =>
  Array.from({ length: count }, (_, index) => ({ key, name, id: `${key} ${name} ${index}` }));
const keysOf = (picked: readonly { id: string }[]) => picked.map(({ id }) => id.split(" ")[0]);
const free = { sent: [], places: { quick: 4, long: 3 } };
const options = { runTimes: () => undefined, mostOfKey: Infinity };

test("keys take turns, behind what they have under way", () => {
  const candidates = [...jobs("a", "payments.apply-credit", 10), ...jobs("b", "payments.apply-credit", 10)];
  const picked = shareOut(candidates, free, options);
  expect(keysOf(picked)).toEqual(["a", "b", "a", "b", "a", "b"]);
  const busy = { ...free, sent: [{ key: "a", name: "payments.apply-credit", count: 3, isApart: false }] };
  expect(keysOf(shareOut(candidates, busy, options))).toEqual(["b", "b", "b"]);
});

test("as many are sent as keep the places busy: few long ones, many short ones", () => {
  const candidates = jobs("a", "payments.apply-credit", 1_200);
  expect(shareOut(candidates, free, options)).toHaveLength(6);
  expect(shareOut(candidates, free, { ...options, runTimes: () => 1 })).toHaveLength(160);
  expect(shareOut(candidates, free, { ...options, runTimes: () => 0 })).toHaveLength(
    Math.min(lanes.quick.perKey, jobSettings("payments.apply-credit").concurrency),
  );
});

test("one agency's long jobs leave a place to others, and a job's limit holds over all", () => {
  const candidates = [...jobs("a", "imports.apply", 9), ...jobs("b", "imports.apply", 9)];
  expect(keysOf(shareOut(candidates, { ...free, places: { long: 30 } }, options)).join("")).toBe("abab");
  const many = Array.from({ length: 20 }, (_, index) => jobs(`k${index}`, "ledger.proof", 1)).flat();
  expect(shareOut(many, { ...free, places: { long: 30 } }, options)).toHaveLength(
    jobSettings("ledger.proof").concurrency,
  );
});

test("who has little under way goes at once and first, past one who has much", () => {
  const full = { ...free, sent: [{ key: "a", name: "payments.apply-credit", count: 9, isApart: false }] };
  const candidates = [...jobs("a", "payments.apply-credit", 9), ...jobs("b", "payments.apply-credit", 2)];
  expect(shareOut(candidates, full, options)).toMatchObject([
    { id: "b payments.apply-credit 0", isFirst: true },
    { id: "b payments.apply-credit 1", isFirst: true },
  ]);
});

test("where all have little under way, nobody is first and a full lane is full", () => {
  const sent = Array.from({ length: 9 }, (_, index) => ({
    key: `k${index}`,
    name: "payments.apply-credit",
    count: 1,
    isApart: false,
  }));
  const others = Array.from({ length: 20 }, (_, index) =>
    jobs(`o${index}`, "payments.apply-credit", 1),
  ).flat();
  expect(shareOut(others, { ...free, sent }, options)).toEqual([]);
  expect(shareOut(others, free, options).some(({ isFirst }) => isFirst)).toBe(false);
});

test("what goes apart takes no room from others, and counts towards the limits of its own job", () => {
  const apart = { key: "a", name: "payments.apply-credit", count: 40, isApart: true };
  const candidates = [...jobs("a", "payments.apply-credit", 9), ...jobs("b", "payments.apply-credit", 9)];
  const standing = { ...free, sent: [apart] };
  expect(keysOf(shareOut(candidates, standing, options))).toEqual(
    keysOf(shareOut(candidates, free, options)),
  );
  const { concurrency } = jobSettings("payments.apply-credit");
  const full = { ...free, sent: [{ ...apart, count: concurrency - 2 }] };
  expect(shareOut(candidates, full, options)).toHaveLength(2);
});

test("a job that this version does not know stays where it is", () => {
  expect(shareOut(jobs("a", "no.such-job", 3), free, options)).toEqual([]);
});

test("short jobs of a lane travel together, in order, and none waits for a long one", () => {
  const picked = shareOut(jobs("a", "payments.apply-credit", 100), free, {
    ...options,
    runTimes: () => 0.25,
  });
  const bundles = bundle(picked, () => 0.25);
  expect(bundles.flat()).toEqual(picked);
  expect(Math.max(...bundles.map(({ length }) => length))).toBe(32);
  expect(bundle(picked, () => 50).every(({ length }) => length === 1)).toBe(true);
});

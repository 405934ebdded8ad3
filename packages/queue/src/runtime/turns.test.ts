import { expect, test, vi } from "vitest";
import { Turns } from "./turns.ts";

/** Notes who has had a turn. */
function watch(turns: Turns, deaths: readonly number[]) {
  const seen: number[] = [];
  const taken = deaths.map(async (count, index) => {
    const turn = await turns.take(count);
    seen.push(index);
    return turn;
  });
  return { seen, taken };
}

const settled = () => vi.advanceTimersByTimeAsync(0);

test("turns come one after the other, and one that takes long passes it on", async () => {
  vi.useFakeTimers();
  const { seen, taken } = watch(new Turns({ turnMs: 1_000, steadyMs: 0 }), [1, 1, 1]);
  await settled();
  expect(seen).toEqual([0]);
  (await taken[0])?.end();
  await settled();
  expect(seen).toEqual([0, 1]);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(seen).toEqual([0, 1, 2]);
  // It passed its turn on already: its end frees no second one.
  (await taken[1])?.end();
  const late = watch(new Turns({ turnMs: 1_000, steadyMs: 0 }), [1, 1]);
  await settled();
  expect(late.seen).toEqual([0]);
});

test("a last turn passes on to others, and to another last one only when it ends", async () => {
  vi.useFakeTimers();
  const turns = new Turns({ turnMs: 1_000, steadyMs: 0 });
  const { seen, taken } = watch(turns, [2, 2]);
  await settled();
  const other = watch(turns, [1]);
  await settled();
  expect([seen, other.seen]).toEqual([[0], []]);
  await vi.advanceTimersByTimeAsync(10_000);
  expect([seen, other.seen]).toEqual([[0], [0]]);
  (await taken[0])?.end();
  await settled();
  expect(seen).toEqual([0, 1]);
});

test("the more deaths, the longer the process must have lived; one that stops waits for nothing", async () => {
  vi.useFakeTimers();
  const turns = new Turns({ turnMs: 1_000, steadyMs: 3_000 });
  const steady: number[] = [];
  for (const deaths of [1, 2]) void turns.steady(deaths).then(() => steady.push(deaths));
  await vi.advanceTimersByTimeAsync(2_999);
  expect(steady).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(steady).toEqual([1]);
  turns.stop();
  await settled();
  expect(steady).toEqual([1, 2]);
});

import { describe, expect, test } from "vitest";
import { Admission } from "./admission.ts";

function open(options: Partial<ConstructorParameters<typeof Admission>[0]> = {}) {
  const clock = { now: 1_000 };
  const nowMs = () => clock.now;
  const most = { mostRunning: 2, mostWaiting: 3 };
  const admission = new Admission({ ...most, waitMs: 100, crowdedWaitMs: 10, nowMs, ...options });
  return { admission, clock };
}

/** What has become of a request by now: undefined while it waits. */
function watch(entering: ReturnType<Admission["enter"]>) {
  const seen: { end?: "in" | "refused"; leave: () => void } = { leave: () => {} };
  void entering.then((place) => {
    seen.end = place === undefined ? "refused" : "in";
    if (place !== undefined) seen.leave = place.leave;
  });
  return seen;
}
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe("admission", () => {
  test("lets as many in as there are places, and the next when one is free, in turn", async () => {
    const { admission } = open();
    const all = Array.from({ length: 4 }, () => watch(admission.enter()));
    await settled();
    expect(all.map(({ end }) => end)).toEqual(["in", "in", undefined, undefined]);
    all[0]?.leave();
    await settled();
    expect(all.map(({ end }) => end)).toEqual(["in", "in", "in", undefined]);
    expect(admission.figures).toEqual({ running: 2, waiting: 1, refused: 0 });
  });

  test("refuses at once when as many wait as may", async () => {
    const { admission } = open();
    const all = Array.from({ length: 6 }, () => watch(admission.enter()));
    await settled();
    expect(all.at(-1)?.end).toBe("refused");
    expect(admission.isFull()).toBe(true);
    expect(admission.figures).toEqual({ running: 2, waiting: 3, refused: 2 });
  });

  test("a place that is given back twice is one place", async () => {
    const { admission } = open({ mostRunning: 1 });
    const [one, two, three] = [1, 2, 3].map(() => watch(admission.enter()));
    await settled();
    one?.leave();
    one?.leave();
    await settled();
    expect([two?.end, three?.end]).toEqual(["in", undefined]);
    expect(admission.figures.running).toBe(1);
  });

  test("a burst waits its time; a queue without an end is told sooner", async () => {
    const { admission, clock } = open({ mostRunning: 1 });
    const running = watch(admission.enter());
    const burst = watch(admission.enter());
    clock.now += 90;
    const second = watch(admission.enter());
    await settled();
    running.leave();
    await settled();
    expect(burst.end).toBe("in");
    // Somebody has had to wait for longer than a wait may be: now ten milliseconds are the most.
    clock.now += 15;
    const late = watch(admission.enter());
    burst.leave();
    await settled();
    expect([second.end, late.end]).toEqual(["refused", "in"]);
    // Nobody had to wait for a while: the next burst waits its time again.
    clock.now += 150;
    const calm = watch(admission.enter());
    clock.now += 50;
    late.leave();
    await settled();
    expect(calm.end).toBe("in");
  });

  test("whoever goes gives up the wait", async () => {
    const { admission } = open({ mostRunning: 1 });
    const running = watch(admission.enter());
    const leaving = new AbortController();
    const gone = watch(admission.enter(leaving.signal));
    const next = watch(admission.enter());
    leaving.abort();
    await settled();
    running.leave();
    await settled();
    expect([gone.end, next.end]).toEqual(["refused", "in"]);
    expect(admission.figures.waiting).toBe(0);
  });

  test("nobody waits for ever behind requests that do not end", async () => {
    const { admission } = open({ mostRunning: 1, waitMs: 5, nowMs: () => performance.now() });
    await admission.enter();
    expect(await admission.enter()).toBeUndefined();
  });
});

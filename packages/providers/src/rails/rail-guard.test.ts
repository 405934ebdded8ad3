import { Seams } from "@stead/kernel/seams";
import { afterEach, describe, expect, test, vi } from "vitest";
import { createRailGuard } from "./rail-guard.ts";
import type { RailCall, RailLimits } from "./rail-limits.ts";
import type { RailAnswer } from "./rail-provider.ts";

const never = new AbortController().signal;
const once: RailCall = { operation: "push", effect: "once" };
const keyed: RailCall = { operation: "pay", effect: "keyed" };
const question: RailCall = { operation: "query", effect: "none" };
const ok: RailAnswer<number> = { outcome: "ok", value: 1 };
const lost: RailAnswer<number> = { outcome: "uncertain", text: "lost" };
const failed = (category: "down" | "refused" | "settings" | "throttled"): RailAnswer<number> => ({
  outcome: "failed",
  category,
  result: { code: "x", text: "x" },
});

const guardWith = (limits: Partial<RailLimits> = {}) =>
  createRailGuard({ name: "M-Pesa", provider: "mpesa", limits: { pauseMs: 1, ...limits } });

/** Answers in turn, the last one for ever; counts how often it was asked. */
function answers(...given: RailAnswer<number>[]) {
  const work = async () => given[Math.min(work.count++, given.length - 1)] ?? ok;
  work.count = 0;
  return work;
}

describe("tries", () => {
  test.each([question, keyed])("asks again what has its effect once ($effect)", async (call) => {
    const work = answers(lost, failed("down"), ok);
    expect(await guardWith().run(call, work, never)).toEqual(ok);
    expect(work.count).toBe(3);
  });

  test("never repeats what could have its effect twice", async () => {
    for (const answer of [lost, failed("down"), failed("throttled")]) {
      const work = answers(answer, ok);
      expect(await guardWith().run(once, work, never)).toEqual(answer);
      expect(work.count).toBe(1);
    }
  });

  test.each(["refused", "settings"] as const)("does not repeat what is %s", async (category) => {
    const work = answers(failed(category), ok);
    expect(await guardWith().run(keyed, work, never)).toEqual(failed(category));
    expect(work.count).toBe(1);
  });

  test("a try that may have had its effect outweighs a later one that was not sent", async () => {
    expect(await guardWith().run(keyed, answers(lost, failed("down")), never)).toEqual(lost);
    expect(await guardWith({ leastCalls: 1, retries: 1 }).run(keyed, answers(lost), never)).toEqual(lost);
  });

  test("a question is never uncertain", async () => {
    expect(await guardWith().run(question, answers(lost), never)).toMatchObject({
      outcome: "failed",
      category: "down",
    });
  });
});

describe("breaker", () => {
  afterEach(() => void vi.useRealTimers());

  test("opens when half of the last calls fail, sends nothing while it rests, and rests longer each time", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const guard = guardWith({ leastCalls: 4, windowCalls: 4, restMs: 1_000, mostRestMs: 60_000 });
    for (const answer of [ok, ok, failed("down"), failed("down")])
      await guard.run(once, answers(answer), never);
    expect(guard.health()).toMatchObject({
      breaker: "open",
      sinceMs: Date.now(),
      lastFault: { code: "x", atMs: Date.now() },
    });
    const resting = answers(ok);
    expect(await guard.run(once, resting, never)).toMatchObject({
      outcome: "failed",
      category: "down",
      result: { code: "resting" },
      retryAfterMs: guard.health().restMs,
    });
    expect(resting.count).toBe(0);
    const rests = [guard.health().restMs];
    for (let probe = 0; probe < 3; probe++) {
      vi.setSystemTime(Date.now() + guard.health().restMs);
      await guard.run(once, answers(failed("down")), never);
      rests.push(guard.health().restMs);
    }
    // With jitter of a half, every other rest is longer for certain.
    expect(rests[2]).toBeGreaterThan(rests[0] ?? 0);
    expect(rests[3]).toBeGreaterThan(rests[1] ?? 0);
    vi.setSystemTime(Date.now() + guard.health().restMs);
    expect(await guard.run(once, answers(ok), never)).toEqual(ok);
    expect(guard.health()).toMatchObject({ breaker: "closed", restMs: 0 });
  });

  test("a payer's or a setting's fault leaves it closed", async () => {
    const guard = guardWith({ leastCalls: 2, windowCalls: 4 });
    for (let call = 0; call < 8; call++)
      await guard.run(once, answers(failed(call % 2 === 0 ? "refused" : "settings")), never);
    expect(guard.health().breaker).toBe("closed");
  });
});

describe("bulkhead and deadline", () => {
  test("so many run, so many wait, and the next is turned away", async () => {
    const guard = guardWith({ mostRunning: 2, mostWaiting: 1 });
    const gate = Promise.withResolvers<RailAnswer<number>>();
    const running = [0, 1, 2].map(() => guard.run(once, () => gate.promise, never));
    expect(guard.health()).toMatchObject({ running: 2, waiting: 1 });
    const turned = await guard.run(once, answers(ok), never);
    expect(turned).toMatchObject({ outcome: "failed", category: "throttled", result: { code: "crowded" } });
    gate.resolve(ok);
    expect(await Promise.all(running)).toEqual([ok, ok, ok]);
    expect(guard.health()).toMatchObject({ running: 0, waiting: 0 });
  });

  test("who gives up while waiting has sent nothing, and leaves at once", async () => {
    const guard = guardWith({ mostRunning: 1 });
    const gate = Promise.withResolvers<RailAnswer<number>>();
    const first = guard.run(once, () => gate.promise, never);
    const leaving = new AbortController();
    const work = answers(ok);
    const second = guard.run(once, work, leaving.signal);
    leaving.abort();
    expect(await second).toMatchObject({
      outcome: "failed",
      category: "down",
      result: { code: "not_begun" },
    });
    gate.resolve(ok);
    await first;
    expect(work.count).toBe(0);
  });

  test("each try has its own end, and all of them one deadline", async () => {
    const untilAborted = (signal: AbortSignal) =>
      new Promise<RailAnswer<number>>((resolve) =>
        signal.addEventListener("abort", () => resolve(lost), { once: true }),
      );
    expect(await guardWith({ tryMs: 10 }).run(once, untilAborted, never)).toEqual(lost);
    expect(await guardWith({ tryMs: 60_000, deadlineMs: 20 }).run(keyed, untilAborted, never)).toEqual(lost);
  });
});

test("tells each call at its seam, with nothing of its content", async () => {
  const seams = new Seams();
  const told: unknown[] = [];
  seams.on("provider", (event) => told.push({ ...event, durationMs: 0 }));
  const guard = createRailGuard({ name: "M-Pesa", provider: "mpesa", seams, limits: { retries: 0 } });
  await guard.run(question, answers(ok), never);
  await guard.run(once, answers(lost), never);
  await guard.run(keyed, answers(failed("refused")), never);
  expect(told).toEqual([
    { provider: "mpesa", operation: "query", durationMs: 0, outcome: "ok" },
    { provider: "mpesa", operation: "push", durationMs: 0, outcome: "timeout" },
    { provider: "mpesa", operation: "pay", durationMs: 0, outcome: "error" },
  ]);
});

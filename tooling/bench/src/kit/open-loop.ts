import { setTimeout as wait } from "node:timers/promises";
import { percentile } from "../statistics.ts";
import { seededChance } from "./chance.ts";

/** How a request ended: with what was asked for, refused in good order, or otherwise. */
export type End = "good" | "refused" | "failed";

export type OpenLoad = {
  /** Requests a second that were to be sent. */
  offered: number;
  /** Good answers a second, within the time. */
  goodput: number;
  ends: Readonly<Record<End, number>>;
  /** Of good answers, from the time at which each was to be sent. */
  p50Ms: number;
  p99Ms: number;
  /** How late the sender itself was at worst: above a few milliseconds it is the sender that is measured. */
  latestMs: number;
};

export type OpenLoop = {
  perSecond: number;
  seconds: number;
  send(this: void): Promise<End>;
  seed?: number;
};

/**
 * Sends at the times of a Poisson process whether or not earlier requests are answered, as people do, and counts each
 * latency from the time at which the request was to be sent.
 */
export async function sendOpenLoop({ perSecond, seconds, send, seed = 1 }: OpenLoop): Promise<OpenLoad> {
  const chance = seededChance(seed);
  const ends = { good: 0, refused: 0, failed: 0 };
  const latencies: number[] = [];
  const open = new Set<Promise<void>>();
  const startedMs = performance.now();
  const endMs = startedMs + seconds * 1_000;
  let goodInTime = 0;
  let latestMs = 0;
  const sendOne = async (plannedMs: number) => {
    const end = await send().catch((): End => "failed");
    const nowMs = performance.now();
    ends[end]++;
    if (end !== "good") return;
    latencies.push(nowMs - plannedMs);
    if (nowMs <= endMs) goodInTime++;
  };
  const gapMs = () => (-Math.log(1 - chance()) * 1_000) / perSecond;
  for (let plannedMs = startedMs + gapMs(); plannedMs < endMs; plannedMs += gapMs()) {
    const earlyMs = plannedMs - performance.now();
    if (earlyMs > 0) await wait(earlyMs);
    latestMs = Math.max(latestMs, performance.now() - plannedMs);
    const sending = sendOne(plannedMs).finally(() => open.delete(sending));
    open.add(sending);
  }
  await Promise.all(open);
  return {
    offered: perSecond,
    goodput: goodInTime / seconds,
    ends,
    p50Ms: percentile(latencies, 0.5),
    p99Ms: percentile(latencies, 0.99),
    latestMs,
  };
}

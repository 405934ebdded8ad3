import { readdirSync, readFileSync } from "node:fs";
import type { Pool } from "undici";
import type { Callback } from "./callback-bodies.ts";
import { percentile } from "./statistics.ts";

export type Load = { rate: number; p50Ms: number; p99Ms: number; cpuMs: number };

/** CPU seconds of a process so far. Linux only; 0 elsewhere. */
export function cpuSecondsOf(pid: number): number {
  try {
    // Nanoseconds of each thread: the ticks of the process are too coarse for short turns.
    const ofThreads = readdirSync(`/proc/${pid}/task`).map((thread) =>
      Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "utf8").split(" ", 1)[0]),
    );
    return ofThreads.reduce((sum, nanoseconds) => sum + nanoseconds, 0) / 1e9;
  } catch {
    return 0;
  }
}

/**
 * So many callers, each with a connection of its own, send one callback after the other until all are sent. Anything but
 * a 200 ends the run.
 */
export async function sendAll(
  pool: Pool,
  callbacks: readonly Callback[],
  { atOnce, cpuSeconds }: { atOnce: number; cpuSeconds: () => Promise<number> },
): Promise<Load> {
  const times: number[] = [];
  let next = 0;
  const cpuBefore = await cpuSeconds();
  const startedMs = performance.now();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (let one = callbacks[next++]; one !== undefined; one = callbacks[next++]) {
        const { path, headers, body } = one;
        const sentMs = performance.now();
        const answer = await pool.request({ path, method: "POST", headers, body });
        const said = await answer.body.text();
        if (answer.statusCode !== 200) throw new Error(`${path} answered ${answer.statusCode}: ${said}`);
        times.push(performance.now() - sentMs);
      }
    }),
  );
  const seconds = (performance.now() - startedMs) / 1_000;
  return {
    rate: times.length / seconds,
    p50Ms: percentile(times, 0.5),
    p99Ms: percentile(times, 0.99),
    cpuMs: (((await cpuSeconds()) - cpuBefore) * 1_000) / times.length,
  };
}

import type { Pool } from "undici";
import type { Callback } from "./callback-bodies.ts";
import type { CpuMeter } from "./kit/cpu.ts";
import { percentile } from "./statistics.ts";

export type Load = { rate: number; p99: number; cpu: number };

/**
 * So many callers, each with a connection of its own, send one callback after the other until all are sent. Anything but
 * a 200 ends the run.
 */
export async function sendAll(
  pool: Pool,
  callbacks: readonly Callback[],
  { atOnce, meter }: { atOnce: number; meter: CpuMeter },
): Promise<Load> {
  const times: number[] = [];
  let next = 0;
  const cpuBefore = await meter();
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
    p99: percentile(times, 0.99),
    cpu: (((await meter()) - cpuBefore) * 1e6) / times.length,
  };
}

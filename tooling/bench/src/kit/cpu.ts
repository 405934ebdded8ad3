import fs from "node:fs";
import type { Redis } from "ioredis";
import type pg from "pg";

/** CPU seconds used so far. */
export type CpuMeter = () => number | Promise<number>;

/** Clock ticks a second of /proc on Linux, whatever the kernel's own. */
const ticksPerSecond = 100;

/**
 * CPU seconds of a process: nanoseconds of each of its threads where the kernel tells them, else its hundredths. Linux
 * only; 0 elsewhere, or when it is gone.
 */
export function cpuSecondsOf(pid: number): number {
  try {
    return sumOfThreads(pid) ?? ticksOf(pid) / ticksPerSecond;
  } catch {
    return 0;
  }
}

function sumOfThreads(pid: number): number | undefined {
  const folder = `/proc/${pid}/task`;
  const threads = fs
    .readdirSync(folder)
    .map((thread) => Number(fs.readFileSync(`${folder}/${thread}/schedstat`, "utf8").split(" ", 1)[0]));
  const nanoseconds = threads.reduce((sum, each) => sum + each, 0);
  return nanoseconds > 0 ? nanoseconds / 1e9 : undefined;
}

function ticksOf(pid: number): number {
  const line = fs.readFileSync(`/proc/${pid}/stat`, "utf8");
  const fields = line.replace(/^.*\) /s, "").split(" ");
  // The 14th and 15th fields of the whole line: time in user mode and in the kernel.
  return Number(fields[11]) + Number(fields[12]);
}

/** This process. */
export function ownCpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** The server's processes for one database; what one used that has ended meanwhile is kept. */
export function meterBackends(client: pg.Client, database: string): CpuMeter {
  const seen = new Map<number, number>();
  return async () => {
    const { rows } = await client.query<{ pid: number }>(
      "select pid from pg_stat_activity where datname = $1 and backend_type = 'client backend'",
      [database],
    );
    for (const { pid } of rows) seen.set(pid, cpuSecondsOf(pid));
    return seen.values().reduce((sum, seconds) => sum + seconds, 0);
  };
}

/** The Redis behind a connection. */
export async function meterRedis(redis: Redis): Promise<CpuMeter> {
  const pid = Number(/process_id:(\d+)/.exec(await redis.info("server"))?.[1]);
  return () => cpuSecondsOf(pid);
}

/** Several together. */
export function sumOf(...meters: readonly CpuMeter[]): CpuMeter {
  return async () => {
    let sum = 0;
    for (const meter of meters) sum += await meter();
    return sum;
  };
}

/** Runs a block of so many operations; answers CPU microseconds for one, at least a hundredth. */
export async function cpuMicrosOf(
  meter: CpuMeter,
  operations: number,
  work: () => Promise<unknown>,
): Promise<number> {
  const before = await meter();
  await work();
  return Math.max(0.01, (((await meter()) - before) * 1e6) / operations);
}

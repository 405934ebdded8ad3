import fs from "node:fs";
import type pg from "pg";

/** Clock ticks a second of /proc on Linux, whatever the kernel's own. */
const ticksPerSecond = 100;

/** CPU seconds that the server's processes for one database have used so far. Linux only; 0 elsewhere. */
export async function backendCpuSeconds(client: pg.Client, database: string): Promise<number> {
  const { rows } = await client.query<{ pid: number }>(
    "select pid from pg_stat_activity where datname = $1 and backend_type = 'client backend'",
    [database],
  );
  return rows.reduce((sum, { pid }) => sum + cpuSecondsOf(pid), 0);
}

function cpuSecondsOf(pid: number): number {
  try {
    const fields = fs
      .readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /s, "")
      .split(" ");
    // The 14th and 15th fields of the whole line: time in user mode and in the kernel.
    return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
  } catch {
    return 0;
  }
}

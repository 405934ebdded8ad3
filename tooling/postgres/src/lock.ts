import fs from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

const staleAfterMs = 120_000;

/** True when a process with this id exists, whoever owns it. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

function isStale(file: string): boolean {
  try {
    const holder = Number(fs.readFileSync(file, "utf8"));
    const ageMs = Date.now() - fs.statSync(file).mtimeMs;
    // An empty file belongs to a holder that is between creating and writing it.
    return ageMs > staleAfterMs || (holder > 0 && !isAlive(holder));
  } catch {
    return false;
  }
}

/** Runs `work` while no other process holds the lock file; a lock of a dead process is taken over. */
export async function withLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      fs.writeFileSync(file, String(process.pid), { flag: "wx" });
      break;
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
      if (isStale(file)) fs.rmSync(file, { force: true });
      else await sleep(25);
    }
  }
  try {
    return await work();
  } finally {
    fs.rmSync(file, { force: true });
  }
}

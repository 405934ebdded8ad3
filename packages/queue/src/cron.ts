import { AppError } from "@stead/kernel/errors";
import { Cron } from "croner";

/**
 * The first instant (epoch milliseconds) after `afterMs` at which a cron expression falls due on the clocks of a time
 * zone. A time that the clocks skip falls due when they go on; one that they show twice falls due the first time.
 * Throws INVALID for an expression or zone that cannot be read, or that never falls due.
 */
export function nextRunMs(cron: string, timeZone: string, afterMs: number): number {
  const next = readCron(cron, timeZone, afterMs);
  if (next === null) throw new AppError("INVALID", `"${cron}" never falls due`);
  return next.getTime();
}

function readCron(cron: string, timeZone: string, afterMs: number): Date | null {
  try {
    return new Cron(cron, { timezone: timeZone, paused: true }).nextRun(new Date(afterMs));
  } catch (cause) {
    throw new AppError("INVALID", `"${cron}" in ${timeZone} is no schedule`, {}, { cause });
  }
}

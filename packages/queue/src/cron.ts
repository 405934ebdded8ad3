import { AppError } from "@stead/kernel/errors";
import { CronExpressionParser } from "cron-parser";

/**
 * The first instant (epoch milliseconds) after `afterMs` at which a cron expression falls due on the clocks of a time
 * zone. A time that the clocks skip falls due when they go on; one that they show twice falls due the first time.
 * Throws INVALID for an expression or zone that cannot be read.
 */
export function nextRunMs(cron: string, timeZone: string, afterMs: number): number {
  try {
    return CronExpressionParser.parse(cron, { tz: timeZone, currentDate: new Date(afterMs) }).next().getTime();
  } catch (cause) {
    throw new AppError("INVALID", `"${cron}" in ${timeZone} is no schedule`, {}, { cause });
  }
}

import { civilDateIn, type CivilDate } from "./dates.ts";

/** Where "now" comes from. Injected, so that a test or a replay chooses the time. */
export type Clock = { nowMs(): number };

export const systemClock: Clock = { nowMs: () => Date.now() };

/** Today's civil date in an IANA time zone. */
export function today(clock: Clock, timeZone: string): CivilDate {
  return civilDateIn(timeZone, clock.nowMs());
}

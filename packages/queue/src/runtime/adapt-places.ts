/** What a lane of a process looked like since the last look. */
export type LaneLook = {
  /** Places now, and the bounds of the lane. */
  places: number;
  least: number;
  most: number;
  usual: number;
  /** Share of the places that was used, 0 to 1. */
  used: number;
  /** Share of the time that the event loop was busy, 0 to 1. */
  loop: number;
  /** Callers that wait for a database connection. */
  poolWaiting: number;
  /** Whether jobs wait that this lane could run. */
  hasBacklog: boolean;
};

const loopIsFull = 0.9;
const loopHasRoom = 0.7;

/**
 * The places that a lane has next. More when its places are full, jobs wait, and neither the event loop nor the pool
 * is the limit; fewer when one of these is; back to the usual number when little is to do.
 */
export function adaptPlaces(look: LaneLook): number {
  const { places, least, most, usual, used, loop, poolWaiting, hasBacklog } = look;
  const within = (count: number) => Math.min(most, Math.max(least, count));
  if (loop > loopIsFull || poolWaiting > 0) return within(Math.floor(places * 0.8));
  if (used > 0.8 && hasBacklog)
    return loop < loopHasRoom ? within(places + Math.max(1, places >> 2)) : within(places);
  if (used < 0.5 && places !== usual) return within(places + Math.sign(usual - places));
  return within(places);
}

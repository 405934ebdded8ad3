import { isJobName, jobSettings, type JobName } from "./catalogue.ts";
import { lanes, type JobPriority, type LaneName } from "./define-job.ts";
import type { Candidate, Standing } from "./dispatch-rows.ts";

/** Milliseconds that a job takes, where that is known. */
export type RunTimes = (name: string) => number | undefined;

/** Work for so long is kept with the engine: enough that no place waits, and little enough to stay in turns. */
const aheadMs = 40;
/** A job that takes longer, or an unknown time, counts as so long: so half as many wait as run. */
const mostCountedMs = 27;
const leastCountedMs = 0.02;
const mostSent = 2_000;

function countedMs(runMs: number | undefined): number {
  return Math.min(mostCountedMs, Math.max(leastCountedMs, runMs ?? mostCountedMs));
}

/** A job of higher priority counts as if fewer of its key were ahead of it. */
const weights: Record<JobPriority, number> = { high: 0.25, normal: 1, low: 4 };
const ranks: Record<JobPriority, number> = { high: 0, normal: 1, low: 2 };

export type Picked = {
  id: string;
  name: JobName;
  lane: LaneName;
  /** Whether it goes before what waits in the engine: its key has little under way, and another has much. */
  isFirst: boolean;
};

/** A key with more than so many under way has much, one with fewer has little. */
const much = 4;

/** What may still be sent of each lane, job and key. */
class Room {
  readonly #lanes = new Map<LaneName, { jobs: number; ms: number; reserve: number }>();
  readonly #names = new Map<string, number>();
  readonly #pairs = new Map<string, number>();
  readonly #keys = new Map<string, number>();
  readonly #runTimes: RunTimes;
  readonly #mostOfKey: number;

  constructor({ sent, places }: Pick<Standing, "sent" | "places">, runTimes: RunTimes, mostOfKey: number) {
    this.#runTimes = runTimes;
    this.#mostOfKey = mostOfKey;
    for (const lane of ["quick", "long"] as const) {
      const reserve = places[lane] ?? lanes[lane].places;
      this.#lanes.set(lane, { jobs: mostSent, ms: reserve * aheadMs, reserve });
    }
    for (const { key, name, count, isApart } of sent) {
      if (!isJobName(name)) continue;
      if (isApart) this.#note(key, name, count);
      else this.#take(key, name, count);
    }
  }

  /** How many of a key are ahead of its next job. */
  ahead(key: string): number {
    return this.#keys.get(key) ?? 0;
  }

  /** Whether most of what is under way belongs to keys that have much. */
  get isCrowded(): boolean {
    const counts = [...this.#keys.values()];
    const ofMuch = counts.filter((count) => count > much).reduce((sum, count) => sum + count, 0);
    return ofMuch * 2 > counts.reduce((sum, count) => sum + count, 0);
  }

  isOpen(key: string, name: JobName, isCrowded: boolean): boolean {
    const { lane, concurrency, perKey } = jobSettings(name);
    const room = this.#lanes.get(lane);
    return (
      room !== undefined &&
      room.jobs > 0 &&
      // A key that has little under way waits for nobody's end, as long as these are few.
      (room.ms > 0 || (isCrowded && this.ahead(key) < much && room.reserve > 0)) &&
      (this.#names.get(name) ?? 0) < concurrency &&
      (this.#pairs.get(`${key} ${name}`) ?? 0) < perKey &&
      this.#laneOf(key, lane) < Math.min(this.#mostOfKey, lanes[lane].perKey)
    );
  }

  take(key: string, name: JobName): void {
    this.#take(key, name, 1);
  }

  #laneOf(key: string, lane: LaneName): number {
    return this.#pairs.get(`${key} lane ${lane}`) ?? 0;
  }

  #take(key: string, name: JobName, count: number): void {
    const { lane } = jobSettings(name);
    const room = this.#lanes.get(lane);
    if (room !== undefined) {
      if (room.ms <= 0) room.reserve -= count;
      room.jobs -= count;
      room.ms -= countedMs(this.#runTimes(name)) * count;
    }
    this.#note(key, name, count);
    add(this.#pairs, `${key} lane ${lane}`, count);
    add(this.#keys, key, count);
  }

  /** Counts towards the limits of the job alone: what goes apart takes no room from others, and is not passed by its like. */
  #note(key: string, name: JobName, count: number): void {
    add(this.#names, name, count);
    add(this.#pairs, `${key} ${name}`, count);
  }
}

function add(map: Map<string, number>, at: string, count: number): void {
  map.set(at, (map.get(at) ?? 0) + count);
}

type Placed = { candidate: Candidate; name: JobName; place: number };

/**
 * Which of the candidates (oldest first) go now, in order: each key in its turn, behind what it has under way already,
 * so that whoever has little ahead goes first; within a key by priority, then by age.
 */
export function shareOut(
  candidates: readonly Candidate[],
  standing: Pick<Standing, "sent" | "places">,
  { runTimes, mostOfKey }: { runTimes: RunTimes; mostOfKey: number },
): Picked[] {
  const room = new Room(standing, runTimes, mostOfKey);
  const { isCrowded } = room;
  const byKey = Map.groupBy(candidates, ({ key }) => key);
  const placed: Placed[] = [];
  for (const [key, ofKey] of byKey) {
    let ahead = room.ahead(key);
    for (const { candidate, name, priority } of ofKey
      .flatMap(namedCandidate)
      .toSorted((left, right) => ranks[left.priority] - ranks[right.priority])) {
      placed.push({ candidate, name, place: ahead++ * weights[priority] });
    }
  }
  const picked: Picked[] = [];
  for (const { candidate, name } of placed.toSorted((left, right) => left.place - right.place)) {
    if (!room.isOpen(candidate.key, name, isCrowded)) continue;
    const isFirst = isCrowded && room.ahead(candidate.key) < much;
    room.take(candidate.key, name);
    picked.push({ id: candidate.id, name, lane: jobSettings(name).lane, isFirst });
  }
  return picked;
}

function namedCandidate(
  candidate: Candidate,
): { candidate: Candidate; name: JobName; priority: JobPriority }[] {
  const { name } = candidate;
  return isJobName(name) ? [{ candidate, name, priority: jobSettings(name).priority }] : [];
}

/** Jobs shorter than this travel together, for so long in all. */
const bundledMs = 32;
const mostBundled = 32;

/** Puts short jobs together, so that the engine's work for each does not outweigh their own. Keeps the order. */
export function bundle(picked: readonly Picked[], runTimes: RunTimes): Picked[][] {
  const bundles: Picked[][] = [];
  let open: { lane: LaneName; isFirst: boolean; jobs: Picked[]; ms: number } | undefined;
  for (const job of picked) {
    const ms = countedMs(runTimes(job.name));
    const fits =
      open !== undefined &&
      open.lane === job.lane &&
      open.isFirst === job.isFirst &&
      open.ms + ms <= bundledMs &&
      open.jobs.length < mostBundled;
    if (open === undefined || !fits) {
      open = { lane: job.lane, isFirst: job.isFirst, jobs: [], ms: 0 };
      bundles.push(open.jobs);
    }
    open.jobs.push(job);
    open.ms += ms;
  }
  return bundles;
}

import type { ErrorClass } from "@stead/contracts/queues";

/** Durations are counted in buckets: bucket n holds those below 2^n milliseconds, the last one all longer ones. */
export const bucketCount = 24;

function bucketOf(ms: number): number {
  return ms < 1 ? 0 : Math.min(bucketCount - 1, Math.floor(Math.log2(ms)) + 1);
}

export type JobFigure = {
  outcome: "done" | "retry" | "failed" | "cancelled";
  errorClass: ErrorClass | undefined;
  waitMs: number;
  runMs: number;
};

/** What a process counted of one queue in one minute. */
export type MinuteCounts = {
  /** ISO instant of the minute's start. */
  minute: string;
  name: string;
  done: number;
  retried: number;
  failed: number;
  cancelled: number;
  errors: Record<ErrorClass, number>;
  waitMs: number;
  runMs: number;
  waitCounts: number[];
  runCounts: number[];
};

const outcomes = { done: "done", retry: "retried", failed: "failed", cancelled: "cancelled" } as const;
/** How much a new run time counts in the mean that the dispatcher goes by. */
const weight = 0.1;
const leastMs = 0.01;

/** Counts in memory what jobs of this process do, until it is stored. */
export class FigureCollector {
  readonly #counts = new Map<string, MinuteCounts>();
  readonly #logRunMs = new Map<string, number>();
  readonly #nowMs: () => number;

  constructor(nowMs: () => number = Date.now) {
    this.#nowMs = nowMs;
  }

  count(name: string, { outcome, errorClass, waitMs, runMs }: JobFigure): void {
    const counts = this.#countsOf(name);
    counts[outcomes[outcome]]++;
    if (errorClass !== undefined) counts.errors[errorClass]++;
    counts.waitMs += waitMs;
    counts.runMs += runMs;
    increment(counts.waitCounts, bucketOf(waitMs));
    increment(counts.runCounts, bucketOf(runMs));
    const log = Math.log(Math.max(leastMs, runMs));
    const before = this.#logRunMs.get(name) ?? log;
    this.#logRunMs.set(name, before + (log - before) * weight);
  }

  /** How long a job takes here, in milliseconds: a moving geometric mean, which outliers move little. Undefined before it ran. */
  runMsOf(name: string): number | undefined {
    const log = this.#logRunMs.get(name);
    return log === undefined ? undefined : Math.exp(log);
  }

  /** Takes what was counted since the last call. */
  take(): MinuteCounts[] {
    const taken = [...this.#counts.values()];
    this.#counts.clear();
    return taken;
  }

  /** Gives back what could not be stored. */
  giveBack(taken: readonly MinuteCounts[]): void {
    for (const counts of taken) {
      const key = `${counts.minute} ${counts.name}`;
      const present = this.#counts.get(key);
      this.#counts.set(key, present === undefined ? counts : addCounts(present, counts));
    }
  }

  #countsOf(name: string): MinuteCounts {
    const nowMs = this.#nowMs();
    const minute = new Date(nowMs - (nowMs % 60_000)).toISOString();
    const key = `${minute} ${name}`;
    let counts = this.#counts.get(key);
    if (counts === undefined) {
      counts = emptyCounts(minute, name);
      this.#counts.set(key, counts);
    }
    return counts;
  }
}

function increment(counts: number[], bucket: number): void {
  counts[bucket] = (counts[bucket] ?? 0) + 1;
}

function emptyCounts(minute: string, name: string): MinuteCounts {
  return {
    minute,
    name,
    done: 0,
    retried: 0,
    failed: 0,
    cancelled: 0,
    errors: { retry: 0, never: 0, later: 0, bug: 0 },
    waitMs: 0,
    runMs: 0,
    waitCounts: Array.from({ length: bucketCount }, () => 0),
    runCounts: Array.from({ length: bucketCount }, () => 0),
  };
}

/** The sum of two counts, as a count of the first's minute and queue. */
function addCounts(left: MinuteCounts, right: MinuteCounts): MinuteCounts {
  return {
    minute: left.minute,
    name: left.name,
    done: left.done + right.done,
    retried: left.retried + right.retried,
    failed: left.failed + right.failed,
    cancelled: left.cancelled + right.cancelled,
    errors: {
      retry: left.errors.retry + right.errors.retry,
      never: left.errors.never + right.errors.never,
      later: left.errors.later + right.errors.later,
      bug: left.errors.bug + right.errors.bug,
    },
    waitMs: left.waitMs + right.waitMs,
    runMs: left.runMs + right.runMs,
    waitCounts: left.waitCounts.map((count, bucket) => count + (right.waitCounts[bucket] ?? 0)),
    runCounts: left.runCounts.map((count, bucket) => count + (right.runCounts[bucket] ?? 0)),
  };
}

/** The duration below which a share of those counted lies: the upper bound of its bucket, in milliseconds. */
export function percentileOf(counts: readonly number[], share: number): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return 0;
  let seen = 0;
  for (const [bucket, count] of counts.entries()) {
    seen += count;
    if (seen >= total * share) return 2 ** bucket;
  }
  return 2 ** (bucketCount - 1);
}

/** What a family did in this process since it started. Times in milliseconds. */
export type FamilyFigures = {
  family: string;
  memoryHits: number;
  sharedHits: number;
  /** Read, and had neither here nor in the shared tier. */
  misses: number;
  /** Waited for a load that others had begun, here or in another process. */
  joined: number;
  loads: number;
  loadErrors: number;
  loadMs: number;
  slowestLoadMs: number;
  /** Given although it was too old, while it was asked for anew. */
  staleServed: number;
  /** Given because it could not be asked for anew. */
  staleOnError: number;
  /** Loaded ahead of the end of the life of what was there. */
  earlyRefreshes: number;
  negativeHits: number;
  /** Loaded, and not kept: it was invalidated meanwhile, or another process took over. */
  discarded: number;
  /** Loaded, and not kept: not of the family's shape, or too big. */
  refused: number;
  invalidated: number;
  evictions: number;
  sharedErrors: number;
  entries: number;
  bytes: number;
};

export type Counts = { -readonly [Name in Exclude<keyof FamilyFigures, "family">]: number };

export function startCounts(): Counts {
  return {
    memoryHits: 0,
    sharedHits: 0,
    misses: 0,
    joined: 0,
    loads: 0,
    loadErrors: 0,
    loadMs: 0,
    slowestLoadMs: 0,
    staleServed: 0,
    staleOnError: 0,
    earlyRefreshes: 0,
    negativeHits: 0,
    discarded: 0,
    refused: 0,
    invalidated: 0,
    evictions: 0,
    sharedErrors: 0,
    entries: 0,
    bytes: 0,
  };
}

export type FamilyReport = FamilyFigures & {
  /** Of all reads, the share that needed no load; null before the first. */
  hitRate: number | null;
  /** About how long loads would have taken that were not needed. */
  savedMs: number;
};

/** What people look at: the counts of a family, and what follows from them. */
export function reportOn(family: string, counts: Counts): FamilyReport {
  const hits = counts.memoryHits + counts.sharedHits + counts.staleServed;
  const reads = hits + counts.misses + counts.joined;
  const loaded = counts.loads - counts.loadErrors;
  return {
    family,
    ...counts,
    hitRate: reads === 0 ? null : hits / reads,
    savedMs: loaded <= 0 ? 0 : Math.round((hits + counts.joined) * (counts.loadMs / loaded)),
  };
}

export function byName(one: FamilyReport, other: FamilyReport): number {
  return one.family < other.family ? -1 : 1;
}

import type {
  CacheFiguresDto,
  CacheFiguresInput,
  CacheMinuteDto,
  CacheProcessDto,
} from "@stead/contracts/caching";
import type { SystemDb } from "@stead/db/system";

type Sums = Pick<
  CacheFiguresDto["total"],
  | "memoryHits"
  | "sharedHits"
  | "staleServed"
  | "staleOnError"
  | "joined"
  | "misses"
  | "loads"
  | "loadErrors"
  | "invalidated"
  | "evictions"
  | "sharedErrors"
> & { loadUs: number };

const columns: Readonly<Record<string, keyof Sums>> = {
  memory_hits: "memoryHits",
  shared_hits: "sharedHits",
  stale_served: "staleServed",
  stale_on_error: "staleOnError",
  joined: "joined",
  misses: "misses",
  loads: "loads",
  load_errors: "loadErrors",
  load_us: "loadUs",
  invalidated: "invalidated",
  evictions: "evictions",
  shared_errors: "sharedErrors",
};
const summed = Object.entries(columns)
  .map(([column, name]) => `sum(${column})::bigint as "${name}"`)
  .join(", ");

/** How many parts the time looked at has in a family's little plot. */
const parts = 20;
const since = "minute > now() - make_interval(mins => $1)";

const byFamily = {
  name: "cache_figures_families",
  text: `select family, ${summed} from cache_figures where ${since} group by family order by family`,
};
const byPart = {
  name: "cache_figures_parts",
  text: `select family, least(${parts - 1}, floor(extract(epoch from minute - (now() - make_interval(mins => $1))) / ($1 * 60.0 / ${parts})))::int as part,
      ${summed} from cache_figures where ${since} group by family, part`,
};
const byMinute = {
  name: "cache_figures_minutes",
  text: `select minute, ${summed} from cache_figures where ${since} group by minute order by minute`,
};
const living = {
  name: "cache_processes",
  text: `select id, process, started_at as "startedAt", told_at as "toldAt", holds from cache_processes
    where told_at > now() - interval '60 seconds' order by process, started_at, id`,
};

type Held = { family: string; entries: number; bytes: number };
type Living = Omit<CacheProcessDto, "entries" | "bytes"> & { holds: Held[] };

/** What the caches of all processes did in the last minutes, family by family, and what they hold now. */
export async function readCacheFigures(
  { sql }: Pick<SystemDb, "sql">,
  { minutes }: CacheFiguresInput,
): Promise<CacheFiguresDto> {
  const [families, ofParts, ofMinutes, processes] = await Promise.all([
    sql<Sums & { family: string }>(byFamily, minutes),
    sql<Sums & { family: string; part: number }>(byPart, minutes),
    sql<Sums & { minute: string }>(byMinute, minutes),
    sql<Living>(living),
  ]);
  const held = processes.flatMap(({ holds }) => holds);
  const total = (pick: (one: Held) => number, of: readonly Held[]) =>
    of.reduce((sum, one) => sum + pick(one), 0);
  const known = new Map(families.map((one) => [one.family, one]));
  const names = [...new Set([...known.keys(), ...held.map(({ family }) => family)])].toSorted((one, other) =>
    one < other ? -1 : 1,
  );
  return {
    total: {
      ...askedOf(families.reduce(plus, nothing)),
      savedMs: families.reduce((sum, one) => sum + savedOf(one), 0),
    },
    families: names.map((family) => {
      const own = held.filter((one) => one.family === family);
      return {
        family,
        ...askedOf(known.get(family) ?? nothing),
        entries: total(({ entries }) => entries, own),
        bytes: total(({ bytes }) => bytes, own),
        hits: hitsOf(ofParts.filter((part) => part.family === family)),
      };
    }),
    processes: processes.map(({ holds, ...process }) => ({
      ...process,
      entries: total(({ entries }) => entries, holds),
      bytes: total(({ bytes }) => bytes, holds),
    })),
    minutes: ofMinutes.map(minuteOf),
  };
}

const nothing: Sums = {
  memoryHits: 0,
  sharedHits: 0,
  staleServed: 0,
  staleOnError: 0,
  joined: 0,
  misses: 0,
  loads: 0,
  loadErrors: 0,
  loadUs: 0,
  invalidated: 0,
  evictions: 0,
  sharedErrors: 0,
};

function plus(left: Sums, right: Sums): Sums {
  return {
    memoryHits: left.memoryHits + right.memoryHits,
    sharedHits: left.sharedHits + right.sharedHits,
    staleServed: left.staleServed + right.staleServed,
    staleOnError: left.staleOnError + right.staleOnError,
    joined: left.joined + right.joined,
    misses: left.misses + right.misses,
    loads: left.loads + right.loads,
    loadErrors: left.loadErrors + right.loadErrors,
    loadUs: left.loadUs + right.loadUs,
    invalidated: left.invalidated + right.invalidated,
    evictions: left.evictions + right.evictions,
    sharedErrors: left.sharedErrors + right.sharedErrors,
  };
}

const hitsIn = ({ memoryHits, sharedHits, staleServed }: Sums) => memoryHits + sharedHits + staleServed;

function permilleOf(sums: Sums): number | null {
  const hits = hitsIn(sums);
  const reads = hits + sums.misses + sums.joined;
  return reads === 0 ? null : Math.round((hits / reads) * 1_000);
}

function meanUs({ loads, loadErrors, loadUs }: Sums): number | null {
  const done = loads - loadErrors;
  return done <= 0 ? null : Math.round(loadUs / done);
}

function savedOf(sums: Sums): number {
  return Math.round(((hitsIn(sums) + sums.joined) * (meanUs(sums) ?? 0)) / 1_000);
}

function askedOf(all: Sums): CacheFiguresDto["total"] {
  const { loadUs: _sum, ...sums } = all;
  return { ...sums, loadUs: meanUs(all), hitPermille: permilleOf(all), savedMs: savedOf(all) };
}

function hitsOf(ofParts: readonly (Sums & { part: number })[]): (number | null)[] {
  const byPlace = new Map(ofParts.map((one) => [one.part, permilleOf(one)]));
  return Array.from({ length: parts }, (_, place) => byPlace.get(place) ?? null);
}

function minuteOf({ minute, ...sums }: Sums & { minute: string }): CacheMinuteDto {
  const { memoryHits, sharedHits, staleServed, misses, loads } = sums;
  return { minute, memoryHits, sharedHits, staleServed, misses, loads, loadUs: meanUs(sums) };
}

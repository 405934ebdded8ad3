import { z } from "zod";
import { Id, Instant, wholeNumber } from "./fields.ts";

const Count = z.int();

/** What was asked of the cache, and how it was answered. */
const Asked = z.object({
  memoryHits: Count,
  sharedHits: Count,
  /** Given although it was too old, while it was asked for anew. */
  staleServed: Count,
  /** Given because it could not be asked for anew. */
  staleOnError: Count,
  /** Waited for a load that others had begun. */
  joined: Count,
  misses: Count,
  loads: Count,
  loadErrors: Count,
  /** The mean of a load in microseconds; null before the first. */
  loadUs: Count.nullable(),
  /** Of all reads, the share that needed no load, from 0 to 1,000; null before the first. */
  hitPermille: Count.nullable(),
  /** About how long the loads would have taken that were not needed. */
  savedMs: Count,
  invalidated: Count,
  evictions: Count,
  sharedErrors: Count,
});

export const CacheFamilyDto = Asked.extend({
  family: z.string(),
  /** In the memory of all processes, now. */
  entries: Count,
  bytes: Count,
  /** The share of hits in equal parts of the time looked at, oldest first; null where nothing was read. */
  hits: z.array(Count.nullable()),
});
export type CacheFamilyDto = z.infer<typeof CacheFamilyDto>;

export const CacheProcessDto = z.object({
  id: Id,
  process: z.enum(["api", "worker"]),
  startedAt: Instant,
  toldAt: Instant,
  entries: Count,
  bytes: Count,
});
export type CacheProcessDto = z.infer<typeof CacheProcessDto>;

export const CacheMinuteDto = z.object({
  minute: Instant,
  memoryHits: Count,
  sharedHits: Count,
  staleServed: Count,
  misses: Count,
  loads: Count,
  /** The mean of a load in microseconds; null where nothing was loaded. */
  loadUs: Count.nullable(),
});
export type CacheMinuteDto = z.infer<typeof CacheMinuteDto>;

export const CacheFiguresInput = z.object({ minutes: wholeNumber(5, 1_440).default(60) });
export type CacheFiguresInput = z.infer<typeof CacheFiguresInput>;
/** Over all processes that told of themselves. */
export const CacheFiguresDto = z.object({
  total: Asked,
  families: z.array(CacheFamilyDto),
  processes: z.array(CacheProcessDto),
  minutes: z.array(CacheMinuteDto),
});
export type CacheFiguresDto = z.infer<typeof CacheFiguresDto>;

/** Whose: an agency's, or null for the platform's. */
const Owner = z.object({ agencyId: Id.nullable().default(null) });

export const LookCacheInput = Owner.extend({
  family: z.string().min(1, "name a family").max(100, "at most 100 characters"),
  /** As the family writes it. */
  id: z.string().max(2_000, "at most 2,000 characters"),
});
export type LookCacheInput = z.infer<typeof LookCacheInput>;

const Kept = z.object({
  bytes: Count,
  asOf: Instant,
  freshUntil: Instant,
  /** Whether nothing that it depends on was invalidated since. */
  isCurrent: z.boolean(),
});

/** How a value is kept, and never the value: it may be of people. */
export const CacheLookDto = z.object({
  family: z.string(),
  tags: z.array(z.string()),
  life: z.object({ freshMs: Count, staleMs: Count, graceMs: Count }),
  /** In the memory of the process that was asked. */
  memory: Kept.nullable(),
  /** In the tier that processes share; null where there is none. */
  shared: Kept.nullable(),
});
export type CacheLookDto = z.infer<typeof CacheLookDto>;

export const InvalidateCacheInput = Owner.extend({
  tags: z
    .array(z.string().trim().min(1, "name a tag").max(200, "at most 200 characters"))
    .min(1, "name a tag")
    .max(20, "at most 20 tags"),
});
export type InvalidateCacheInput = z.infer<typeof InvalidateCacheInput>;

export const CacheActionDto = z.object({
  id: Id,
  at: Instant,
  actorUserId: Id,
  actorName: z.string().nullable(),
  agencyId: Id.nullable(),
  tags: z.array(z.string()),
});
export type CacheActionDto = z.infer<typeof CacheActionDto>;

import { randomInt } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import type { Bus } from "@stead/kernel/bus";
import type { Clock } from "@stead/kernel/clock";
import type { Logger } from "@stead/kernel/logger";
import type { Seams } from "@stead/kernel/seams";
import { unknownPosition, type Copies } from "./copies.ts";
import { requireOwner, type CacheKey, type Family } from "./family.ts";
import { freezeAndWeigh } from "./frozen.ts";
import { HeardNotes } from "./heard-notes.ts";
import type { Known } from "./known.ts";
import { bring, settle, type Brought, type Load, type LoadingHouse, type Need } from "./loading.ts";
import { lookAt, type Look } from "./look.ts";
import { heapShare, MemoryTier } from "./memory-tier.ts";
import { News, type NewsItem } from "./news.ts";
import type { Carried } from "./payload.ts";
import type { RemoteStore } from "./remote-store.ts";
import { RemoteTier } from "./remote-tier.ts";
import { Entry, type Flight, type Space } from "./space.ts";
import { byName, reportOn, startCounts, type Counts, type FamilyReport } from "./statistics.ts";

export type CacheOptions = {
  clock: Clock;
  log: Logger;
  seams?: Pick<Seams, "emit">;
  /** What all values of this process together may hold. */
  memoryBytes?: number;
  /** The tier that processes share, and what keeps installations on it apart. The cache closes it. */
  shared?: { store: RemoteStore; namespace: string; restMs?: number } | undefined;
  /** Tells other processes what is old. Without one, they learn it when their values' lives end. */
  bus?: Bus | undefined;
  /** Copies of the database that loaders may read, and that may be behind. */
  copies?: Copies | undefined;
  beatMs?: number;
  random?: () => number;
  heapShare?: () => number;
};

const memoryBytes = 64 * 1_048_576;
const sweepMs = 30_000;
/** How long a value is fresh in memory while nobody can tell that it is old. */
const unheardMs = 5_000;
const warmAtOnce = 4;
/** How long whoever invalidates waits for the bus. */
const busMs = 1_000;

/** A value that is wanted ahead of the first who asks. */
export type Warmer = { name: string; run: () => Promise<unknown> };

/**
 * Values at hand: in memory over a tier that processes share. Nothing of the cache's own ever fails a caller; what
 * loaders throw does, unless something older may stand in. Values are frozen.
 */
export class Cache {
  readonly #options: CacheOptions;
  readonly #memory: MemoryTier;
  readonly #shared: RemoteTier | undefined;
  readonly #news: News | undefined;
  readonly #families: ({ family: Family<unknown>; counts: Counts } | undefined)[] = [];
  readonly #house: LoadingHouse;
  readonly #running = new Set<Promise<unknown>>();
  readonly #heard = new HeardNotes();
  readonly #sweeper: NodeJS.Timeout;
  #closing: Promise<void> | undefined;

  constructor(options: CacheOptions) {
    const { clock, log, shared, bus } = options;
    const countsOf = (key: CacheKey<unknown>) => this.#countsOf(key.family);
    const nowMs = () => clock.nowMs();
    this.#options = options;
    this.#memory = new MemoryTier({
      maxBytes: options.memoryBytes ?? memoryBytes,
      heapShare: options.heapShare ?? heapShare,
      nowMs,
    });
    if (shared !== undefined) this.#shared = new RemoteTier({ ...shared, log, nowMs, countsOf });
    if (bus !== undefined)
      this.#news = new News({
        bus,
        log,
        nowMs: () => performance.now(),
        onItem: (item) => this.#hear(item),
        onDoubt: () => this.#forgetAll(),
        ...(options.beatMs !== undefined && { beatMs: options.beatMs }),
      });
    this.#house = {
      shared: this.#shared,
      log,
      copies: options.copies,
      nowMs,
      random: options.random ?? (() => randomInt(1, 2 ** 32) / 2 ** 32),
      countsOf,
      keep: (need, carried, value, bytes) => this.#keep(need, carried, value, bytes),
      afterwards: (work) => this.#afterwards(work),
    };
    this.#sweeper = setInterval(() => this.sweep(), sweepMs).unref();
  }

  /** Listens to other processes. Until then, and where it cannot, values are fresh no longer than a few seconds. */
  async start(): Promise<void> {
    await this.#news?.beat();
  }

  /** The value at hand, or what `load` gives: run once for all who ask at once, here and in other processes. */
  getOrSet<Value>(key: CacheKey<Value>, load: Load<Value>): Promise<Value> {
    const entry = this.#memory.spaces.get(key.owner)?.entryOf(key);
    if (entry !== undefined && this.#options.clock.nowMs() < entry.hotUntilMs && entry.snapshot.holds()) {
      entry.isVisited = true;
      entry.counts.memoryHits += 1;
      return entry.promise;
    }
    return this.read(key, load).then(({ value }) => value);
  }

  /** As `getOrSet`, with the age of the value, and whether it is one that could not be asked for anew. */
  read<Value>(key: CacheKey<Value>, load: Load<Value>): Promise<Known<Value>> {
    requireOwner(key);
    const now = this.#options.clock.nowMs();
    const counts = this.#countsOf(key.family);
    const space = this.#memory.spaceOf(key.owner);
    const entry = space.entryOf(key);
    const { staleMs, onError } = key.family.policy;
    if (entry?.snapshot.holds() === true) {
      entry.isVisited = true;
      const given = { value: entry.value, asOfMs: entry.asOfMs, isStale: false };
      if (now < entry.freshUntilMs) {
        counts.memoryHits += 1;
        if (entry.value === null) counts.negativeHits += 1;
        if (now >= entry.hotUntilMs) this.#loadAhead(space, entry, { key, load });
        return Promise.resolve(given);
      }
      if (now < entry.freshUntilMs + staleMs) {
        counts.staleServed += 1;
        this.#loadAhead(space, entry, { key, load });
        return Promise.resolve(given);
      }
    }
    if (entry !== undefined && now < entry.retryAtMs && onError !== "nothing") {
      counts.staleOnError += 1;
      return Promise.resolve({ value: entry.value, asOfMs: entry.asOfMs, isStale: true });
    }
    const flight = space.flightOf(key);
    if (flight !== undefined) {
      counts.joined += 1;
      return flight.promise;
    }
    counts.misses += 1;
    return this.#fly(space, { key, load, old: entry, isAhead: false });
  }

  /** The value when it is at hand, in either tier. */
  async get<Value>(key: CacheKey<Value>): Promise<Value | undefined> {
    requireOwner(key);
    const now = this.#options.clock.nowMs();
    const entry = this.#memory.spaces.get(key.owner)?.entryOf(key);
    if (entry?.snapshot.holds() === true && now < entry.freshUntilMs) {
      entry.isVisited = true;
      entry.counts.memoryHits += 1;
      return entry.value;
    }
    if (this.#shared?.isTrusted !== true || key.family.policy.keptIn === "memory") return undefined;
    const found = await this.#shared.read(key);
    if (found?.isCurrent !== true || found.freshUntilMs <= now) return undefined;
    this.#countsOf(key.family).sharedHits += 1;
    freezeAndWeigh(found.value);
    // The name under which it lay holds the hash of the family's schema.
    return found.value as Value;
  }

  /** Keeps a value that is known without a load; what is being loaded for its name is not kept. */
  async set<Value>(key: CacheKey<Value>, given: Value): Promise<void> {
    requireOwner(key);
    const counts = this.#countsOf(key.family);
    const parsed = key.family.schema.safeParse(given);
    if (!parsed.success) {
      counts.refused += 1;
      await this.forget(key);
      return;
    }
    const space = this.#memory.spaceOf(key.owner);
    space.forget(key);
    const now = this.#options.clock.nowMs();
    const { carried, value, bytes } = settle(this.#house, key, parsed.data, { asOfMs: now, loadMs: 0 });
    const snapshot = space.take(key.family.tagsOf(key.id));
    if (carried !== undefined)
      this.#keep(
        { key, snapshot, load: async () => value, old: undefined, isAhead: false },
        carried,
        value,
        bytes,
      );
    snapshot.release();
    if (carried !== undefined && key.family.policy.keptIn !== "memory") await this.#shared?.put(key, carried);
    await this.#tell({ owner: key.owner, keys: [[key.family.name, key.id]], isShared: true });
  }

  /** The value is no more, in any process. */
  async forget(key: CacheKey<unknown>): Promise<void> {
    requireOwner(key);
    this.#memory.spaces.get(key.owner)?.forget(key);
    await this.#shared?.forget(key);
    await this.#tell({ owner: key.owner, keys: [[key.family.name, key.id]], isShared: true });
  }

  /**
   * Makes old what depends on any of the tags: at once here, then in the shared tier, then elsewhere when the message
   * arrives. A load that began before is not kept. Call it after the commit; `notes` name the transactions.
   */
  async invalidate(owner: string, tags: readonly string[], notes: readonly string[] = []): Promise<void> {
    const { copies } = this.#options;
    copies?.noteChange(owner);
    this.#memory.spaces.get(owner)?.invalidate(tags);
    this.#heard.add(notes);
    const position = copies && ((await copies.position()) ?? unknownPosition);
    const isShared = (await this.#shared?.invalidate(owner, tags, position)) ?? true;
    if (this.#shared !== undefined) this.#memory.spaces.get(owner)?.invalidate(tags);
    const where = position === undefined ? {} : { position };
    await this.#tell({ owner, tags: [...tags], isShared, notes: [...notes], ...where });
  }

  /** Whether this process made old, or was told of, what a transaction changed; of the last ones. */
  hasHeard(note: string): boolean {
    return this.#heard.has(note);
  }

  /** A function whose answers are kept. */
  cached<Value>(
    family: Family<Value>,
    load: (owner: string, id: string) => Promise<Value>,
  ): (owner: string, id: string) => Promise<Value> {
    return (owner, id) => this.getOrSet(family.key(owner, id), () => load(owner, id));
  }

  /** Runs what has values at hand before somebody asks; a few at once, and none that fails is thrown. */
  async warm(warmers: readonly Warmer[]): Promise<{ done: number; failed: number }> {
    const waiting = [...warmers];
    const report = { done: 0, failed: 0 };
    const work = async () => {
      for (let warmer = waiting.shift(); warmer !== undefined; warmer = waiting.shift()) {
        try {
          await warmer.run();
          report.done += 1;
        } catch (error) {
          report.failed += 1;
          this.#options.log.warn({ error, warmer: warmer.name }, "a value was not loaded ahead");
        }
      }
    };
    await Promise.all(Array.from({ length: warmAtOnce }, work));
    return report;
  }

  /** What each family did in this process since it started. */
  statistics(): FamilyReport[] {
    const used = this.#families.filter((one) => one !== undefined);
    return used.map(({ family, counts }) => reportOn(family.name, counts)).toSorted(byName);
  }

  /** The family of a name; undefined when this process has not used it. */
  familyOf(name: string): Family<unknown> | undefined {
    return this.#families.find((one) => one?.family.name === name)?.family;
  }

  /** How a value is kept in either tier, without using it. */
  look(key: CacheKey<unknown>): Promise<Look> {
    requireOwner(key);
    return lookAt({ space: this.#memory.spaces.get(key.owner), shared: this.#shared }, key);
  }

  /** Lets go of what is over. Runs by itself every half minute. */
  sweep(): void {
    const now = this.#options.clock.nowMs();
    this.#memory.sweep(({ family: { policy }, freshUntilMs, snapshot }) => {
      if (!snapshot.holds() && policy.onError !== "invalidated") return true;
      return now > freshUntilMs + Math.max(policy.staleMs, policy.graceMs);
    });
  }

  close(): Promise<void> {
    return (this.#closing ??= this.#close());
  }

  async #close(): Promise<void> {
    clearInterval(this.#sweeper);
    await Promise.allSettled(this.#running);
    await this.#news?.close();
    await this.#shared?.close();
  }
  /** Starts a load that all who ask for the key from now on wait for. */
  #fly<Value>(space: Space, wanted: Omit<Need<Value>, "snapshot">): Promise<Known<Value>> {
    const { key, load, old } = wanted;
    const counts = this.#countsOf(key.family);
    if (old?.snapshot.holds() === false) counts.invalidated += 1;
    const snapshot = space.take(key.family.tagsOf(key.id));
    const startedMs = performance.now();
    const promise = this.#bring({ ...wanted, snapshot }, startedMs).finally(() => {
      space.endFlight(key, flight);
      snapshot.release();
      this.#memory.tidy(space);
    });
    const flight: Flight<Value> = { snapshot, promise };
    space.startFlight(key, flight);
    promise.then(
      ({ isOld }) => {
        const entry = isOld === true ? space.entryOf(key) : undefined;
        if (entry !== undefined) this.#loadAhead(space, entry, { key, load });
      },
      () => {},
    );
    return promise;
  }

  async #bring<Value>(need: Need<Value>, startedMs: number): Promise<Brought<Value>> {
    let outcome: "miss" | "stale" | "error" = "error";
    try {
      const brought = await bring(this.#house, need);
      outcome = brought.isStale ? "stale" : "miss";
      return brought;
    } finally {
      const durationMs = performance.now() - startedMs;
      this.#options.seams?.emit("cache", { family: need.key.family.name, outcome, durationMs });
    }
  }

  /** Loads in the background what is still given; once for all who notice, and after a failure not at once again. */
  #loadAhead<Value>(space: Space, entry: Entry<Value>, wanted: Pick<Need<Value>, "key" | "load">): void {
    const now = this.#options.clock.nowMs();
    if (now < entry.aheadAtMs || space.flightOf(wanted.key) !== undefined) return;
    entry.aheadAtMs = now + wanted.key.family.policy.retryMs;
    if (now < entry.freshUntilMs) entry.counts.earlyRefreshes += 1;
    this.#fly(space, { ...wanted, old: entry, isAhead: true }).catch(() => {});
  }

  #keep<Value>(
    { key, snapshot }: Need<Value>,
    { asOfMs, freshUntilMs, loadMs }: Carried,
    value: Value,
    bytes: number,
  ): Entry<Value> | undefined {
    if (!snapshot.holds() || key.family.policy.keptIn === "shared") return undefined;
    const counts = this.#countsOf(key.family);
    if (!this.#memory.accepts(bytes)) {
      counts.refused += 1;
      return undefined;
    }
    const untilMs =
      this.#news?.isLost === true
        ? Math.min(freshUntilMs, this.#options.clock.nowMs() + unheardMs)
        : freshUntilMs;
    const space = this.#memory.spaceOf(key.owner);
    const entry = new Entry(space, key, {
      counts,
      value,
      snapshot: space.take(key.family.tagsOf(key.id)),
      bytes,
      asOfMs,
      freshUntilMs: untilMs,
      // The longer a load takes, the sooner one of the readers begins the next; which one is left to chance.
      hotUntilMs: untilMs + loadMs * Math.log(this.#house.random()),
    });
    this.#memory.put(entry);
    return entry;
  }

  #hear({ owner, tags, keys, isShared, position, notes = [] }: NewsItem): void {
    this.#heard.add(notes);
    if (tags !== undefined) this.#options.copies?.noteChange(owner, position);
    const space = this.#memory.spaces.get(owner);
    if (tags !== undefined) space?.invalidate(tags);
    for (const [name, id] of keys ?? []) {
      const family = this.familyOf(name);
      if (family !== undefined) space?.forget(family.key(owner, id));
    }
    if (!isShared && tags !== undefined && this.#shared !== undefined)
      this.#afterwards(this.#shared.invalidate(owner, tags, position));
  }

  #forgetAll(): void {
    this.#options.copies?.noteChange(undefined);
    for (const space of this.#memory.spaces.values()) space.forgetAll();
  }

  /** A bus that does not answer holds nobody up. */
  async #tell(item: NewsItem): Promise<void> {
    if (this.#news === undefined) return;
    const { isLost } = this.#news;
    const telling = this.#news.tell(item);
    if (isLost) return;
    await Promise.race([telling, pause(busMs, undefined, { ref: false })]);
  }

  #afterwards(work: Promise<unknown>): void {
    const running = work.catch(() => {}).finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  #countsOf(family: Family<unknown>): Counts {
    return (this.#families[family.index] ??= { family, counts: startCounts() }).counts;
  }
}

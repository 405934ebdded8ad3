import { setTimeout as pause } from "node:timers/promises";
import { isAppError, type ErrorCode } from "@stead/kernel/errors";
import type { Logger } from "@stead/kernel/logger";
import type { Copies } from "./copies.ts";
import type { CacheKey } from "./family.ts";
import { freezeAndWeigh } from "./frozen.ts";
import type { Known } from "./known.ts";
import type { Carried } from "./payload.ts";
import type { Claimed, Found, RemoteTier } from "./remote-tier.ts";
import type { Entry, Snapshot } from "./space.ts";
import type { Counts } from "./statistics.ts";

export type Load<Value> = () => Promise<Value>;

/** One need for a value that is not at hand. */
export type Need<Value> = {
  key: CacheKey<Value>;
  load: Load<Value>;
  snapshot: Snapshot;
  /** What is here and too old. */
  old: Entry<Value> | undefined;
  /** Nobody waits: what is here is still good, or good enough. */
  isAhead: boolean;
};

/** What loading needs of the cache. */
export type LoadingHouse = {
  shared: RemoteTier | undefined;
  log: Logger;
  copies: Pick<Copies, "noteChange"> | undefined;
  nowMs: () => number;
  /** Between 0 and 1, neither of them. */
  random: () => number;
  countsOf: (key: CacheKey<unknown>) => Counts;
  keep: <Value>(need: Need<Value>, carried: Carried, value: Value, bytes: number) => Entry<Value> | undefined;
  /** Runs on after the answer; awaited when the cache closes. */
  afterwards: (work: Promise<unknown>) => void;
};

/** Where a value came from, and whether it should be loaded anew by now. */
export type Brought<Value> = Known<Value> & { isOld?: boolean };

/**
 * Gets a value from the shared tier, or loads it: one load in all processes that share a tier. Throws what the loader
 * throws, when nothing older may stand in.
 */
export async function bring<Value>(house: LoadingHouse, need: Need<Value>): Promise<Brought<Value>> {
  const { key, isAhead } = need;
  const counts = house.countsOf(key);
  const { shared } = house;
  const isShared = key.family.policy.keptIn !== "memory" && shared?.isTrusted === true;
  if (!isShared || shared === undefined) return loadAlone(house, need, undefined);
  const now = house.nowMs();
  if (!isAhead) {
    const found = await shared.read(key);
    const given = found?.isCurrent === true ? found : undefined;
    if (given !== undefined && given.freshUntilMs > now) {
      counts.sharedHits += 1;
      return give(house, need, given);
    }
    if (given !== undefined && given.freshUntilMs + key.family.policy.staleMs > now) {
      counts.staleServed += 1;
      return { ...give(house, need, given), isOld: true };
    }
  }
  return loadForAll(house, need, shared);
}

async function loadForAll<Value>(
  house: LoadingHouse,
  need: Need<Value>,
  shared: RemoteTier,
): Promise<Brought<Value>> {
  const { key, old, isAhead } = need;
  const { waitMs } = key.family.policy;
  const counts = house.countsOf(key);
  const newerThanMs =
    isAhead && old !== undefined ? Math.max(old.freshUntilMs, house.nowMs()) : house.nowMs();
  const startedMs = performance.now();
  let claimed: Claimed | undefined;
  for (let pauseMs = 4; ; pauseMs = Math.min(pauseMs * 2, 64)) {
    claimed = await shared.claim(key, newerThanMs);
    if (claimed?.state !== "wait") break;
    // Another process does what nobody here waits for.
    if (isAhead && old !== undefined) return { value: old.value, asOfMs: old.asOfMs, isStale: false };
    if (performance.now() - startedMs > waitMs) break;
    await pause(pauseMs, undefined, { ref: false });
  }
  if (claimed?.state === "value") {
    counts.joined += 1;
    return give(house, need, claimed.found);
  }
  if (claimed?.state !== "lead") return loadAlone(house, need, claimed?.found);
  return lead(house, need, shared, claimed);
}

async function lead<Value>(
  house: LoadingHouse,
  need: Need<Value>,
  shared: RemoteTier,
  { token, epochs, found }: Extract<Claimed, { state: "lead" }>,
): Promise<Brought<Value>> {
  const { key, snapshot } = need;
  const counts = house.countsOf(key);
  const heart = setInterval(() => void shared.renew(key, token), key.family.policy.leaseMs / 3).unref();
  let loaded: Loaded<Value>;
  try {
    // What made the value old may be known to the tier alone by now.
    const position = house.copies && (await shared.positionOf(key.owner));
    // Nothing was invalidated for as long as a copy may be behind.
    if (position !== "") house.copies?.noteChange(key.owner, position);
    loaded = await runLoader(house, need);
  } catch (error) {
    clearInterval(heart);
    await shared.release(key, token);
    return standIn(house, need, found, error);
  }
  const { carried } = loaded;
  if (carried === undefined || !snapshot.holds()) {
    clearInterval(heart);
    if (carried !== undefined) counts.discarded += 1;
    house.afterwards(shared.release(key, token));
    return known(loaded);
  }
  const entry = house.keep(need, carried, loaded.value, loaded.bytes);
  const storing = shared.store(key, { token, epochs }, carried).then((end) => {
    clearInterval(heart);
    if (end !== "moved" && end !== "fenced") return;
    // Old already, or another process has it newer: what was kept here goes as well.
    counts.discarded += 1;
    entry?.snapshot.end();
  });
  house.afterwards(storing);
  return known(loaded);
}

/** Loads for this process only: there is no shared tier, or it is away. */
async function loadAlone<Value>(
  house: LoadingHouse,
  need: Need<Value>,
  found: Found | undefined,
): Promise<Brought<Value>> {
  let loaded: Loaded<Value>;
  try {
    loaded = await runLoader(house, need);
  } catch (error) {
    return standIn(house, need, found, error);
  }
  const { carried } = loaded;
  if (carried !== undefined && !need.snapshot.holds()) house.countsOf(need.key).discarded += 1;
  else if (carried !== undefined) house.keep(need, carried, loaded.value, loaded.bytes);
  return known(loaded);
}

type Loaded<Value> = {
  value: Value;
  asOfMs: number;
  bytes: number;
  /** Undefined for what is not kept. */
  carried: Carried | undefined;
};

const known = <Value>({ value, asOfMs }: Loaded<Value>): Known<Value> => ({ value, asOfMs, isStale: false });

async function runLoader<Value>(house: LoadingHouse, { key, load }: Need<Value>): Promise<Loaded<Value>> {
  const counts = house.countsOf(key);
  const asOfMs = house.nowMs();
  const startedMs = performance.now();
  counts.loads += 1;
  let raw: Value;
  try {
    raw = await load();
  } catch (error) {
    counts.loadErrors += 1;
    throw error;
  }
  const loadMs = performance.now() - startedMs;
  counts.loadMs += loadMs;
  counts.slowestLoadMs = Math.max(counts.slowestLoadMs, loadMs);
  const parsed = key.family.schema.safeParse(raw);
  if (!parsed.success) {
    counts.refused += 1;
    house.log.error({ family: key.family.name }, "a loaded value has not the shape of its family: not kept");
    return { value: raw, asOfMs, bytes: 0, carried: undefined };
  }
  return settle(house, key, parsed.data, { asOfMs, loadMs });
}

/** Decides how long a value is fresh, and freezes it. */
export function settle<Value>(
  { nowMs, random }: Pick<LoadingHouse, "nowMs" | "random">,
  { family: { policy } }: CacheKey<Value>,
  value: Value,
  { asOfMs, loadMs }: { asOfMs: number; loadMs: number },
): Loaded<Value> {
  const bytes = freezeAndWeigh(value);
  const ttlMs = value === null ? policy.negativeMs : policy.ttlMs;
  const freshUntilMs = nowMs() + ttlMs * (1 + policy.jitter * (2 * random() - 1));
  return { value, asOfMs, bytes, carried: { value, asOfMs, freshUntilMs, loadMs } };
}

function give<Value>(house: LoadingHouse, need: Need<Value>, found: Found): Known<Value> {
  // The name under which it lay holds the hash of the family's schema, and it was checked before it was put there.
  const value = found.value as Value;
  const bytes = freezeAndWeigh(value);
  if (value === null) house.countsOf(need.key).negativeHits += 1;
  house.keep(need, found, value, bytes);
  return { value, asOfMs: found.asOfMs, isStale: false };
}

/** Errors that are an answer: nothing older may hide that something is gone or not allowed. */
const answers: readonly ErrorCode[] = ["NOT_FOUND", "FORBIDDEN", "UNAUTHENTICATED", "INVALID"];

/** What may be given when a load failed; else its error. */
function standIn<Value>(
  house: LoadingHouse,
  need: Need<Value>,
  found: Found | undefined,
  error: unknown,
): Known<Value> {
  const { onError, graceMs, retryMs } = need.key.family.policy;
  const now = house.nowMs();
  if (onError === "nothing" || (isAppError(error) && answers.includes(error.code))) throw error;
  const isGood = (freshUntilMs: number, isCurrent: boolean) =>
    now < freshUntilMs + graceMs && (isCurrent || onError === "invalidated");
  const { old } = need;
  const isFoundGood = found !== undefined && isGood(found.freshUntilMs, found.isCurrent);
  if (isFoundGood && (old === undefined || found.asOfMs > old.asOfMs)) {
    // The name holds the schema's hash, as above.
    const value = found.value as Value;
    const bytes = freezeAndWeigh(value);
    const entry = found.isCurrent ? house.keep(need, found, value, bytes) : undefined;
    if (entry !== undefined) entry.retryAtMs = now + retryMs;
    house.countsOf(need.key).staleOnError += 1;
    return { value, asOfMs: found.asOfMs, isStale: true };
  }
  if (old === undefined || !isGood(old.freshUntilMs, old.snapshot.holds())) throw error;
  old.retryAtMs = now + retryMs;
  house.countsOf(need.key).staleOnError += 1;
  return { value: old.value, asOfMs: old.asOfMs, isStale: true };
}

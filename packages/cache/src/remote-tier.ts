import { randomBytes } from "node:crypto";
import type { Logger } from "@stead/kernel/logger";
import { circuitBreaker, CircuitState, ConsecutiveBreaker, handleAll } from "cockatiel";
import type { CacheKey } from "./family.ts";
import { decode, encode, type Carried } from "./payload.ts";
import type { Claim, Names, RemoteStore, Stored } from "./remote-store.ts";
import type { Counts } from "./statistics.ts";

export type RemoteTierOptions = {
  store: RemoteStore;
  /** Keeps installations that share a server apart. */
  namespace: string;
  log: Logger;
  nowMs: () => number;
  countsOf: (key: CacheKey<unknown>) => Counts;
  /** How long nothing is asked of it after failures in a row. */
  restMs?: number;
};

/** A value that came from the shared tier. */
export type Found = Carried & { isCurrent: boolean };

export type Claimed =
  | { state: "lead"; token: string; epochs: string; found: Found | undefined }
  | { state: "wait"; found: Found | undefined }
  | { state: "value"; found: Found };

/** Of the names and of what is kept under them; another format is never read. */
const format = 1;
const mostFailures = 5;
/** How many invalidations are remembered for a tier that is away; values' lives bound what is beyond. */
const mostOwed = 100_000;
/** A value with more bytes than this stays out of the shared tier. */
const largestPayload = 4 * 1_048_576;

/** The shared tier as the cache sees it: it may be away, and never throws. `undefined` is no answer. */
export class RemoteTier {
  readonly #options: RemoteTierOptions;
  readonly #breaker: ReturnType<typeof circuitBreaker>;
  readonly #prefix: string;
  /** Tags that were invalidated while it was away: until it knows, it is not believed. */
  readonly #owed = new Set<string>();
  #paying: Promise<void> | undefined;
  #failures = 0;

  constructor(options: RemoteTierOptions) {
    this.#options = options;
    this.#prefix = `stead:${options.namespace}:${format}:`;
    this.#breaker = circuitBreaker(handleAll, {
      halfOpenAfter: options.restMs ?? 2_000,
      breaker: new ConsecutiveBreaker(mostFailures),
    });
    this.#breaker.onBreak(() => options.log.warn({}, "the shared cache rests after failures"));
    this.#breaker.onReset(() => options.log.info({}, "the shared cache is back"));
  }

  /** Whether it may be read: it is not while it lacks what was invalidated. */
  get isTrusted(): boolean {
    if (this.#owed.size === 0) return true;
    void this.#pay();
    return false;
  }

  async read(key: CacheKey<unknown>): Promise<Found | undefined> {
    const names = this.#names(key);
    const stored = await this.#ask(key, () => this.#options.store.read(names));
    return stored === undefined ? undefined : this.#open(key, names, stored);
  }

  async claim(key: CacheKey<unknown>, newerThanMs: number): Promise<Claimed | undefined> {
    const { leaseMs } = key.family.policy;
    const names = this.#names(key);
    const token = randomBytes(16).toString("base64url");
    const request = { token, leaseMs, newerThanMs, tagsForMs: tagsForMs(key) };
    const claim: Claim | undefined = await this.#ask(key, () => this.#options.store.claim(names, request));
    if (claim === undefined) return undefined;
    const found = claim.stored === undefined ? undefined : await this.#open(key, names, claim.stored);
    if (claim.state === "lead") return { state: "lead", token, epochs: claim.epochs, found };
    if (claim.state === "wait") return { state: "wait", found };
    return found === undefined ? undefined : { state: "value", found };
  }

  renew(key: CacheKey<unknown>, token: string): Promise<boolean | undefined> {
    return this.#ask(key, () =>
      this.#options.store.renew(this.#names(key), token, key.family.policy.leaseMs),
    );
  }

  async release(key: CacheKey<unknown>, token: string): Promise<void> {
    await this.#ask(key, () => this.#options.store.release(this.#names(key), token));
  }

  /** `undefined` when it is away or the value is too big for it. */
  async store(
    key: CacheKey<unknown>,
    lead: { token: string; epochs: string },
    carried: Carried,
  ): Promise<"stored" | "moved" | "fenced" | undefined> {
    const payload = await encode(carried);
    if (payload.length > largestPayload) {
      await this.release(key, lead.token);
      return undefined;
    }
    const request = { ...lead, payload, keepMs: this.#keepMs(key, carried), tagsForMs: tagsForMs(key) };
    return this.#ask(key, () => this.#options.store.store(this.#names(key), request));
  }

  async put(key: CacheKey<unknown>, carried: Carried): Promise<void> {
    const payload = await encode(carried);
    const request = { payload, keepMs: this.#keepMs(key, carried), tagsForMs: tagsForMs(key) };
    const names = this.#names(key);
    const done = await this.#ask(key, async () => {
      if (payload.length > largestPayload) await this.#options.store.forget(names);
      else await this.#options.store.put(names, request);
      return true;
    });
    if (done !== true) this.#owe([names.value]);
  }

  async forget(key: CacheKey<unknown>): Promise<void> {
    const names = this.#names(key);
    const done = await this.#ask(key, () => this.#options.store.forget(names).then(() => true));
    if (done !== true) this.#owe([names.value]);
  }

  /** Whether it knows; when not, it is told as soon as it is back, and not read before. */
  async invalidate(owner: string, tags: readonly string[], position?: string): Promise<boolean> {
    const names = tags.map((tag) => this.#tagName(owner, tag));
    const { store } = this.#options;
    const done = await this.#try(async () => {
      // First: whoever finds the value old finds how far it must read.
      // A tier that is full takes the second and not this one.
      if (position !== undefined)
        await store.setPosition(this.#positionName(owner), position).catch(() => {});
      await store.invalidate(names);
      return true;
    });
    if (done !== true) this.#owe(names);
    return done === true;
  }

  /** Where the database was at the last invalidation of the owner; empty when there was none, undefined when it is away. */
  positionOf(owner: string): Promise<string | undefined> {
    return this.#try(() => this.#options.store.position(this.#positionName(owner)));
  }

  async close(): Promise<void> {
    await this.#paying;
    await this.#options.store.close();
  }

  #keepMs({ family: { policy } }: CacheKey<unknown>, { freshUntilMs }: Carried): number {
    const freshMs = Math.min(freshUntilMs - this.#options.nowMs(), policy.ttlMs * 2);
    return Math.max(1, Math.round(freshMs + Math.max(policy.staleMs, policy.graceMs)));
  }

  #names({ family, owner, id }: CacheKey<unknown>): Names {
    const place = `${this.#prefix}{${owner}}`;
    // On the wire all halves of surrogate pairs would look the same.
    const name = `${family.name}@${family.version()}:${id.isWellFormed() ? id : JSON.stringify(id)}`;
    return {
      value: `${place}:${name}`,
      lease: `${place}!${name}`,
      tags: family.tagsOf(id).map((tag) => this.#tagName(owner, tag)),
    };
  }

  #positionName(owner: string): string {
    return `${this.#prefix}{${owner}}@position`;
  }

  #tagName(owner: string, tag: string): string {
    return `${this.#prefix}{${owner}}#${tag}`;
  }

  async #open(
    key: CacheKey<unknown>,
    names: Names,
    { payload, isCurrent }: Stored,
  ): Promise<Found | undefined> {
    const decoded = decode(payload);
    const carried = decoded instanceof Promise ? await decoded : decoded;
    if (carried !== undefined) return { ...carried, isCurrent };
    this.#options.countsOf(key).sharedErrors += 1;
    await this.#ask(key, () => this.#options.store.forget(names));
    return undefined;
  }

  #owe(names: readonly string[]): void {
    for (const name of names) this.#owed.add(name);
    for (const oldest of this.#owed) {
      if (this.#owed.size <= mostOwed) break;
      this.#owed.delete(oldest);
    }
  }

  #pay(): Promise<void> {
    this.#paying ??= (async () => {
      const names = [...this.#owed];
      const done = await this.#try(() => this.#options.store.invalidate(names).then(() => true));
      if (done === true) for (const name of names) this.#owed.delete(name);
      this.#paying = undefined;
    })();
    return this.#paying;
  }

  async #ask<T>(key: CacheKey<unknown>, work: () => Promise<T>): Promise<T | undefined> {
    return this.#try(work, this.#options.countsOf(key));
  }

  /** While all goes well, the breaker is not in the way. */
  async #try<T>(work: () => Promise<T>, counts?: Counts): Promise<T | undefined> {
    const isWell = this.#failures === 0 && this.#breaker.state === CircuitState.Closed;
    try {
      if (isWell) return await work();
      const answer = await this.#breaker.execute(work);
      this.#failures = 0;
      return answer;
    } catch (error) {
      if (counts !== undefined) counts.sharedErrors += 1;
      if (!isAnswered(error)) {
        this.#failures += 1;
        if (isWell) await this.#breaker.execute(() => Promise.reject(error)).catch(() => {});
      }
      this.#options.log.debug({ error }, "the shared cache did not answer");
      return undefined;
    }
  }
}

/** It is there and refuses: full, or something else lies under the name. */
function isAnswered(error: unknown): boolean {
  return error instanceof Error && error.name === "ReplyError";
}

/** Longer than any value that depends on them. */
function tagsForMs({ family: { policy } }: CacheKey<unknown>): number {
  return 2 * (policy.ttlMs * 2 + Math.max(policy.staleMs, policy.graceMs));
}

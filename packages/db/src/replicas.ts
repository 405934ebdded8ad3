import { setTimeout as pause } from "node:timers/promises";
import type { Logger } from "@stead/kernel/logger";
import { openLanes, type LaneHouse, type LaneOptions } from "./lanes.ts";
import { Marks } from "./marks.ts";
import type { PoolStats } from "./pool.ts";
import { readPosition, writePosition, type Position } from "./position.ts";
import { StandingQuestion, type Standing } from "./standing-question.ts";
import { Trail } from "./trail.ts";

export type ReplicaOptions = {
  /** Addresses of the copies, as the application's role. */
  urls: readonly string[];
  /** A copy that is further behind than this answers nobody. */
  maxLagMs?: number;
  /** Pause between two looks at where everybody is. */
  lookMs?: number;
  log: Logger;
};

/**
 * `used`: it answers those whose changes it has. `behind`: it is there, and too far behind for anybody. `down`: it does
 * not answer. `promoted`: it takes writes, so it is no copy of the primary any more.
 */
export type ReplicaState = "used" | "behind" | "down" | "promoted";

/** A copy now, and its counters since the start. */
export type ReplicaReport = {
  /** Its place in the settings, from 1: addresses are nobody's business. */
  name: string;
  state: ReplicaState;
  /** Bytes of the log that it has not played back, and since when it lacks them; null while it or the primary is down. */
  lagBytes: number | null;
  lagMs: number | null;
  /** Pieces of work that it answered, and those that the primary did because it failed. */
  reads: number;
  failures: number;
  pool: PoolStats;
};

type Replica = {
  name: string;
  house: LaneHouse;
  question: StandingQuestion;
  state: ReplicaState;
  replayed: Position;
  reads: number;
  failures: number;
};

const defaultMaxLagMs = 30_000;
const defaultLookMs = 500;
/** A copy that cannot be connected to in this time is left alone: the primary answers. */
const connectMs = 2_000;

/** The copies of the database, and how far each must be before it may answer for an agency. */
export class Replicas {
  readonly #options: ReplicaOptions;
  readonly #primary: StandingQuestion;
  readonly #replicas: readonly Replica[];
  readonly #marks = new Marks();
  readonly #trail = new Trail();
  readonly #closing = new AbortController();
  #looking: Promise<void>;
  #turn = 0;

  constructor(lanes: LaneOptions, options: ReplicaOptions) {
    this.#options = options;
    const asker = `${lanes.applicationName ?? "stead"}-positions`;
    this.#primary = new StandingQuestion(lanes.connectionString, asker);
    this.#replicas = options.urls.map((url, index) => ({
      name: `replica ${index + 1}`,
      house: openLanes({ ...lanes, connectionString: url, min: 1, connectionTimeoutMs: connectMs }),
      // What answers at the same address next may be another, with less.
      question: new StandingQuestion(url, asker, () => this.#suspect(index)),
      state: "down",
      replayed: 0n,
      reads: 0,
      failures: 0,
    }));
    this.#looking = this.#lookOn();
  }

  /**
   * A copy that has every known change of the agency, and what lies before `after`; undefined when the primary must
   * answer. In turn, when several have.
   */
  choose(agencyId: string, after: string | undefined): Replica | undefined {
    const needed = this.#marks.needed(agencyId);
    if (needed === undefined) return undefined;
    const seen = readPosition(after) ?? 0n;
    const fit = this.#replicas.filter(
      ({ state, replayed }) => state === "used" && replayed >= needed && replayed >= seen,
    );
    return fit[this.#turn++ % fit.length];
  }

  /** Something of the agency, or of any, was committed by now. Nobody who reads for it is given anything older from here on. */
  noteChange(agencyId: string | undefined, position?: string): void {
    this.#marks.note(agencyId, performance.now(), readPosition(position));
  }

  /** Where the primary's log ends: behind all that was committed before the call. Undefined when it does not answer. */
  async position(): Promise<string | undefined> {
    try {
      const { isReplica, position } = await this.#askPrimary();
      return isReplica ? undefined : writePosition(position);
    } catch {
      return undefined;
    }
  }

  /** It failed somebody. One that is gone is asked nothing until it says where it is. */
  fail(replica: Replica, error: unknown, isGone: boolean): void {
    replica.failures++;
    if (isGone && replica.state === "used") replica.state = "down";
    this.#options.log.warn({ error, replica: replica.name }, "a replica failed: the primary answers");
  }

  report(): ReplicaReport[] {
    return this.#replicas.map(({ name, state, replayed, reads, failures, house }) => ({
      name,
      state,
      ...(state === "down" || state === "promoted"
        ? { lagBytes: null, lagMs: null }
        : this.#trail.lagOf(replayed)),
      reads,
      failures,
      pool: house.stats(),
    }));
  }

  /** Looks where everybody is. Runs by itself; for whoever cannot wait for the next look. */
  async look(): Promise<void> {
    const primary = this.#askPrimary().catch((error: unknown) =>
      this.#options.log.debug({ error }, "the primary does not say where it is"),
    );
    await Promise.all([
      primary,
      ...this.#replicas.map(async (replica) => {
        const standing = await replica.question.ask().catch((error: unknown) => {
          this.#lose(replica, error);
          return undefined;
        });
        if (standing !== undefined) this.#place(replica, standing);
      }),
    ]);
    const answering = this.#replicas.filter(({ state }) => state === "used" || state === "behind");
    const positions = answering.map(({ replayed }) => replayed);
    if (positions.length > 0) this.#marks.forgetBefore(positions.reduce((a, b) => (a < b ? a : b)));
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#looking;
    await Promise.all([
      this.#primary.close(),
      ...this.#replicas.map(async ({ house, question }) => {
        await question.close();
        await house.close();
      }),
    ]);
  }

  async #askPrimary(): Promise<Standing> {
    const askedMs = performance.now();
    const standing = await this.#primary.ask();
    if (!standing.isReplica) {
      this.#marks.place(standing.position, askedMs);
      this.#trail.add(standing.position, askedMs);
    }
    return standing;
  }

  #place(replica: Replica, { isReplica, position }: Standing): void {
    const { maxLagMs = defaultMaxLagMs, log } = this.#options;
    replica.replayed = position;
    const lagMs = this.#trail.lagOf(position).lagMs ?? Infinity;
    const state: ReplicaState = !isReplica ? "promoted" : lagMs > maxLagMs ? "behind" : "used";
    if (state !== replica.state)
      log.info({ replica: replica.name, was: replica.state, is: state }, "a replica changed its state");
    replica.state = state;
  }

  #suspect(index: number): void {
    const replica = this.#replicas[index];
    if (replica?.state === "used") replica.state = "down";
  }

  /** Whoever waits for a server that does not answer is answered by the primary. */
  #lose(replica: Replica, error: unknown): void {
    if (replica.state !== "down")
      this.#options.log.warn({ error, replica: replica.name }, "a replica does not answer");
    replica.state = "down";
    replica.house.cut();
  }

  async #lookOn(): Promise<void> {
    const { lookMs = defaultLookMs } = this.#options;
    const { signal } = this.#closing;
    while (!signal.aborted) {
      await this.look();
      await pause(lookMs, undefined, { signal, ref: false }).catch(() => {});
    }
  }
}

export type { Replica };

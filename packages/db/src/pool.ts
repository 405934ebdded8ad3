import type { ChangeListener, DataChange } from "@stead/kernel/changes";
import { AppError } from "@stead/kernel/errors";
import pg from "pg";
import { changeOf } from "./change-notices.ts";
import { laneError } from "./errors.ts";
import { cutClient } from "./cut-client.ts";
import { laneTypes } from "./parsers.ts";
import { prologue, remainingMs, type Scope } from "./scope.ts";

export type PoolOptions = {
  connectionString: string;
  /** Most connections of this process. */
  max?: number;
  /** Connections that are kept when idle. */
  min?: number;
  /** Longest wait for a connection, new or returned. */
  connectionTimeoutMs?: number;
  applicationName?: string;
  /**
   * What stands between this process and the database. A transaction pooler that knows no prepared statements gives
   * each transaction another connection: nothing is named then.
   */
  pooler?: Pooler | undefined;
  /** Is told what each transaction changed, after its commit. */
  onChanges?: ChangeListener | undefined;
};

/** `transaction`: PgBouncer in transaction mode, of any version. */
export type Pooler = "transaction";

/** The pool now, and its counters since it was opened. */
export type PoolStats = {
  max: number;
  size: number;
  idle: number;
  waiting: number;
  checkouts: number;
  refused: number;
  waitMsTotal: number;
  waitMsMax: number;
  heldMsTotal: number;
};

/** A connection that is out of the pool. */
export type Lease = {
  client: pg.PoolClient;
  waitMs: number;
  /** Tells what was changed on it, as the database noted it. Call it after the commit; it never fails. */
  tellChanges: () => Promise<void>;
  release: (failure?: Error | boolean) => void;
};

/** How long a server may be late with the time limit that it was given, before it is taken for dead. */
const lateMs = 3_000;
const lookMs = 1_000;

export class Connections {
  readonly pool: pg.Pool;
  /** Whether statements are prepared under a name, and kept so by their connection. */
  readonly isNaming: boolean;
  readonly #max: number;
  readonly #connectionTimeoutMs: number;
  /** Every open connection; with its user's deadline while it has one. */
  readonly #clients = new Map<pg.PoolClient, number | undefined>();
  /** Connections to a server that takes no writes any more. */
  readonly #doubted = new WeakSet<pg.PoolClient>();
  readonly #watch: NodeJS.Timeout;
  readonly #onChanges: ChangeListener | undefined;
  /** What is noted on each connection, since it was last taken out. */
  readonly #noted = new WeakMap<object, DataChange[]>();
  readonly #counters = { checkouts: 0, refused: 0, waitMsTotal: 0, waitMsMax: 0, heldMsTotal: 0 };

  constructor({
    connectionString,
    max = 20,
    min = 5,
    connectionTimeoutMs = 5_000,
    applicationName = "stead",
    pooler,
    onChanges,
  }: PoolOptions) {
    this.isNaming = pooler === undefined;
    this.#max = max;
    this.#onChanges = onChanges;
    this.#connectionTimeoutMs = connectionTimeoutMs;
    this.pool = new pg.Pool({
      connectionString,
      max,
      min,
      application_name: applicationName,
      connectionTimeoutMillis: connectionTimeoutMs,
      idleTimeoutMillis: 30_000,
      types: laneTypes,
      // Statements of one transaction that are started together travel together.
      pipeline: true,
      // Every connection knows the prologue before its first statement.
      verify: (client, done) => {
        const { name, text } = prologue;
        client.query({ text, ...(this.isNaming && { name }), values: ["", "0"] }, (error) => done(error));
      },
    });
    // An idle connection that fails has left the pool already; without a listener it would end the process.
    this.pool.on("error", () => {});
    // While a new connection is verified nobody listens to it either.
    this.pool.on("connect", (client) => {
      client.on("error", () => {});
      this.#clients.set(client, undefined);
      if (onChanges === undefined) return;
      client.on("notice", (notice) => {
        const change = changeOf(notice);
        if (change !== undefined) this.#noted.get(client)?.push(change);
      });
    });
    this.pool.on("remove", (client) => this.#clients.delete(client));
    this.#watch = setInterval(() => this.#cutOverdue(), lookMs).unref();
  }

  /** Takes a connection within the scope's time. Throws UNAVAILABLE, TIMEOUT or CANCELLED. */
  async checkout(scope: Scope): Promise<Lease> {
    const leftMs = remainingMs(scope);
    const startedMs = performance.now();
    const isFree = this.pool.idleCount > this.pool.waitingCount;
    let client: pg.PoolClient;
    try {
      client = await this.#take(scope, isFree ? undefined : leftMs);
    } catch (error) {
      this.#counters.refused++;
      throw isPoolTimeout(error)
        ? new AppError("UNAVAILABLE", "no database connection became free in time", {}, { cause: error })
        : laneError(error, scope);
    }
    const takenMs = performance.now();
    const waitMs = takenMs - startedMs;
    this.#counters.checkouts++;
    this.#counters.waitMsTotal += waitMs;
    if (waitMs > this.#counters.waitMsMax) this.#counters.waitMsMax = waitMs;
    // Between two users nobody else listens, and a socket error without a listener would end the process.
    let failure: Error | undefined;
    const onError = (error: Error) => {
      failure = error;
    };
    client.on("error", onError);
    this.#clients.set(client, scope.deadline);
    const changes: DataChange[] = [];
    this.#noted.set(client, changes);
    const tellChanges = async () => {
      const told = changes.splice(0);
      if (told.length > 0) await this.#onChanges?.(told);
    };
    const release = (reason?: Error | boolean) => {
      client.off("error", onError);
      this.#counters.heldMsTotal += performance.now() - takenMs;
      if (this.#clients.has(client)) this.#clients.set(client, undefined);
      client.release(failure ?? reason ?? this.#doubted.has(client));
    };
    return { client, waitMs, tellChanges, release };
  }

  async #take(scope: Scope, leftMs: number | undefined): Promise<pg.PoolClient> {
    for (;;) {
      const client = await (leftMs === undefined ? this.pool.connect() : this.#wait(scope, leftMs));
      if (!this.#doubted.has(client)) return client;
      client.release(true);
    }
  }

  #wait(scope: Scope, leftMs: number): Promise<pg.PoolClient> {
    const pending = this.pool.connect();
    return new Promise((resolve, reject) => {
      const leave = (error: AppError) => {
        settle();
        reject(error);
        // The pool will still serve this place in its queue.
        void giveBack(pending);
      };
      const onAbort = () => leave(new AppError("CANCELLED", "the request was cancelled"));
      const hasOwnLimit = leftMs < this.#connectionTimeoutMs;
      const onTimeout = () => leave(new AppError("TIMEOUT", "the request took longer than its deadline"));
      const timer = hasOwnLimit ? setTimeout(onTimeout, leftMs) : undefined;
      const settle = () => {
        clearTimeout(timer);
        scope.signal?.removeEventListener("abort", onAbort);
      };
      scope.signal?.addEventListener("abort", onAbort, { once: true });
      pending.finally(settle).then(resolve, reject);
    });
  }

  stats(): PoolStats {
    const { totalCount: size, idleCount: idle, waitingCount: waiting } = this.pool;
    return { max: this.#max, size, idle, waiting, ...this.#counters };
  }

  /** The server behind the connections takes no writes any more: whoever comes next gets a new one. */
  doubt(): void {
    for (const client of this.#clients.keys()) this.#doubted.add(client);
  }

  /** Breaks every connection at once; what runs on them fails. For a server that does not answer. */
  cut(): void {
    for (const client of this.#clients.keys()) cutClient(client);
  }

  /** The server ends a statement at its time limit; one that does not is not there any more, and nobody waits for it. */
  #cutOverdue(): void {
    const now = Date.now();
    for (const [client, deadline] of this.#clients)
      if (deadline !== undefined && now > deadline + lateMs) cutClient(client);
  }

  /** Waits for the connections that are out, then closes all. */
  async close(): Promise<void> {
    await this.pool.end();
    clearInterval(this.#watch);
  }
}

async function giveBack(pending: Promise<pg.PoolClient>): Promise<void> {
  try {
    (await pending).release();
  } catch {
    // It was never given.
  }
}

function isPoolTimeout(error: unknown): boolean {
  return error instanceof Error && error.message === "timeout exceeded when trying to connect";
}

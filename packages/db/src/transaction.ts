import { AppError } from "@stead/kernel/errors";
import type pg from "pg";
import { AbortWatch } from "./cancel.ts";
import { isReadOnlyServer, sqlState } from "./errors.ts";
import { observe, type Observed, type QueryEvents } from "./observe.ts";
import type { Connections, Lease } from "./pool.ts";
import { beginText, remainingMs, type IsolationLevel, type Scope } from "./scope.ts";
import { unnamed, type QueryConfig } from "./scoped-query.ts";

/** One transaction's connection, which both lanes share. */
export class TransactionSlot {
  readonly scope: Scope;
  readonly #isolationLevel: IsolationLevel | undefined;
  readonly #events: QueryEvents | undefined;
  #connections: Connections | undefined;
  #lease: Lease | undefined;
  #watch: AbortWatch | undefined;
  #wasHit = false;
  #failure: unknown;
  #isExclusive = false;
  #telling: Promise<void> | undefined;

  constructor(scope: Scope, events: QueryEvents | undefined, isolationLevel?: IsolationLevel) {
    this.scope = scope;
    this.#events = events;
    this.#isolationLevel = isolationLevel;
  }

  /** True while it holds a connection. */
  get isOpen(): boolean {
    return this.#lease !== undefined;
  }

  async open(connections: Connections): Promise<pg.PoolClient> {
    this.#connections = connections;
    this.#lease = await connections.checkout(this.scope);
    if (this.scope.signal)
      this.#watch = new AbortWatch(this.#lease.client, this.scope.signal, !connections.isNaming);
    return this.#lease.client;
  }

  begin(): Promise<pg.QueryResult> {
    const begin = beginText(this.scope, this.#isolationLevel);
    const isPooled = this.#connections?.isNaming === false;
    const text = isPooled ? `${begin}; set local client_connection_check_interval = '1s'` : begin;
    return this.#send({ text }, { lane: "sql", name: "begin", text: "begin" }, this.#lease?.waitMs ?? 0);
  }

  async commit(): Promise<pg.QueryResult> {
    const result = await this.#send({ text: "commit" }, { lane: "sql", name: "commit", text: "commit" });
    if (result.command === "COMMIT") {
      this.#telling = this.#lease?.tellChanges();
      return result;
    }
    // PostgreSQL answers COMMIT of a failed transaction with ROLLBACK, and without an error.
    throw new AppError(
      "INTERNAL",
      "the transaction was rolled back: an error inside it was swallowed",
      {},
      { cause: this.#failure },
    );
  }

  /** Resolves when what was changed is told; at once before the commit. */
  async told(): Promise<void> {
    await this.#telling;
  }

  rollback(): Promise<pg.QueryResult> {
    return this.#send({ text: "rollback" }, { lane: "sql", name: "rollback", text: "rollback" });
  }

  /** Runs a statement of either lane inside the transaction, unless its time is up. */
  run(config: QueryConfig, observed: Observed): Promise<pg.QueryResult> {
    remainingMs(this.scope);
    return this.#send(config, observed);
  }

  /** The bare connection for one COPY. Nothing may run beside it until its `end`, which is told how it failed. */
  startCopy(): { client: pg.PoolClient; end: (failure?: unknown) => Promise<void> } {
    const { client } = this.#need();
    // The driver takes the query classes of COPY on a connection that does not pipeline; nothing else is on its way.
    const mode: { pipeline: boolean } = client;
    this.#isExclusive = true;
    mode.pipeline = false;
    return {
      client,
      end: async (failure) => {
        if (failure !== undefined) this.#note(failure);
        // Waits behind the COPY. It fails only with the connection, and then what comes next is told.
        await client.query("").catch(() => {});
        mode.pipeline = true;
        this.#isExclusive = false;
      },
    };
  }

  async release(failure?: Error | boolean): Promise<void> {
    const lease = this.#lease;
    this.#lease = undefined;
    const isClean = (await this.#watch?.end(this.#wasHit)) ?? true;
    lease?.release(failure ?? !isClean);
  }

  #need(): Lease {
    if (this.#lease === undefined) throw new AppError("INTERNAL", "the transaction is over");
    if (this.#isExclusive) throw new AppError("INTERNAL", "the transaction is copying: wait for it");
    return this.#lease;
  }

  async #send(config: QueryConfig, observed: Observed, waitMs = 0): Promise<pg.QueryResult> {
    const { client } = this.#need();
    const query = this.#connections?.isNaming === false ? unnamed(config) : config;
    try {
      return await observe(this.#events, observed, waitMs, () => client.query(query));
    } catch (error) {
      this.#note(error);
      throw error;
    }
  }

  #note(error: unknown): void {
    this.#failure ??= error;
    if (sqlState(error) === "57014") this.#wasHit = true;
    if (isReadOnlyServer(error)) this.#connections?.doubt();
  }
}

let savepoints = 0;

/** Runs `work` so that its failure undoes only its own statements. */
export async function runInSavepoint<T>(slot: TransactionSlot, work: () => Promise<T>): Promise<T> {
  const name = `part_${savepoints++}`;
  const run = (step: string, text: string) => slot.run({ text }, { lane: "sql", name: step, text });
  await run("savepoint", `savepoint ${name}`);
  try {
    const result = await work();
    await run("release", `release savepoint ${name}`);
    return result;
  } catch (error) {
    await run("undo", `rollback to savepoint ${name}; release savepoint ${name}`);
    throw error;
  }
}

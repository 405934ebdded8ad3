import { assert } from "@stead/kernel/errors";
import pg from "pg";
import { AbortWatch } from "./cancel.ts";
import { isReadOnlyServer, sqlState } from "./errors.ts";
import { observe, type Observed, type QueryEvents } from "./observe.ts";
import type { Connections } from "./pool.ts";
import { pooledPrologue, prologue, prologueValues, type Scope } from "./scope.ts";

/** A query as the driver takes it, from either lane. */
export type QueryConfig = {
  name?: string;
  text: string;
  values?: unknown[];
  rowMode?: "array";
  types?: pg.CustomTypesConfig;
};

// What the driver's Query has beside its published types. `pg` is pinned exactly for this.
type WireConnection = {
  parse(config: object): void;
  bind(config: object): void;
  execute(config: object): void;
};
type WireQuery = {
  prepare(connection: WireConnection): void;
  handleCommandComplete(message: unknown, connection: WireConnection): void;
  submit: pg.Query["submit"];
};
type Done = (error: Error | null, result: pg.QueryResult) => void;
type WireQueryClass = new (config: object, values: undefined, done: Done) => WireQuery;

function wireQueryClass(): WireQueryClass {
  for (const method of ["prepare", "handleCommandComplete"]) {
    assert(
      typeof Reflect.get(pg.Query.prototype, method) === "function",
      `pg.Query.${method} is gone: this version of pg does not fit`,
    );
  }
  return pg.Query as unknown as WireQueryClass;
}

/**
 * Bind and execute of the prologue, then the query, then one Sync: one round trip and one implicit transaction, so
 * agency and time limit end with the statement and cannot stay on the connection.
 */
class ScopedQuery extends wireQueryClass() {
  readonly #values: [string, string];
  readonly #isNamed: boolean;
  #isPrologueDone = false;

  constructor(scope: Scope, config: QueryConfig, isNamed: boolean, done: Done) {
    super({ ...config, queryMode: "extended" }, undefined, done);
    this.#values = prologueValues(scope);
    this.#isNamed = isNamed;
  }

  override prepare(connection: WireConnection): void {
    // Behind a pooler the connection may never have seen it: it goes along each time.
    if (!this.#isNamed) connection.parse({ text: pooledPrologue.text });
    connection.bind({ statement: this.#isNamed ? prologue.name : "", values: this.#values });
    connection.execute({});
    super.prepare(connection);
  }

  override handleCommandComplete(message: unknown, connection: WireConnection): void {
    if (this.#isPrologueDone) super.handleCommandComplete(message, connection);
    else this.#isPrologueDone = true;
  }
}

/** Runs one statement on a connection of the pool, in a transaction of its own, within the scope. */
export async function runScoped(
  connections: Connections,
  events: QueryEvents | undefined,
  scope: Scope,
  config: QueryConfig,
  observed: Observed,
): Promise<pg.QueryResult> {
  const { client, waitMs, tellChanges, release } = await connections.checkout(scope);
  const watch = scope.signal && new AbortWatch(client, scope.signal, !connections.isNaming);
  let failure: unknown;
  let telling: Promise<void> | undefined;
  let result: pg.QueryResult;
  try {
    const query = connections.isNaming ? config : unnamed(config);
    result = await observe(events, observed, waitMs, () => send(client, scope, query, connections.isNaming));
    telling = tellChanges();
  } catch (error) {
    failure = error;
    if (isReadOnlyServer(error)) connections.doubt();
    throw error;
  } finally {
    const isClean = (await watch?.end(sqlState(failure) === "57014")) ?? true;
    release(!isClean);
  }
  await telling;
  return result;
}

/** The same statement without a name, for a connection that keeps none. */
export function unnamed({ name: _name, ...config }: QueryConfig): QueryConfig {
  return config;
}

function send(
  client: pg.PoolClient,
  scope: Scope,
  config: QueryConfig,
  isNamed: boolean,
): Promise<pg.QueryResult> {
  return new Promise((resolve, reject) => {
    const done: Done = (error, result) => {
      if (error === null) return resolve(result);
      // The error was made where bytes arrived; its stack should lead to the caller.
      Error.captureStackTrace(error, send);
      return reject(error);
    };
    client.query(new ScopedQuery(scope, config, isNamed, done));
  });
}

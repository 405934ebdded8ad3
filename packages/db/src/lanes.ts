import { AsyncLocalStorage } from "node:async_hooks";
import { AppError } from "@stead/kernel/errors";
import { copyRows, type CopyRequest } from "./copy.ts";
import { laneError, linkOrigin } from "./errors.ts";
import { poolFacade, type Call } from "./facade.ts";
import type { PrismaClient } from "./generated/prisma/client.ts";
import type { QueryEvents } from "./observe.ts";
import { Connections, type PoolOptions, type PoolStats } from "./pool.ts";
import { createPrisma, modelsThrough, type Enter, type ModelClient } from "./prisma.ts";
import { remainingMs, type IsolationLevel, type Scope } from "./scope.ts";
import { runScoped } from "./scoped-query.ts";
import type { Sql, Statement } from "./statement.ts";
import { streamRows } from "./stream.ts";
import { runInSavepoint, TransactionSlot } from "./transaction.ts";

/** Both lanes inside one transaction: the same connection, the same snapshot, one commit. */
export type Tx = {
  prisma: ModelClient;
  /** Statements started together (`Promise.all`) share one round trip. */
  sql: Sql;
  /** Streams rows into a table at the speed of COPY, under row-level security; returns how many were inserted. */
  copy: (request: CopyRequest) => Promise<number>;
  /** The rows of one statement in batches, at the speed of COPY: one snapshot and flat memory, whatever their number. */
  stream: <Row extends object>(statement: Statement, values: readonly unknown[]) => AsyncGenerator<Row[]>;
  /** Undoes what `work` did, and nothing else, when it throws; the error goes on to the caller. One at a time. */
  savepoint: <T>(work: () => Promise<T>) => Promise<T>;
};

export type TransactionOptions = {
  /** Default: read committed. */
  isolationLevel?: IsolationLevel;
  /** Shortens the deadline for this transaction; it cannot extend it. */
  timeoutMs?: number;
};

/** Two ways to the same rows: `prisma` for breadth, `sql` for the hot paths. */
export type Lanes = {
  prisma: ModelClient;
  /** One statement, one implicit transaction, one round trip. */
  sql: Sql;
  /** Commits when `work` resolves, rolls back when it throws. Inside, use only what `work` is given. */
  transaction<T>(work: (tx: Tx) => Promise<T>, options?: TransactionOptions): Promise<T>;
};

export type LaneOptions = PoolOptions & { events?: QueryEvents | undefined };

export type LaneHouse = {
  /** Lanes whose every call asks `scopeOf` for its scope. */
  lanesFor(scopeOf: () => Scope): Lanes;
  /** Prisma's own client on the same pool, for a library that wants one. */
  stock: PrismaClient;
  stats(): PoolStats;
  /** Breaks every connection: what runs fails. */
  cut(): void;
  close(): Promise<void>;
};

/** Timers take no more than 31 bits. */
const longestTimerMs = 2_147_483_647;

/** One pool with its two lanes. `stockScope` is the scope of what `stock` runs; without it, `stock` refuses. */
export function openLanes(options: LaneOptions, stockScope?: () => Scope): LaneHouse {
  const { events } = options;
  const connections = new Connections(options);
  // A private tunnel from a lane's object through Prisma to the pool, set for the length of one call.
  const calls = new AsyncLocalStorage<Call>();
  const outsideCall = (): Call => {
    if (stockScope === undefined) throw new AppError("INTERNAL", "no agency: use forAgency");
    return { scope: stockScope(), operation: "prisma" };
  };
  const stock = createPrisma(poolFacade({ connections, events, calls, outsideCall }));

  const entering = async <T>(call: Call, run: () => Promise<T>): Promise<T> => {
    try {
      return await calls.run(call, run);
    } catch (error) {
      linkOrigin(error, call.failure);
      throw laneError(error, call.scope);
    }
  };

  // A second connection inside a transaction is not atomic with it, and transactions waiting for one starve the pool.
  const requireOutside = () => {
    if (calls.getStore()?.slot?.isOpen)
      throw new AppError("INTERNAL", "inside a transaction: use what it was given");
  };

  const txOf = (slot: TransactionSlot, client: object): Tx => {
    const { scope } = slot;
    const enter: Enter = (operation, run) => entering({ scope, operation, slot }, run);
    const sql = async <Row extends object>(
      { name, text }: Statement,
      ...values: readonly unknown[]
    ): Promise<Row[]> => {
      try {
        return (await slot.run({ name, text, values: [...values] }, { lane: "sql", name, text }))
          .rows as Row[];
      } catch (error) {
        throw laneError(error, scope);
      }
    };
    return {
      prisma: modelsThrough(client, enter),
      sql,
      copy: (request) => copyRows(slot, request),
      stream: (statement, values) => streamRows(slot, statement, values),
      savepoint: (work) => runInSavepoint(slot, work),
    };
  };

  const lanesFor = (scopeOf: () => Scope): Lanes => ({
    prisma: modelsThrough(stock, async (operation, run) => {
      requireOutside();
      return entering({ scope: scopeOf(), operation }, run);
    }),
    sql: async <Row extends object>(
      { name, text }: Statement,
      ...values: readonly unknown[]
    ): Promise<Row[]> => {
      requireOutside();
      const scope = scopeOf();
      try {
        return (
          await runScoped(
            connections,
            events,
            scope,
            { name, text, values: [...values] },
            { lane: "sql", name, text },
          )
        ).rows as Row[];
      } catch (error) {
        throw laneError(error, scope);
      }
    },
    transaction: async (work, { isolationLevel, timeoutMs = Infinity } = {}) => {
      requireOutside();
      const outer = scopeOf();
      const scope = { ...outer, deadline: Math.min(outer.deadline, Date.now() + timeoutMs) };
      const slot = new TransactionSlot(scope, events, isolationLevel);
      const timeout = Math.min(remainingMs(scope), longestTimerMs);
      const result = await entering({ scope, operation: "transaction", slot }, async () =>
        stock.$transaction((client) => work(txOf(slot, client)), { timeout, maxWait: timeout }),
      );
      await slot.told();
      return result;
    },
  });

  const close = async () => {
    await stock.$disconnect();
    await connections.close();
  };
  return { lanesFor, stock, stats: () => connections.stats(), cut: () => connections.cut(), close };
}

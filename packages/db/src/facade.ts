import type { AsyncLocalStorage } from "node:async_hooks";
import type pg from "pg";
import type { QueryEvents } from "./observe.ts";
import type { Connections } from "./pool.ts";
import type { Scope } from "./scope.ts";
import { runScoped, type QueryConfig } from "./scoped-query.ts";
import { TransactionSlot } from "./transaction.ts";

/** One call of the Prisma lane, on its way through Prisma to the pool. */
export type Call = {
  scope: Scope;
  /** `lease.findMany`: the name of its statements in measurements. */
  operation: string;
  /** The transaction it belongs to, when it has one. */
  slot?: TransactionSlot | undefined;
  /** The database error that Prisma will wrap. */
  failure?: unknown;
};

export type FacadeOptions = {
  connections: Connections;
  events: QueryEvents | undefined;
  calls: AsyncLocalStorage<Call>;
  /** The call of a statement that came through no lane; throws where that is forbidden. */
  outsideCall: () => Call;
};

/** What Prisma's adapter sees: a pool whose single statements are scoped and whose BEGIN sets the scope. */
export function poolFacade({ connections, events, calls, outsideCall }: FacadeOptions): pg.Pool {
  const current = () => calls.getStore() ?? outsideCall();
  const noting = async <T>(call: Call, run: () => Promise<T>): Promise<T> => {
    try {
      return await run();
    } catch (error) {
      call.failure = error;
      throw error;
    }
  };
  const observedOf = (call: Call, text: string) => ({ lane: "prisma", name: call.operation, text }) as const;

  const query = (config: QueryConfig) => {
    const call = current();
    return noting(call, () =>
      runScoped(connections, events, call.scope, config, observedOf(call, config.text)),
    );
  };

  const connect = async () => {
    const opener = current();
    const slot = opener.slot ?? new TransactionSlot(opener.scope, events);
    const client = await noting(opener, () => slot.open(connections));
    const run = (config: QueryConfig, call: Call) => {
      if (config.text === "BEGIN") return slot.begin();
      if (config.text === "COMMIT") return slot.commit();
      if (config.text === "ROLLBACK") return slot.rollback();
      return slot.run(config, observedOf(call, config.text));
    };
    return {
      query: (config: QueryConfig) => {
        const call = calls.getStore() ?? opener;
        return noting(call, async () => run(config, call));
      },
      release: (failure?: Error) => void slot.release(failure),
      on: client.on.bind(client),
      removeListener: client.removeListener.bind(client),
    };
  };

  return new Proxy(connections.pool, {
    get(pool, name): unknown {
      if (name === "query") return query;
      return name === "connect" ? connect : Reflect.get(pool, name);
    },
  });
}

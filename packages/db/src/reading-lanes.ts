import { isAppError } from "@stead/kernel/errors";
import { isConnectionFailure, sqlState } from "./errors.ts";
import type { Lanes } from "./lanes.ts";
import type { ModelClient } from "./prisma.ts";
import type { Replicas } from "./replicas.ts";
import type { Scope } from "./scope.ts";

/** A statement that was in the way of what the copy plays back, and what only a primary does. */
const primaryStates = new Set(["40001", "40P01", "25006", "55000", "57P04"]);

const isGone = (error: unknown) =>
  (isAppError(error) && error.code === "UNAVAILABLE") || isConnectionFailure(error);

export type Reading = {
  replicas: Replicas;
  primary: Lanes;
  scopeOf: () => Scope;
  /** The reader has seen what lies before this position. */
  after: string | undefined;
};

/**
 * Lanes whose reads go to a copy that has all that the reader knows of, else to the primary. Each statement and each
 * transaction chooses anew, because what a copy must have may change between two of them; one that fails on a copy is
 * done again by the primary.
 */
export function readingLanes(reading: Reading): Lanes {
  return {
    prisma: routedModels(reading),
    sql: (statement, ...values) => route(reading, (lanes) => lanes.sql(statement, ...values)),
    transaction: (work, options) => route(reading, (lanes) => lanes.transaction(work, options)),
  };
}

async function route<T>(
  { replicas, primary, scopeOf, after }: Reading,
  run: (lanes: Lanes) => Promise<T>,
): Promise<T> {
  const replica = replicas.choose(scopeOf().agencyId, after);
  if (replica === undefined) return run(primary);
  try {
    const result = await run(replica.house.lanesFor(scopeOf));
    replica.reads++;
    return result;
  } catch (error) {
    const isForPrimary = primaryStates.has(sqlState(error) ?? "");
    if (!isForPrimary && !isGone(error)) throw error;
    replicas.fail(replica, error, !isForPrimary);
    return run(primary);
  }
}

/** The models of whichever lanes a call is routed to, by the names that the primary's have. */
function routedModels(reading: Reading): ModelClient {
  return new Proxy(reading.primary.prisma, {
    get(models, model): unknown {
      const delegate: unknown = Reflect.get(models, model);
      if (typeof delegate !== "object" || delegate === null) return delegate;
      return new Proxy(delegate, {
        get(methods, method): unknown {
          if (typeof Reflect.get(methods, method) !== "function") return Reflect.get(methods, method);
          return (input?: unknown) => route(reading, (lanes) => callModel(lanes, { model, method }, input));
        },
      });
    },
  });
}

async function callModel(
  { prisma }: Lanes,
  { model, method }: { model: string | symbol; method: string | symbol },
  input: unknown,
): Promise<unknown> {
  const delegate: unknown = Reflect.get(prisma, model);
  const run: unknown =
    typeof delegate === "object" && delegate !== null ? Reflect.get(delegate, method) : undefined;
  if (typeof run !== "function") throw new TypeError(`there is no ${String(model)}.${String(method)}`);
  return Reflect.apply(run, delegate, [input]) as unknown;
}

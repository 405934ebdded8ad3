import { PrismaPg } from "@prisma/adapter-pg";
import { assert } from "@stead/kernel/errors";
import type pg from "pg";
import { PrismaClient } from "./generated/prisma/client.ts";
import { statementNames } from "./naming.ts";

/** Prisma's models without its own transactions and raw SQL: those are the lane's `transaction` and `sql`. */
export type ModelClient = Omit<PrismaClient, `$${string}`>;

/** A Prisma client on a pool, with prepared statements and without batching of separate calls. */
export function createPrisma(pool: pg.Pool): PrismaClient {
  const nameOf = statementNames();
  const adapter = new PrismaPg(pool, { statementNameGenerator: ({ sql, args }) => nameOf(sql, args.length) });
  const client = new PrismaClient({ adapter });
  keepCallsApart(client);
  return client;
}

type Request = { transaction?: { kind?: string } };

/**
 * Prisma merges the findUnique calls of one tick and sends all of them in the first caller's context, which is
 * another agency's. Outside interactive transactions nothing is merged. Relies on an internal; prisma is pinned for it.
 */
function keepCallsApart(client: object): void {
  const handler: unknown = Reflect.get(client, "_requestHandler");
  const loader: unknown =
    typeof handler === "object" && handler !== null ? Reflect.get(handler, "dataloader") : undefined;
  const options: unknown =
    typeof loader === "object" && loader !== null ? Reflect.get(loader, "options") : undefined;
  const merge: unknown =
    typeof options === "object" && options !== null ? Reflect.get(options, "batchBy") : undefined;
  assert(
    typeof merge === "function" && typeof options === "object" && options !== null,
    "Prisma's batching of calls is not where it was: this version does not fit",
  );
  const batchBy = (request: Request): unknown =>
    request.transaction?.kind === "itx" ? Reflect.apply(merge, options, [request]) : undefined;
  Reflect.set(options, "batchBy", batchBy);
}

/** Runs one call of a model; `operation` is `lease.findMany`. */
export type Enter = (operation: string, run: () => Promise<unknown>) => Promise<unknown>;

/**
 * The models of `client`, each call made through `enter`. Calls are awaited inside it, because Prisma's promises start
 * when they are awaited; so `findUnique(...).relation()` chains do not exist here: use `include`.
 */
export function modelsThrough(client: object, enter: Enter): ModelClient {
  return new Proxy(client, {
    get(target, model) {
      const delegate: unknown =
        typeof model === "string" && !model.startsWith("$") ? Reflect.get(target, model) : undefined;
      return typeof delegate === "object" && delegate !== null
        ? methodsThrough(delegate, String(model), enter)
        : undefined;
    },
  }) as ModelClient;
}

function methodsThrough(delegate: object, model: string, enter: Enter): object {
  return new Proxy(delegate, {
    get(target, method) {
      const run: unknown = Reflect.get(target, method);
      if (typeof run !== "function") return run;
      return (input?: unknown) =>
        enter(`${model}.${String(method)}`, async (): Promise<unknown> =>
          Reflect.apply(run, target, [input]),
        );
    },
  });
}

import type { AnyTRPCProcedure } from "@trpc/server";
import type { FastifyInstance } from "fastify";
import { scopeOf } from "../trpc/caller-scope.ts";
import { createContext, type ApiDeps } from "../trpc/context.ts";
import type { appRouter } from "../trpc/app-router.ts";
import type { ProcedureMeta } from "../trpc/meta.ts";
import type { Traits } from "../trpc/read-calls.ts";
import { serveCalls } from "../trpc/serve-calls.ts";
import { webHeaders } from "./web-headers.ts";

/** Calls that one request may carry. */
const mostCalls = 10;

/** Headers about whoever asks; what others may be given by a CDN has none. */
const ofOneCaller = ["x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset"];

/** What a change answers may hold what it has just made up: a key, a code, an address. */
function traitsOf({ _def }: AnyTRPCProcedure): Traits {
  const { tellsSecret, cache } = _def.meta as ProcedureMeta;
  return { isCompressible: _def.type === "query" && tellsSecret !== true, cache };
}

/** `/trpc/<procedures>`: tRPC's own wire, batches of at most ten, streamed when asked for. */
export function serveRpc(app: FastifyInstance, deps: ApiDeps, router: typeof appRouter): void {
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser("application/json", { parseAs: "string" }, (_request, body, done) =>
      done(null, body),
    );
    serveCalls(scope, "/trpc", {
      router,
      mostCalls,
      traitsOf,
      scopeOf,
      openContext: (request, reply, { signal, isForEverybody }) => {
        if (isForEverybody) for (const name of ofOneCaller) reply.removeHeader(name);
        return createContext({
          deps,
          requestId: request.id,
          headers: webHeaders(request),
          signal,
          isForEverybody,
          setCookies: (cookies) => {
            // Headers are gone only when the caller left.
            if (!reply.raw.headersSent) reply.header("set-cookie", cookies);
          },
        });
      },
    });
  });
}

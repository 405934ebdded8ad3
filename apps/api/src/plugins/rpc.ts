import type { AnyTRPCProcedure } from "@trpc/server";
import type { FastifyInstance } from "fastify";
import { createContext, type ApiDeps } from "../trpc/context.ts";
import type { appRouter } from "../trpc/app-router.ts";
import type { ProcedureMeta } from "../trpc/meta.ts";
import { serveCalls } from "../trpc/serve-calls.ts";
import { webHeaders } from "./web-headers.ts";

/** Calls that one request may carry. */
const mostCalls = 10;

/** What a change answers may hold what it has just made up: a key, a code, an address. */
function isCompressible({ _def }: AnyTRPCProcedure): boolean {
  const { tellsSecret } = _def.meta as ProcedureMeta;
  return _def.type === "query" && tellsSecret !== true;
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
      isCompressible,
      openContext: (request, reply, signal) =>
        createContext({
          deps,
          requestId: request.id,
          headers: webHeaders(request),
          signal,
          setCookies: (cookies) => void reply.header("set-cookie", cookies),
        }),
    });
  });
}

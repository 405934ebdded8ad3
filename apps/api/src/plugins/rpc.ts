import type { FastifyInstance } from "fastify";
import { createContext, type ApiDeps } from "../trpc/context.ts";
import type { appRouter } from "../trpc/app-router.ts";
import { serveCalls } from "../trpc/serve-calls.ts";
import { webHeaders } from "./web-headers.ts";

/** Calls that one request may carry. */
const mostCalls = 10;

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

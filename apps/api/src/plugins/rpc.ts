import { AppError } from "@stead/kernel/errors";
import { fastifyRequestHandler } from "@trpc/server/adapters/fastify";
import type { FastifyInstance } from "fastify";
import { createContext, type ApiDeps } from "../trpc/context.ts";
import type { appRouter } from "../trpc/app-router.ts";
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
    scope.route<{ Params: { path: string } }>({
      method: ["GET", "POST"],
      url: "/trpc/:path",
      handler: async (request, reply) => {
        const { path } = request.params;
        if (path.split(",").length > mostCalls)
          throw new AppError(
            "INVALID",
            `a request carries at most ${mostCalls} calls; send the others in another one`,
          );
        reply.header("cache-control", "no-store");
        await fastifyRequestHandler({
          router,
          req: request,
          res: reply,
          path,
          // A query that is too long for an address comes in a body.
          allowMethodOverride: true,
          createContext: ({ info }) =>
            createContext({
              deps,
              requestId: request.id,
              headers: webHeaders(request),
              signal: info.signal,
              setCookies: (cookies) => void reply.header("set-cookie", cookies),
            }),
        });
        return reply;
      },
    });
  });
}

import { newId } from "@stead/kernel/ids";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Logger } from "@stead/kernel/logger";
import type { Seams } from "@stead/kernel/seams";

const acceptable = /^[\w-]{8,64}$/;

/** The id that follows a request from the browser to the worker: the caller's when it is usable, else a new one. */
export function requestIdOf(headers: FastifyRequest["raw"]["headers"]): string {
  const given = headers["x-request-id"];
  return typeof given === "string" && acceptable.test(given) ? given : newId();
}

/** A path without what may not be told: the query, which may hold names, and the secret of a provider's address. */
function pathOf({ url, routeOptions }: FastifyRequest): string | undefined {
  return url.startsWith("/webhooks/") ? (routeOptions.url ?? "/webhooks") : url.split("?", 1)[0];
}

/** Tells the id with every answer, one line a request, and the seam. */
export function logRequests(
  app: FastifyInstance,
  { log, seams }: { log: Logger; seams: Pick<Seams, "emit"> },
): void {
  app.addHook("onRequest", (request, reply, done) => {
    reply.header("x-request-id", request.id);
    done();
  });
  app.addHook("onResponse", (request, reply, done) => {
    log.info(
      {
        requestId: request.id,
        method: request.method,
        path: pathOf(request),
        status: reply.statusCode,
        durationMs: Math.round(reply.elapsedTime),
      },
      "request",
    );
    seams.emit("request", {
      route: request.routeOptions.url ?? "none",
      method: request.method,
      status: reply.statusCode,
      durationMs: reply.elapsedTime,
      requestId: request.id,
    });
    done();
  });
}

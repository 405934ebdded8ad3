import { hash } from "node:crypto";
import rateLimit from "@fastify/rate-limit";
import { AppError } from "@stead/kernel/errors";
import type { FastifyInstance, FastifyRequest } from "fastify";

function keyOf(request: FastifyRequest): string {
  const { authorization, cookie } = request.headers;
  const bearer = request.headers["x-api-key"] ?? authorization ?? cookie;
  return typeof bearer === "string" ? hash("sha256", bearer, "base64url") : request.ip;
}

/** A route's own limit: requests a minute of one network address, whatever cookies they bring. */
export function limitByAddress(perMinute: number) {
  return { max: perMinute, timeWindow: 60_000, keyGenerator: (request: FastifyRequest) => request.ip };
}

/**
 * Requests a minute from one session, key or address. Counted in this process: it guards this process's time. What
 * guards accounts is counted in the database, by sign-in.
 */
export async function limitRates(app: FastifyInstance, { perMinute }: { perMinute: number }): Promise<void> {
  await app.register(rateLimit, {
    global: true,
    max: perMinute,
    timeWindow: 60_000,
    keyGenerator: keyOf,
    allowList: (request) => request.url === "/livez" || request.url === "/readyz",
    errorResponseBuilder: (_request, { ttl }) =>
      new AppError("TOO_MANY", "too many requests; wait a moment", { retryAfterMs: ttl }),
  });
}

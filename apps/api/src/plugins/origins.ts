import { AppError } from "@stead/kernel/errors";
import type { FastifyInstance } from "fastify";

/**
 * Refuses what another site's page sends with a person's cookie. Cookies are SameSite=Lax as well; this also stops
 * pages of neighbouring subdomains. Programs send no cookie and pass.
 */
export function refuseForeignPages(app: FastifyInstance, isOwnOrigin: (origin: string) => boolean): void {
  app.addHook("onRequest", (request, _reply, done) => {
    if (request.method === "GET" || request.method === "HEAD") return done();
    const { origin, cookie } = request.headers;
    const isForeign =
      (origin !== undefined && !isOwnOrigin(origin)) || request.headers["sec-fetch-site"] === "cross-site";
    if (cookie === undefined || !isForeign) return done();
    return done(new AppError("FORBIDDEN", "this comes from a page of another site"));
  });
}

/** Whether an origin is the public address. On one's own machine `localhost` and `127.0.0.1` are the same pages. */
export function ownOrigins(publicUrl: string): (origin: string) => boolean {
  const own = new URL(publicUrl);
  const loopback = new Set(["localhost", "127.0.0.1", "[::1]"]);
  return (origin) => {
    if (origin === own.origin) return true;
    if (!URL.canParse(origin)) return false;
    const { protocol, hostname, port } = new URL(origin);
    return (
      protocol === own.protocol && port === own.port && loopback.has(hostname) && loopback.has(own.hostname)
    );
  };
}

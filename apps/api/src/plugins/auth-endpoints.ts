import type { FastifyInstance, FastifyRequest } from "fastify";
import { auditAccess } from "../features/access/audit.ts";
import { createContext, serviceContext, type ApiDeps } from "../trpc/context.ts";
import { limitByAddress } from "./limits.ts";
import { webHeaders } from "./web-headers.ts";

/** Paths after which a person has a session. */
const entrances = new Set([
  "/sign-in/email",
  "/two-factor/verify-totp",
  "/two-factor/verify-backup-code",
  "/sign-up/email",
]);

function cookieHeader(cookies: readonly string[]): string {
  return cookies.map((cookie) => cookie.split(";", 1)[0]).join("; ");
}

/** The doors of sign-in: `/auth/*`, JSON in and out, the session in cookies only. */
export function openAuthEndpoints(
  app: FastifyInstance,
  deps: ApiDeps,
  { perMinute }: { perMinute: number },
): void {
  const auditEntrance = async (request: FastifyRequest, cookies: string[]) => {
    const headers = new Headers({ cookie: cookieHeader(cookies) });
    const signal = AbortSignal.timeout(deps.requestTimeoutMs);
    const ctx = await createContext({ deps, requestId: request.id, headers, signal, setCookies: () => {} });
    if (ctx.refusal) throw ctx.refusal;
    if (ctx.caller.kind !== "session" || ctx.caller.membership === null) return;
    const services = serviceContext(ctx, ctx.caller.membership);
    await auditAccess(services, {
      action: "session.started",
      entityType: "session",
      entityId: ctx.caller.session.id,
    });
  };

  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(
      "application/json",
      { parseAs: "string", bodyLimit: 16_384 },
      (_request, body, done) => done(null, body),
    );
    scope.route({
      method: ["GET", "POST"],
      url: "/auth/*",
      config: { rateLimit: limitByAddress(perMinute) },
      handler: async (request, reply) => {
        const path = new URL(request.url, "http://stead").pathname.slice("/auth".length);
        const body = typeof request.body === "string" ? request.body : "{}";
        const answer = await deps.auth.answerEndpoint({
          method: request.method,
          path,
          headers: webHeaders(request),
          body,
        });
        if (entrances.has(path)) await auditEntrance(request, answer.cookies);
        return reply
          .code(answer.status)
          .header("set-cookie", answer.cookies)
          .header("cache-control", "no-store")
          .send(answer.body);
      },
    });
  });
}

import type { ServerResponse } from "node:http";
import { AppError } from "@stead/kernel/errors";
import { markOf } from "@stead/services/portal";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { webHeaders } from "../plugins/web-headers.ts";
import { createContext, permissionsOf, type ApiDeps, type Caller } from "../trpc/context.ts";
import { portalContext, portalRequestOf } from "../trpc/portal-context.ts";
import type { LivePass, LiveReader, LiveStream } from "./connection.ts";
import type { LiveHub } from "./hub.ts";

export type LiveTimes = { heartbeatMs?: number };

/** Every so many heartbeats, every session is looked at again. */
const recheckEvery = 2;

function readerOf(caller: Caller): LiveReader {
  if (caller.kind === "nobody") throw new AppError("UNAUTHENTICATED", "sign in first");
  const { membership } = caller;
  const isOperator = caller.kind === "session" && caller.user.isOperator;
  if (membership === null && !isOperator)
    throw new AppError("FORBIDDEN", "choose an agency first", { reason: "no_agency" });
  return {
    agencyId: membership?.agency.id ?? null,
    userId: caller.kind === "session" ? caller.user.id : null,
    contactId: null,
    isOperator,
    permissions: permissionsOf(caller),
    propertyIds: membership?.propertyIds ?? null,
    leaseIds: null,
  };
}

/** Who comes to the door, and what lets them in. */
type Entrant = { reader: LiveReader; pass: LivePass };

async function admitMember(deps: ApiDeps, request: FastifyRequest, reply: FastifyReply): Promise<Entrant> {
  const ctx = await createContext({
    deps,
    requestId: request.id,
    headers: webHeaders(request),
    signal: AbortSignal.timeout(deps.requestTimeoutMs),
    setCookies: (cookies) => void reply.header("set-cookie", cookies),
  });
  if (ctx.refusal) throw ctx.refusal;
  return { reader: readerOf(ctx.caller), pass: await passOf(deps, ctx.caller) };
}

/** The signed-in tenant: nobody's permissions, and the tenant's own leases. */
async function admitTenant(deps: ApiDeps, request: FastifyRequest): Promise<Entrant> {
  const { agencyId, contactId, sessionId, leaseIds } = await portalContext(portalRequestOf(deps, request));
  const nobody = { userId: null, isOperator: false, permissions: new Set<never>(), propertyIds: [] };
  return {
    reader: { agencyId, ...nobody, contactId, leaseIds },
    pass: { kind: "portal", agencyId, id: sessionId, mark: markOf(leaseIds) },
  };
}

async function passOf(deps: ApiDeps, caller: Caller): Promise<LivePass> {
  const isSession = caller.kind === "session";
  const id = isSession ? caller.session.id : caller.kind === "api_key" ? caller.apiKeyId : "";
  const marks = await deps.auth.readAccessMarks(
    isSession ? { sessionIds: [id], apiKeyIds: [] } : { sessionIds: [], apiKeyIds: [id] },
  );
  const mark = marks.get(id);
  if (mark === undefined) throw new AppError("UNAUTHENTICATED", "sign in first");
  return { kind: isSession ? "session" : "api_key", id, mark };
}

/** Where the caller left off: the header of a browser that comes back, or `?after=`. */
function resumePoint(request: FastifyRequest): number | null {
  const query: unknown = request.query;
  const asked: unknown =
    typeof query === "object" && query !== null ? Reflect.get(query, "after") : undefined;
  const given = request.headers["last-event-id"] ?? asked;
  if (typeof given !== "string" || !/^\d{1,15}$/.test(given)) return null;
  return Number(given);
}

/** Begins the endless answer. The connection is this answer's alone, so frames go out as they are. */
function beginStream(reply: FastifyReply): LiveStream {
  const headers = reply.getHeaders();
  reply.hijack();
  const answer: ServerResponse = reply.raw;
  answer.useChunkedEncodingByDefault = false;
  answer.shouldKeepAlive = false;
  answer.writeHead(200, {
    ...Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined)),
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-store, no-transform",
    "x-accel-buffering": "no",
  });
  answer.flushHeaders();
  answer.socket?.setNoDelay(true);
  answer.on("error", () => {});
  return {
    write: (frame) => void answer.write(frame),
    waitingBytes: () => answer.writableLength,
    drained: () =>
      new Promise((resolve) => {
        if (answer.destroyed || !answer.writableNeedDrain) return resolve();
        const done = () => {
          answer.off("drain", done);
          answer.off("close", done);
          resolve();
        };
        answer.on("drain", done);
        answer.on("close", done);
      }),
    end: (frame) => answer.end(frame),
    destroy: () => answer.destroy(),
  };
}

/**
 * `GET /events`: what happens, as it happens, as server-sent events; `GET /portal/events`: what tenants hear of, by the
 * portal's own session.
 */
export function openLiveDoor(
  app: FastifyInstance,
  deps: ApiDeps,
  hub: LiveHub,
  { heartbeatMs = 15_000 }: LiveTimes = {},
): void {
  let beats = 0;
  const timer = setInterval(() => {
    hub.beat();
    if (++beats % recheckEvery === 0)
      hub.recheckAll().catch((error: unknown) => deps.log.warn({ error }, "live sessions not looked at"));
  }, heartbeatMs).unref();
  app.addHook("preClose", async () => {
    clearInterval(timer);
    hub.stop();
  });
  app.get("/events", async (request, reply) =>
    listen(deps, hub, await admitMember(deps, request, reply), { request, reply }),
  );
  app.get("/portal/events", async (request, reply) =>
    listen(deps, hub, await admitTenant(deps, request), { request, reply }),
  );
}

/** Opens the stream of whoever was let in. Throws TOO_MANY when there is no room for one more. */
async function listen(
  deps: ApiDeps,
  hub: LiveHub,
  { reader, pass }: Entrant,
  { request, reply }: { request: FastifyRequest; reply: FastifyReply },
): Promise<FastifyReply> {
  if (!hub.hasRoom(pass))
    throw new AppError("TOO_MANY", "too many live connections; close other windows", {
      retryAfterMs: 30_000,
    });
  const after = resumePoint(request);
  const stream = beginStream(reply);
  const isGone = new Promise<void>((resolve) => reply.raw.once("close", resolve));
  try {
    const forget = await hub.open(reader, pass, stream, after);
    void isGone.then(forget);
  } catch (error) {
    deps.log.warn({ error }, "live connection not opened");
    stream.destroy();
  }
  return reply;
}

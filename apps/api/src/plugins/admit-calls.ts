import { AppError } from "@stead/kernel/errors";
import type { Logger } from "@stead/kernel/logger";
import { getTRPCErrorShape } from "@trpc/server";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { appRouter } from "../trpc/app-router.ts";
import { toTrpcError } from "../trpc/errors.ts";
import type { Admission } from "./admission.ts";

const callsBelow = "/trpc/";
/** When whoever was refused may come again; clients add a time at random. */
const retryAfterMs = 1_000;
/** Between two lines of the log about it. */
const tellEveryMs = 1_000;

type Refusal = { before: string; after: string };

/** On tRPC's wire, one error for all calls of a request: what is before and after the request's id. */
function refusalText(): Refusal {
  const message = "too many calls at once; nothing was done, try again in a moment";
  const error = toTrpcError(new AppError("UNAVAILABLE", message, { retryAfterMs }));
  const config = appRouter._def._config;
  const about = { type: "unknown", path: undefined, input: undefined, ctx: undefined } as const;
  const shape = getTRPCErrorShape({ config, error, ...about });
  const mark = "the request's id";
  const stead = { ...shape.data.stead, requestId: mark };
  const text = JSON.stringify({ error: { ...shape, data: { ...shape.data, stead } } });
  const [before = "", after = ""] = text.split(mark);
  return { before, after };
}

/** Past the hooks: a refusal must cost next to nothing. An id of a request needs no escaping. */
function refuse(request: FastifyRequest, reply: FastifyReply, { before, after }: Refusal): void {
  const text = `${before}${request.id}${after}`;
  reply.hijack();
  reply.raw.writeHead(503, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(text),
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "x-request-id": request.id,
    "retry-after": String(Math.ceil(retryAfterMs / 1_000)),
  });
  reply.raw.end(text);
}

/** Says once in a while that calls are refused, and how many. */
function openReport(admission: Admission, log: Logger): () => void {
  let toldMs = 0;
  let told = 0;
  return () => {
    const nowMs = performance.now();
    if (nowMs - toldMs < tellEveryMs) return;
    const { running, waiting, refused } = admission.figures;
    log.warn({ running, waiting, refused: refused - told }, "too many calls at once: some are refused");
    toldMs = nowMs;
    told = refused;
  };
}

/**
 * Admits calls of procedures; the others are told to come again (503, `Retry-After`) before anything of theirs is begun, so
 * that no change is half-done. Health, sign-in, callbacks of providers, files and live connections are not counted: the
 * first must answer, callbacks are not sent again by everybody, and the others last.
 *
 * Register it before what costs time at the door. Whoever is still sending a body holds no place.
 */
export function admitCalls(app: FastifyInstance, admission: Admission, log: Logger): void {
  const report = openReport(admission, log);
  const refusal = refusalText();
  const turnAway = (request: FastifyRequest, reply: FastifyReply) => {
    report();
    refuse(request, reply, refusal);
  };
  app.addHook("onRequest", (request, reply, done) => {
    if (request.url.startsWith(callsBelow) && admission.isFull()) turnAway(request, reply);
    else done();
  });
  app.addHook("preValidation", async (request, reply) => {
    if (!request.url.startsWith(callsBelow)) return;
    const gone = new AbortController();
    reply.raw.once("close", () => gone.abort());
    const place = await admission.enter(gone.signal);
    if (place === undefined) {
      turnAway(request, reply);
      return reply;
    }
    if (gone.signal.aborted) place.leave();
    else reply.raw.once("close", place.leave);
  });
}

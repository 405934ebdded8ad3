import type { Readable } from "node:stream";
import {
  getTRPCErrorFromUnknown,
  getTRPCErrorShape,
  TRPCError,
  type AnyTRPCProcedure,
  type AnyTRPCRouter,
  type TRPCProcedureType,
} from "@trpc/server";
import { getHTTPStatusCodeFromError } from "@trpc/server/http";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { compressLines, compressText, encodingFor } from "./compress-answer.ts";
import { joinAnswers } from "./join-answers.ts";
import { proceduresOf, readCalls, type Call, type Procedures } from "./read-calls.ts";

/** Makes the context of a request, once for all its calls. `signal` aborts when the caller leaves. */
export type OpenContext = (
  request: FastifyRequest,
  reply: FastifyReply,
  signal: AbortSignal,
) => Promise<object>;

export type ServeOptions = {
  router: AnyTRPCRouter;
  /** Calls that one request may carry. */
  mostCalls: number;
  openContext: OpenContext;
  /** Whether a procedure's answer may be compressed: not where it tells a secret beside what a caller sent. */
  isCompressible(this: void, procedure: AnyTRPCProcedure): boolean;
};

type Served = ServeOptions & { procedures: Procedures };

/** One call's answer: JSON, and the status that it would have alone. */
type Answer = { status: number; text: string };
type Opened = { ctx: object } | { failure: unknown };

function answerOfError(
  { router }: Served,
  cause: unknown,
  of: { ctx?: object | undefined; path?: string; type?: TRPCProcedureType | undefined } = {},
): Answer {
  const { ctx, path, type = "unknown" } = of;
  const error = getTRPCErrorFromUnknown(cause);
  const config = router._def._config;
  const shape: unknown = getTRPCErrorShape({ config, ctx, error, input: undefined, path, type });
  return { status: getHTTPStatusCodeFromError(error), text: JSON.stringify({ error: shape }) };
}

async function answerCall(served: Served, call: Call, run: Run): Promise<Answer> {
  const { path, index, prepared, input } = call;
  const { opened, method, signal } = run;
  const type = prepared?.procedure._def.type;
  try {
    if (prepared === undefined || type === undefined)
      throw new TRPCError({ code: "NOT_FOUND", message: `there is no procedure ${path}` });
    // A query that is too long for an address comes in a body.
    if (method !== "POST" && (type !== "query" || method !== "GET"))
      throw new TRPCError({ code: "METHOD_NOT_SUPPORTED", message: `${path} is a ${type}: send a POST` });
    if ("failure" in opened) throw opened.failure;
    const data: unknown = await prepared.run({ path, type, index, signal, input }, opened.ctx);
    return { status: 200, text: JSON.stringify({ result: { data } }) };
  } catch (cause) {
    return answerOfError(served, cause, { ctx: "ctx" in opened ? opened.ctx : undefined, path, type });
  }
}

type Run = { opened: Opened; method: string; signal: AbortSignal };

/** Aborts when the caller leaves before the answer is whole. */
function signalOf(reply: FastifyReply): AbortSignal {
  const left = new AbortController();
  reply.raw.once("close", () => {
    if (!reply.raw.writableFinished) left.abort();
  });
  return left.signal;
}

async function open(
  served: Served,
  request: FastifyRequest,
  reply: FastifyReply,
  signal: AbortSignal,
): Promise<Opened> {
  try {
    return { ctx: await served.openContext(request, reply, signal) };
  } catch (failure) {
    return { failure };
  }
}

/** The status of all answers when they agree, else 207 as tRPC has it. */
function statusOf(answers: readonly Answer[]): number {
  const [first] = answers;
  return answers.every(({ status }) => status === first?.status) ? (first?.status ?? 200) : 207;
}

/** Packs an answer as its caller takes it. */
async function compress(
  body: string | Readable,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<string | Buffer | Readable> {
  const encoding = encodingFor(request.headers["accept-encoding"]);
  if (encoding === null) return body;
  const packed =
    typeof body === "string" ? await compressText(body, encoding) : compressLines(body, encoding);
  if (packed === null) return body;
  reply.header("content-encoding", encoding);
  return packed;
}

async function joinAll(
  answers: readonly Promise<Answer>[],
  isBatch: boolean,
  reply: FastifyReply,
): Promise<string> {
  const all = await Promise.all(answers);
  reply.code(statusOf(all));
  const texts = all.map(({ text }) => text);
  return isBatch ? `[${texts.join(",")}]` : texts.join();
}

async function answer(
  served: Served,
  request: FastifyRequest<CallRoute>,
  reply: FastifyReply,
): Promise<string | Buffer | Readable> {
  const { method, headers, body, query, params } = request;
  const asked = { path: params.path, method, headers, body, query };
  const { calls, isBatch, isStreamed } = readCalls(served.procedures, asked);
  if (calls.length > served.mostCalls) {
    const message = `a request carries at most ${served.mostCalls} calls; send the others in another one`;
    throw new TRPCError({ code: "BAD_REQUEST", message });
  }
  const signal = signalOf(reply);
  const run = { opened: await open(served, request, reply, signal), method, signal };
  const answers = calls.map((call) => answerCall(served, call, run));
  const joined = isStreamed
    ? await joinAnswers(answers.map(async (each) => (await each).text))
    : await joinAll(answers, isBatch, reply);
  const isOpen = calls.every(
    ({ prepared }) => prepared !== undefined && served.isCompressible(prepared.procedure),
  );
  return isOpen ? compress(joined, request, reply) : joined;
}

type CallRoute = {
  Params: { path: string };
  Querystring: Record<string, string | string[] | undefined>;
};

/** Serves tRPC's wire at `<address>/<procedures>`: single calls, batches, and batches streamed as lines when asked for. */
export function serveCalls(app: FastifyInstance, address: string, options: ServeOptions): void {
  const served = { ...options, procedures: proceduresOf(options.router) };
  app.route<CallRoute>({
    method: ["GET", "POST"],
    url: `${address}/:path`,
    handler: async (request, reply) => {
      reply.headers({
        "content-type": "application/json",
        "cache-control": "no-store",
        vary: "trpc-accept, accept, accept-encoding",
      });
      try {
        return await answer(served, request, reply);
      } catch (cause) {
        const { status, text } = answerOfError(served, cause);
        return reply.code(status).send(text);
      }
    },
  });
}

import type { Readable } from "node:stream";
import { TRPCError, type AnyTRPCProcedure, type AnyTRPCRouter } from "@trpc/server";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { answerCall, answerOfError, type Answer, type Opened } from "./answer-call.ts";
import { answerKept } from "./answer-kept.ts";
import { compressLines, compressText, encodingFor } from "./compress-answer.ts";
import { joinAnswers } from "./join-answers.ts";
import { proceduresOf, readCalls, type Call, type Procedures, type Traits } from "./read-calls.ts";

export type ContextFor = {
  /** Aborts when the caller leaves. */
  signal: AbortSignal;
  /** Whether the answer is the same for everybody: who asks is not looked for, and no cookie is set. */
  isForEverybody: boolean;
};

export type ServeOptions<Context extends object> = {
  router: AnyTRPCRouter;
  /** Calls that one request may carry. */
  mostCalls: number;
  /** Makes the context of a request, once for all its calls. */
  openContext(this: void, request: FastifyRequest, reply: FastifyReply, wanted: ContextFor): Promise<Context>;
  traitsOf(this: void, procedure: AnyTRPCProcedure): Traits;
  /** Names whose answers a private tag is of: two who may see different things have different ones. */
  scopeOf(this: void, ctx: Context): string;
};

type Served<Context extends object> = ServeOptions<Context> & { procedures: Procedures };

/** Aborts when the caller leaves before the answer is whole. */
function signalOf(reply: FastifyReply): AbortSignal {
  const left = new AbortController();
  reply.raw.once("close", () => {
    if (!reply.raw.writableFinished) left.abort();
  });
  return left.signal;
}

async function open<Context extends object>(
  served: Served<Context>,
  { request, reply }: Asking,
  wanted: ContextFor,
): Promise<Opened<Context>> {
  try {
    return { ctx: await served.openContext(request, reply, wanted) };
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
  { request, reply }: Asking,
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

type Asking = { request: FastifyRequest<CallRoute>; reply: FastifyReply };

/** The one call of a request, where its answer may be kept. */
function keptCallOf(method: string, isBatch: boolean, [call]: readonly Call[]) {
  const rule = call?.prepared?.cache;
  const isAsked = !isBatch && (method === "GET" || method === "HEAD");
  return isAsked && call !== undefined && rule !== undefined ? { call, rule } : undefined;
}

async function answer<Context extends object>(
  served: Served<Context>,
  asking: Asking,
): Promise<string | Buffer | Readable | FastifyReply> {
  const { request, reply } = asking;
  const { method, headers, body, query, params } = request;
  const asked = { path: params.path, method, headers, body, query };
  const { calls, isBatch, isStreamed } = readCalls(served.procedures, asked);
  if (calls.length > served.mostCalls) {
    const message = `a request carries at most ${served.mostCalls} calls; send the others in another one`;
    throw new TRPCError({ code: "BAD_REQUEST", message });
  }
  const kept = keptCallOf(method, isBatch, calls);
  const signal = signalOf(reply);
  const isForEverybody = kept?.rule.scope === "public";
  const opened = await open(served, asking, { signal, isForEverybody });
  const run = { opened, method, signal };
  const isOpen = calls.every(({ prepared }) => prepared?.isCompressible === true);
  if (kept !== undefined) {
    const { scopeOf, router } = served;
    const keeping = { rule: kept.rule, scopeOf, named: headers["if-none-match"] };
    const found = await answerKept(router, kept.call, run, keeping);
    reply.headers(found.headers);
    if (found.answer === "unchanged") return reply.code(304).removeHeader("content-type").send();
    reply.code(found.answer.status);
    return isOpen ? compress(found.answer.text, asking) : found.answer.text;
  }
  const answers = calls.map((call) => answerCall(served.router, call, run));
  // What a change leaves with its caller travels in the answer's head, which waits for it.
  if (calls.some(({ prepared }) => prepared?.type === "mutation")) await Promise.all(answers);
  const joined = isStreamed
    ? await joinAnswers(answers.map(async (each) => (await each).text))
    : await joinAll(answers, isBatch, reply);
  return isOpen ? compress(joined, asking) : joined;
}

type CallRoute = {
  Params: { path: string };
  Querystring: Record<string, string | string[] | undefined>;
};

/** Serves tRPC's wire at `<address>/<procedures>`: single calls, batches, and batches streamed as lines when asked for. */
export function serveCalls<Context extends object>(
  app: FastifyInstance,
  address: string,
  options: ServeOptions<Context>,
): void {
  const served = { ...options, procedures: proceduresOf(options.router, options.traitsOf) };
  app.route<CallRoute>({
    method: ["GET", "HEAD", "POST"],
    url: `${address}/:path`,
    handler: async (request, reply) => {
      reply.headers({
        "content-type": "application/json",
        "cache-control": "no-store",
        vary: "trpc-accept, accept, accept-encoding",
      });
      try {
        return await answer(served, { request, reply });
      } catch (cause) {
        const { status, text } = answerOfError(served.router, cause);
        return reply.code(status).send(text);
      }
    },
  });
}

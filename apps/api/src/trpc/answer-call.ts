import {
  getTRPCErrorFromUnknown,
  getTRPCErrorShape,
  TRPCError,
  type AnyTRPCRouter,
  type TRPCProcedureType,
} from "@trpc/server";
import { getHTTPStatusCodeFromError } from "@trpc/server/http";
import type { Call } from "./read-calls.ts";

/** One call's answer: JSON, and the status that it would have alone. */
export type Answer = { status: number; text: string };

/** The context of a request, or why there is none. */
export type Opened<Context> = { ctx: Context } | { failure: unknown };

/** What the calls of a request have in common. */
export type Request<Context> = { opened: Opened<Context>; method: string; signal: AbortSignal };

export function answerOfError(
  router: AnyTRPCRouter,
  cause: unknown,
  of: { ctx?: object | undefined; path?: string; type?: TRPCProcedureType | undefined } = {},
): Answer {
  const { ctx, path, type = "unknown" } = of;
  const error = getTRPCErrorFromUnknown(cause);
  const config = router._def._config;
  const shape: unknown = getTRPCErrorShape({ config, ctx, error, input: undefined, path, type });
  return { status: getHTTPStatusCodeFromError(error), text: JSON.stringify({ error: shape }) };
}

/** What a failed call answers. */
export function answerOfFailure<Context extends object>(
  router: AnyTRPCRouter,
  call: Call,
  { opened }: Request<Context>,
  cause: unknown,
): Answer {
  const ctx = "ctx" in opened ? opened.ctx : undefined;
  return answerOfError(router, cause, { ctx, path: call.path, type: call.prepared?.type });
}

/** What a call answers, as JSON; undefined where it answers nothing. Rejects with why it failed. */
export async function dataOf<Context extends object>(
  call: Call,
  { opened, method, signal }: Request<Context>,
): Promise<string | undefined> {
  const { path, index, prepared, input } = call;
  if (prepared === undefined)
    throw new TRPCError({ code: "NOT_FOUND", message: `there is no procedure ${path}` });
  const { type, run } = prepared;
  // A query that is too long for an address comes in a body.
  const isReading = method === "GET" || method === "HEAD";
  if (method !== "POST" && !(type === "query" && isReading))
    throw new TRPCError({ code: "METHOD_NOT_SUPPORTED", message: `${path} is a ${type}: send a POST` });
  if ("failure" in opened) throw opened.failure;
  return JSON.stringify(await run({ path, type, index, signal, input }, opened.ctx));
}

export function answerOfData(data: string | undefined): Answer {
  return { status: 200, text: data === undefined ? '{"result":{}}' : `{"result":{"data":${data}}}` };
}

/** Runs one call. Never rejects: what failed is an answer, too. */
export async function answerCall<Context extends object>(
  router: AnyTRPCRouter,
  call: Call,
  request: Request<Context>,
): Promise<Answer> {
  try {
    return answerOfData(await dataOf(call, request));
  } catch (cause) {
    return answerOfFailure(router, call, request, cause);
  }
}

import type { AppRouter } from "@stead/api/router";
import type { Operation, TRPCLink } from "@trpc/client";
import { observable } from "@trpc/server/observable";
import { Batcher } from "./batch.ts";
import { isSteadError, wayError, type SteadError } from "./errors.ts";
import { resolveOptions, type LinkOptions, type ResolvedOptions } from "./options.ts";
import { addressOf, askAlone, sendBatch } from "./request.ts";
import { slowReads } from "./slow-reads.ts";

export type { LinkOptions };

const firstPauseMs = 200;

/**
 * What the server asks for, and a time at random up to twice as long each time, so that many callers do not come back
 * together.
 */
function pauseMs(attempt: number, { details }: SteadError): number {
  const share = (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) / 2 ** 32;
  const asked = details["retryAfterMs"];
  const least = typeof asked === "number" ? asked : 0;
  return least + firstPauseMs * 2 ** attempt * (0.5 + share / 2);
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", done, { once: true });
  });
}

/** How a call travels: what changes seldom in a GET of its own, which browsers keep; all else in a batch. */
function wayOf(
  batcher: Batcher,
  { path, input, type }: Operation,
  options: ResolvedOptions,
): (signal: AbortSignal) => Promise<unknown> {
  const isSlow = type === "query" && slowReads.has(path);
  const address = isSlow ? addressOf(options.url, path, input) : null;
  if (address === null) return (signal) => batcher.load(path, input, signal);
  return (signal) => askAlone(options, address, signal);
}

/** Runs one call: its way, its retries if it is a query, its deadline. */
async function runCall(
  send: (signal: AbortSignal) => Promise<unknown>,
  { type }: Operation,
  { retries, deadlineMs }: ResolvedOptions,
  outer: AbortSignal,
): Promise<unknown> {
  const deadline = AbortSignal.timeout(deadlineMs);
  const signal = AbortSignal.any([outer, deadline]);
  for (let attempt = 0; ; attempt++) {
    try {
      return await send(signal);
    } catch (error) {
      if (deadline.aborted && !outer.aborted)
        throw wayError("TIMEOUT", "the server did not answer in time", null, error);
      const isRepeated = type === "query" && attempt < retries && !signal.aborted;
      if (!isRepeated || !isSteadError(error) || error.code !== "UNAVAILABLE") throw error;
      await pause(pauseMs(attempt, error), signal);
    }
  }
}

/**
 * The links of a tRPC client of Stead: batching with a window, streamed answers so that no call waits for a slower
 * one, GETs of their own for what changes seldom, cancellation, retries of queries, a deadline. For `createTRPCClient<AppRouter>({ links: createSteadLinks(...) })`.
 */
export function createSteadLinks(options: LinkOptions): TRPCLink<AppRouter>[] {
  const resolved = resolveOptions(options);
  const batcherOf = (type: "query" | "mutation") =>
    new Batcher({
      windowMs: resolved.windowMs,
      maxItems: resolved.maxItems,
      send: (members, signal) => sendBatch(resolved, type, members, signal),
    });
  const batchers = { query: batcherOf("query"), mutation: batcherOf("mutation") };
  const link: TRPCLink<AppRouter> =
    () =>
    ({ op }) =>
      observable((observer) => {
        if (op.type === "subscription") throw new TypeError("subscriptions do not travel in batches");
        const dropped = new AbortController();
        const signal = op.signal ? AbortSignal.any([op.signal, dropped.signal]) : dropped.signal;
        let isDone = false;
        runCall(wayOf(batchers[op.type], op, resolved), op, resolved, signal)
          .then((data) => {
            isDone = true;
            observer.next({ result: { type: "data", data } });
            observer.complete();
          })
          .catch((error: unknown) => {
            isDone = true;
            observer.error(
              isSteadError(error) ? error : wayError("UNAVAILABLE", "the call failed", null, error),
            );
          });
        return () => {
          if (!isDone) dropped.abort();
        };
      });
  return [link];
}

import { AsyncLocalStorage } from "node:async_hooks";
import Stripe from "stripe";
import { isAppError } from "@stead/kernel/errors";
import type { RailGuard } from "../rail-guard.ts";
import type { RailCall } from "../rail-limits.ts";
import type { RailAnswer } from "../rail-provider.ts";
import { exchange, retryAfterMs, WireError } from "../wire.ts";
import { stripeResult } from "./results.ts";

/** The version whose shapes we ask for. Events come in the version of their endpoint: both are read. */
const apiVersion: string = "2026-07-29.dahlia";

export type StripeClient = {
  /** Runs calls of the SDK under the policy. Never throws for what the provider does. */
  call<T>(call: RailCall, signal: AbortSignal, work: (stripe: Stripe) => Promise<T>): Promise<RailAnswer<T>>;
};

/** What a call knows of its own wire: the SDK's errors say it less exactly. */
type Scope = { signal: AbortSignal; wire?: WireError };

export type StripeClientOptions = { secretKey: string; baseUrl: string | undefined; guard: RailGuard };

/** Stripe's own SDK with our wire under it, so that redirects, sizes and deadlines are the same as everywhere. */
export function createStripeClient({ secretKey, baseUrl, guard }: StripeClientOptions): StripeClient {
  const scopes = new AsyncLocalStorage<Scope>();
  const stripe = new Stripe(secretKey, {
    // The SDK's types know its newest version only; what is read is checked by shape.
    apiVersion: apiVersion as Stripe.LatestApiVersion,
    httpClient: Stripe.createFetchHttpClient(async (url: string | URL | Request, init?: RequestInit) =>
      fetchInScope(String(url instanceof Request ? url.url : url), init ?? {}, scopes.getStore()),
    ),
    // The policy counts the tries.
    maxNetworkRetries: 0,
    telemetry: false,
    ...addressOf(baseUrl),
  });
  return {
    call: (call, signal, work) =>
      guard.run(
        call,
        async (signal) => {
          const scope: Scope = { signal };
          try {
            return { outcome: "ok", value: await scopes.run(scope, () => work(stripe)) };
          } catch (error) {
            return describeStripeError(error, call.effect, scope.wire);
          }
        },
        signal,
      ),
  };
}

function addressOf(baseUrl: string | undefined): Pick<Stripe.StripeConfig, "host" | "port" | "protocol"> {
  if (baseUrl === undefined) return {};
  const { hostname, port, protocol } = new URL(baseUrl);
  const isPlain = protocol === "http:";
  return {
    host: hostname,
    port: port === "" ? (isPlain ? 80 : 443) : Number(port),
    protocol: isPlain ? "http" : "https",
  };
}

async function fetchInScope(url: string, init: RequestInit, scope: Scope | undefined): Promise<Response> {
  const signals = [init.signal, scope?.signal].filter((signal) => signal != null);
  try {
    const { status, headers, text } = await exchange(url, { ...init, signal: AbortSignal.any(signals) });
    return new Response(text, { status, headers });
  } catch (error) {
    if (scope !== undefined && error instanceof WireError) scope.wire = error;
    throw error;
  }
}

const fallbacks = {
  settings: {
    concern: "settings",
    text: "Stripe does not let Stead in. Check the secret key and what it may do.",
  },
  refused: {
    concern: "unknown",
    text: "Stripe refused the request. Look it up by its code on the dashboard.",
  },
  throttled: { concern: "provider", text: "Stripe asks Stead to slow down. Try again in a moment." },
  repeated: {
    concern: "provider",
    text: "Stripe had this request before with other contents. Nothing was sent again.",
  },
  down: { concern: "provider", text: "Stripe cannot be reached. Nothing was sent." },
} as const;

function failed(
  category: keyof typeof fallbacks,
  code: string | undefined,
  waitMs?: number,
): RailAnswer<never> {
  return {
    outcome: "failed",
    category,
    result: stripeResult(code, fallbacks[category]),
    ...(waitMs !== undefined && { retryAfterMs: waitMs }),
  };
}

/** What an error of the SDK or of the wire means. Its message, headers and body stay where they are. */
function describeStripeError(
  error: unknown,
  effect: RailCall["effect"],
  wire: WireError | undefined,
): RailAnswer<never> {
  if (wire?.kind === "not_sent") return failed("down", "not_sent");
  if (wire?.kind === "redirect") return failed("settings", "redirect");
  if (effect === "none" && isAppError(error, "INVALID"))
    return { outcome: "failed", category: "refused", result: { code: "unreadable", text: error.message } };
  if (!(error instanceof Stripe.errors.StripeError) || wire !== undefined)
    return { outcome: "uncertain", text: "Stripe was asked and its answer was lost." };
  const code = error.decline_code || error.code;
  const waitMs = retryAfterMs(new Headers({ "retry-after": error.headers?.["retry-after"] ?? "" }));
  if (error.statusCode === 429 || error.statusCode === 409) return failed("throttled", code, waitMs);
  if (error.rawType === "idempotency_error") return failed("repeated", code);
  if (error.statusCode === 401 || error.statusCode === 403) return failed("settings", code);
  if (error.statusCode !== undefined && error.statusCode < 500) return failed("refused", code);
  return {
    outcome: "uncertain",
    text: `Stripe answered ${error.statusCode ?? "unreadably"} and may have taken it.`,
  };
}

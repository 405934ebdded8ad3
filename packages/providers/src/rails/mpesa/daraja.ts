import { z } from "zod";
import type { Clock } from "@stead/kernel/clock";
import type { RailGuard } from "../rail-guard.ts";
import type { RailCall } from "../rail-limits.ts";
import type { RailAnswer } from "../rail-provider.ts";
import { exchange, parseJson, retryAfterMs, WireError, type WireReply } from "../wire.ts";
import { describeError } from "./results.ts";
import { Code, Text } from "./shapes.ts";
import { createTokenStore, type Token } from "./token.ts";

export type DarajaOptions = {
  baseUrl: string;
  consumerKey: string;
  consumerSecret: string;
  guard: RailGuard;
  clock: Clock;
};

export type DarajaCall = RailCall & {
  path: string;
  /** Built for each try anew: passwords hold the time. */
  body: () => Record<string, unknown>;
};

/** Daraja's doors behind the policy, with a token for each. */
export type Daraja = {
  /**
   * Posts and reads the answer: `read` gives the value of an answer that is a success, and undefined for another.
   * `pending` may turn an error envelope into a value, where the wire says "not yet" that way.
   */
  post<T>(
    call: DarajaCall,
    signal: AbortSignal,
    read: (body: unknown) => T | undefined,
    pending?: (message: string) => T | undefined,
  ): Promise<RailAnswer<T>>;
  /** Whether the keys let us in. */
  signIn(signal: AbortSignal): Promise<RailAnswer<string>>;
};

const TokenAnswer = z.looseObject({
  access_token: z.string().min(1),
  expires_in: z.coerce.number().positive(),
});
const ErrorEnvelope = z.looseObject({ errorCode: Code, errorMessage: z.string().default("") });
/** What Daraja's gateway answers before the product is reached. */
const GatewayFault = z.looseObject({ fault: z.looseObject({ faultstring: z.string() }) });
/** An acknowledgement whose code says no. */
const Refusal = z.looseObject({ ResponseCode: Code, ResponseDescription: Text.default("") });

export function createDaraja({ baseUrl, consumerKey, consumerSecret, guard, clock }: DarajaOptions): Daraja {
  const root = baseUrl.replace(/\/+$/, "");
  const basic = `Basic ${Buffer.from(`${consumerKey}:${consumerSecret}`).toString("base64")}`;
  const fetchToken = async (signal: AbortSignal) => {
    const answer = await guard.run<Token>(
      { operation: "token", effect: "none" },
      (signal) =>
        converse(
          `${root}/oauth/v1/generate?grant_type=client_credentials`,
          { method: "GET", headers: { accept: "application/json", authorization: basic }, signal },
          (body) => {
            const { data } = TokenAnswer.safeParse(body);
            return data && { value: data.access_token, expiresInMs: data.expires_in * 1_000 };
          },
        ),
      signal,
    );
    // Whatever it finds wrong about a sign-in is wrong with the keys.
    if (answer.outcome !== "failed" || answer.category !== "refused") return answer;
    return describeError("400.008.01", "", 400);
  };
  const tokens = createTokenStore(fetchToken, clock);

  return {
    signIn: (signal) => tokens.renew(signal),
    post: async (call, signal, read, pending) => {
      const once = async () => {
        const token = await tokens.get(signal);
        if (token.outcome !== "ok") return token;
        const answer = await guard.run(
          call,
          (signal) =>
            converse(
              `${root}${call.path}`,
              {
                method: "POST",
                headers: {
                  accept: "application/json",
                  "content-type": "application/json",
                  authorization: `Bearer ${token.value}`,
                },
                body: JSON.stringify(call.body()),
                signal,
              },
              read,
              pending,
            ),
          signal,
        );
        const isStale = answer.outcome === "failed" && answer.result.code === "404.001.03";
        if (isStale) tokens.drop(token.value);
        return isStale ? undefined : answer;
      };
      // A token that ran out early was refused before anything happened: once more with a new one.
      return (await once()) ?? (await once()) ?? describeError("404.001.03", "", 404);
    },
  };
}

async function converse<T>(
  url: string,
  init: RequestInit,
  read: (body: unknown) => T | undefined,
  pending?: (message: string) => T | undefined,
): Promise<RailAnswer<T>> {
  try {
    return judge(await exchange(url, init), read, pending);
  } catch (error) {
    if (error instanceof WireError) return describeWireError(error);
    throw error;
  }
}

function describeWireError({ kind, message }: WireError): RailAnswer<never> {
  if (kind === "lost" || kind === "too_large")
    return { outcome: "uncertain", text: "M-Pesa was asked and its answer was lost." };
  const result = { code: kind, text: `${message}. Nothing was sent.`, concern: "provider" } as const;
  return kind === "redirect"
    ? { outcome: "failed", category: "settings", result: { ...result, concern: "settings" } }
    : { outcome: "failed", category: "down", result };
}

function judge<T>(
  { status, headers, text }: WireReply,
  read: (body: unknown) => T | undefined,
  pending: ((message: string) => T | undefined) | undefined,
): RailAnswer<T> {
  const body = parseJson(text);
  const { data: envelope } = ErrorEnvelope.safeParse(body);
  if (envelope !== undefined) {
    const notYet = pending?.(envelope.errorMessage);
    if (notYet !== undefined) return { outcome: "ok", value: notYet };
    return describeError(envelope.errorCode, envelope.errorMessage, status);
  }
  if (status >= 200 && status < 300) {
    const value = read(body);
    if (value !== undefined) return { outcome: "ok", value };
    const { data: refusal } = Refusal.safeParse(body);
    if (refusal !== undefined && refusal.ResponseCode !== "0")
      return describeError(refusal.ResponseCode, refusal.ResponseDescription, status);
    return { outcome: "uncertain", text: "M-Pesa answered in a form that Stead cannot read." };
  }
  const { data: gateway } = GatewayFault.safeParse(body);
  if (gateway !== undefined) return describeError(`http_${status}`, gateway.fault.faultstring, status);
  // It may have taken the request before it failed; only "out of service" says that it did not.
  if (status === 503) {
    const result = { code: "http_503", text: "M-Pesa is out of service.", concern: "provider" } as const;
    const wait = retryAfterMs(headers);
    return { outcome: "failed", category: "down", result, ...(wait !== undefined && { retryAfterMs: wait }) };
  }
  return describeError(`http_${status}`, "", status);
}

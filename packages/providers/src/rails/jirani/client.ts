import { z } from "zod";
import type { RailCall } from "../rail-limits.ts";
import type { RailGuard } from "../rail-guard.ts";
import type { RailAnswer } from "../rail-provider.ts";
import { exchange, parseJson, retryAfterMs, WireError, type WireReply } from "../wire.ts";
import { describeError } from "./results.ts";

export type BankCall = RailCall & {
  method: "GET" | "POST" | "PUT";
  /** Behind the account. */
  path: string;
  body?: object;
  /** Makes the request have its effect once. */
  key?: string;
};

export type BankClient = {
  /** Runs a request under the policy, and reads its answer by a shape. Never throws for what the bank does. */
  call<Shape extends z.ZodType>(
    call: BankCall,
    shape: Shape,
    signal: AbortSignal,
  ): Promise<RailAnswer<z.output<Shape>>>;
};

export type BankClientOptions = {
  /** Where the bank is; the bank has no address that everybody knows. */
  baseUrl: string | undefined;
  account: string;
  apiKey: string;
  guard: RailGuard;
};

const Envelope = z.looseObject({ error: z.looseObject({ code: z.string() }) });

const noAddress: RailAnswer<never> = {
  outcome: "failed",
  category: "settings",
  result: {
    code: "no_address",
    text: "Stead's operator has not said where the bank is. Set JIRANI_BASE_URL.",
    concern: "settings",
  },
};

export function createBankClient({ baseUrl, account, apiKey, guard }: BankClientOptions): BankClient {
  const root = baseUrl && `${baseUrl.replace(/\/+$/, "")}/jirani/v1/accounts/${encodeURIComponent(account)}`;
  return {
    call: async (call, shape, signal) => {
      if (root === undefined) return noAddress;
      const { method, path, body, key } = call;
      const headers = {
        accept: "application/json",
        authorization: `Bearer ${apiKey}`,
        ...(body !== undefined && { "content-type": "application/json" }),
        ...(key !== undefined && { "idempotency-key": key }),
      };
      const init = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) };
      return guard.run(
        call,
        async (signal) => converse(`${root}${path}`, { ...init, signal }, shape),
        signal,
      );
    },
  };
}

async function converse<Shape extends z.ZodType>(
  url: string,
  init: RequestInit,
  shape: Shape,
): Promise<RailAnswer<z.output<Shape>>> {
  try {
    return judge(await exchange(url, init), shape);
  } catch (error) {
    if (error instanceof WireError) return describeWireError(error);
    throw error;
  }
}

function judge<Shape extends z.ZodType>(
  { status, headers, text }: WireReply,
  shape: Shape,
): RailAnswer<z.output<Shape>> {
  const body = parseJson(text);
  if (status >= 200 && status < 300) {
    const { data, success } = shape.safeParse(body);
    return success
      ? { outcome: "ok", value: data }
      : { outcome: "uncertain", text: "The bank answered in a form that Stead cannot read." };
  }
  const answer = describeError(Envelope.safeParse(body).data?.error.code ?? "", status);
  const waitMs = retryAfterMs(headers);
  return answer.outcome === "failed" && waitMs !== undefined ? { ...answer, retryAfterMs: waitMs } : answer;
}

function describeWireError({ kind, message }: WireError): RailAnswer<never> {
  if (kind === "lost" || kind === "too_large")
    return { outcome: "uncertain", text: "The bank was asked and its answer was lost." };
  const concern = kind === "redirect" ? "settings" : "provider";
  const category = kind === "redirect" ? "settings" : "down";
  return {
    outcome: "failed",
    category,
    result: { code: kind, text: `${message}. Nothing was sent.`, concern },
  };
}

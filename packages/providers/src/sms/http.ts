import type { DeliveryOutcome } from "../message-provider.ts";
import { neverSentCode } from "../never-sent.ts";

export type GetRequest = {
  url: string;
  headers: Readonly<Record<string, string>>;
  timeoutMs: number;
  signal: AbortSignal;
};
export type FormRequest = GetRequest & { form: Readonly<Record<string, string>> };

export type FormAnswer = { status: number; body: unknown; retryAfterMs: number | undefined };

/** Posts a form and reads the JSON answer; an outcome instead, when there was none. */
export async function postForm(request: FormRequest): Promise<FormAnswer | DeliveryOutcome> {
  const { url, headers, form, timeoutMs, signal } = request;
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: {
        accept: "application/json",
        "content-type": "application/x-www-form-urlencoded",
        ...headers,
      },
      body: new URLSearchParams(form).toString(),
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
      redirect: "error",
    });
    const seconds = Number(response.headers.get("retry-after") ?? Number.NaN);
    const body: unknown = await response.json().catch(() => null);
    return {
      status: response.status,
      body,
      retryAfterMs: Number.isFinite(seconds) ? seconds * 1_000 : undefined,
    };
  } catch (error) {
    const code = neverSentCode(error);
    if (code !== undefined)
      return {
        outcome: "failed",
        category: "provider_down",
        detail: `the provider cannot be reached (${code})`,
      };
    return { outcome: "uncertain", detail: "the provider was asked and its answer was lost" };
  }
}

/** Reads a JSON answer; undefined when there was none, or it is an error. */
export async function getJson({ url, headers, timeoutMs, signal }: GetRequest): Promise<unknown> {
  try {
    const response = await fetch(url, {
      headers: { accept: "application/json", ...headers },
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
      redirect: "error",
    });
    return response.ok ? await response.json() : undefined;
  } catch {
    return undefined;
  }
}

/** A field of what came over the wire. */
export function readField(body: unknown, field: string): unknown {
  return typeof body === "object" && body !== null ? Reflect.get(body, field) : undefined;
}

/** What an answer means by its status alone; undefined where the body has to tell. */
export function outcomeOfStatus({ status, retryAfterMs }: FormAnswer): DeliveryOutcome | undefined {
  const detail = `the provider answered ${status}`;
  if (status === 429)
    return {
      outcome: "failed",
      category: "throttled",
      detail: `${detail}: too many at once`,
      ...(retryAfterMs !== undefined && { retryAfterMs }),
    };
  if (status === 401 || status === 403)
    return { outcome: "failed", category: "provider_down", detail: `${detail}: it does not let Stead in` };
  if (status === 503)
    return { outcome: "failed", category: "provider_down", detail: `${detail}: it is out of service` };
  // It may have taken the message before it failed.
  if (status >= 500) return { outcome: "uncertain", detail: `${detail} and may have taken the message` };
  return undefined;
}

export function isOutcome(answer: FormAnswer | DeliveryOutcome): answer is DeliveryOutcome {
  return "outcome" in answer;
}

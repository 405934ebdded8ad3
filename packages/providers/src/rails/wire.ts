import { neverSentCode } from "../never-sent.ts";

/** What came back over the wire, read whole. */
export type WireReply = { status: number; headers: Headers; text: string };

/** Why nothing usable came back. The message names no address and holds nothing of a body. */
export class WireError extends Error {
  override readonly name = "WireError";
  readonly kind: "not_sent" | "lost" | "redirect" | "too_large";
  constructor(kind: WireError["kind"], message: string) {
    super(message);
    this.kind = kind;
  }
}

/** More than any answer of a provider needs. */
const mostBytes = 2 * 1024 * 1024;

/** One request and its whole answer: redirects are refused, what is larger than 2 MB too. Throws `WireError` only. */
export async function exchange(url: string, init: RequestInit): Promise<WireReply> {
  try {
    const response = await fetch(url, { ...init, redirect: "manual" });
    if (response.status >= 300 && response.status < 400) {
      await response.body?.cancel();
      throw new WireError("redirect", `the provider answered ${response.status}: redirects are refused`);
    }
    return { status: response.status, headers: response.headers, text: await readText(response) };
  } catch (error) {
    if (error instanceof WireError) throw error;
    const code = neverSentCode(error);
    if (code !== undefined) throw new WireError("not_sent", `the provider cannot be reached (${code})`);
    throw new WireError("lost", "the provider was asked and its answer was lost");
  }
}

async function readText(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  let byteCount = 0;
  const body: AsyncIterable<Uint8Array> | Uint8Array[] = response.body ?? [];
  for await (const chunk of body) {
    byteCount += chunk.byteLength;
    if (byteCount > mostBytes) throw new WireError("too_large", "the provider's answer is larger than 2 MB");
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

/** The JSON of a text; undefined where it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Milliseconds of a `Retry-After` in seconds. */
export function retryAfterMs(headers: Headers): number | undefined {
  const seconds = Number(headers.get("retry-after") ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1_000 : undefined;
}

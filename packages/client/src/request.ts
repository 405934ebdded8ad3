import { readAnswerLines } from "./answer-lines.ts";
import type { Member } from "./batch.ts";
import { answeredError, isSteadError, wayError } from "./errors.ts";
import type { ResolvedOptions } from "./options.ts";

type CallType = "query" | "mutation";

/** Longer addresses are cut by servers on the way; such a query travels in a body. */
const longestUrl = 4_000;

function newRequestId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("");
}

/** tRPC's address and body of a batch. */
function wireOf(
  url: string,
  type: CallType,
  members: readonly Member[],
): { url: string; method: string; body?: string } {
  const inputs = Object.fromEntries(
    members.flatMap(({ input }, index) => (input === undefined ? [] : [[index, input]])),
  );
  const body = JSON.stringify(inputs);
  const address = `${url}/${members.map(({ path }) => path).join(",")}?batch=1`;
  const withInput = `${address}&input=${encodeURIComponent(body)}`;
  if (type === "query" && withInput.length <= longestUrl) return { url: withInput, method: "GET" };
  return { url: address, method: "POST", body };
}

async function headersOf({ headers }: ResolvedOptions): Promise<Readonly<Record<string, string>>> {
  return typeof headers === "function" ? headers() : headers;
}

const lostOn = (requestId: string, signal: AbortSignal) => (cause: unknown) =>
  signal.aborted
    ? wayError("CANCELLED", "the call was cancelled", requestId, cause)
    : wayError("UNAVAILABLE", "the server cannot be reached", requestId, cause);

/** The address of a query alone; null where it would be too long for one. */
export function addressOf(url: string, path: string, input: unknown): string | null {
  const asked = input === undefined ? "" : `?input=${encodeURIComponent(JSON.stringify(input))}`;
  const address = `${url}/${path}${asked}`;
  return address.length <= longestUrl ? address : null;
}

/** Asks for one answer by a GET of its own, which a browser keeps as its headers allow. */
export async function askAlone(
  options: ResolvedOptions,
  address: string,
  signal: AbortSignal,
): Promise<unknown> {
  const requestId = newRequestId();
  const unreachable = lostOn(requestId, signal);
  try {
    const headers = { "x-request-id": requestId, ...(await headersOf(options)) };
    const response = await options.fetch(address, { headers, signal });
    const id = response.headers.get("x-request-id") ?? requestId;
    if (!response.ok) throw answeredError(await response.json().catch(() => null), response.status, id);
    const answer: unknown = await response.json();
    if (isResult(answer)) return answer.result.data;
    throw answeredError(answer, 500, id);
  } catch (error) {
    throw isSteadError(error) ? error : unreachable(error);
  }
}

/** Sends one request and settles each of its members when its own answer has come. */
export async function sendBatch(
  options: ResolvedOptions,
  type: CallType,
  members: readonly Member[],
  signal: AbortSignal,
): Promise<void> {
  const requestId = newRequestId();
  const unreachable = lostOn(requestId, signal);
  const failAll = (error: Error) => members.forEach((member) => member.settle({ error }));
  try {
    const { url, method, body } = wireOf(options.url, type, members);
    const response = await options.fetch(url, {
      method,
      headers: {
        "trpc-accept": "application/jsonl",
        "x-request-id": requestId,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...(await headersOf(options)),
      },
      ...(body === undefined ? {} : { body }),
      signal,
    });
    const id = response.headers.get("x-request-id") ?? requestId;
    if (!response.ok || response.body === null)
      return failAll(answeredError(await response.json().catch(() => null), response.status, id));
    await readAnswers(response.body, members, { requestId: id, unreachable });
  } catch (error) {
    failAll(isSteadError(error) ? error : unreachable(error));
  }
}

type Reading = { requestId: string; unreachable: (cause: unknown) => Error };

async function readAnswers(
  body: ReadableStream<Uint8Array>,
  members: readonly Member[],
  { requestId, unreachable }: Reading,
): Promise<void> {
  const waiting = new Map(members.entries());
  const settle = (call: string, answer: unknown) => {
    const member = waiting.get(Number(call));
    waiting.delete(Number(call));
    member?.settle(isResult(answer) ? answer.result : { error: answeredError(answer, 500, requestId) });
  };
  let cause: unknown;
  try {
    await readAnswerLines(body, settle);
  } catch (error) {
    cause = error;
  }
  for (const member of waiting.values()) member.settle({ error: unreachable(cause) });
}

function isResult(answer: unknown): answer is { result: { data: unknown } } {
  return (
    typeof answer === "object" && answer !== null && "result" in answer && typeof answer.result === "object"
  );
}

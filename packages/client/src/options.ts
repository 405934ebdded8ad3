/** Headers of every request, or a function that gives them when a request leaves. */
export type HeadersOption =
  | Readonly<Record<string, string>>
  | (() => Readonly<Record<string, string>> | Promise<Readonly<Record<string, string>>>);

export type LinkOptions = {
  /** Where the procedures are: `https://stead.example.org/api/trpc`, or a path of the page's own origin. */
  url: string;
  batch?: {
    /** How long a call waits for others to travel with. Default 10 ms. */
    windowMs?: number;
    /** Calls of one request; it leaves at once when as many wait. Default and most 10. */
    maxItems?: number;
  };
  /** Longest time of a call with its retries. Default 30,000 ms. */
  deadlineMs?: number;
  /** Further attempts of a query that did not reach the server. Mutations are never repeated. Default 2. */
  retries?: number;
  headers?: HeadersOption;
  fetch?: typeof fetch;
};

export type ResolvedOptions = {
  url: string;
  windowMs: number;
  maxItems: number;
  deadlineMs: number;
  retries: number;
  headers: HeadersOption;
  fetch: typeof fetch;
};

/** The most calls that the server takes in one request. */
const mostItems = 10;

/** Throws RangeError for a batch that the server would refuse. */
export function resolveOptions({
  url,
  batch = {},
  deadlineMs = 30_000,
  retries = 2,
  headers = {},
  fetch: given,
}: LinkOptions): ResolvedOptions {
  const { windowMs = 10, maxItems = mostItems } = batch;
  if (!Number.isInteger(maxItems) || maxItems < 1 || maxItems > mostItems)
    throw new RangeError(`batch.maxItems is 1 to ${mostItems}`);
  if (!(windowMs >= 0)) throw new RangeError("batch.windowMs is zero or more milliseconds");
  return {
    url: url.replace(/\/+$/, ""),
    windowMs,
    maxItems,
    deadlineMs,
    retries,
    headers,
    fetch: given ?? ((input, init) => globalThis.fetch(input, init)),
  };
}

/**
 * How the answer of a query may be kept by whoever asked for it alone, by GET. Without a rule it is `no-store`: answers
 * hold people's data and balances, which a shared computer must not keep and a page must not show again after a change.
 */
export type CacheRule = PrivateRule | PublicRule;

type PrivateRule = {
  /** Kept by the caller's own browser or program, which asks each time whether it still holds. */
  readonly scope: "private";
  readonly travels: "alone" | "together";
};

type PublicRule = {
  /** The same for everybody, whoever is signed in: also kept by what stands between, such as a CDN. */
  readonly scope: "public";
  readonly travels: "alone";
  /** How long a browser uses it without asking. */
  readonly maxAgeSeconds: number;
  /** How long a CDN does. */
  readonly sharedMaxAgeSeconds: number;
  /** How long after that it is given at once while it is asked for anew. */
  readonly staleWhileRevalidateSeconds: number;
  /** How long after that it stands in while we do not answer. */
  readonly staleIfErrorSeconds: number;
};

/** Lists and records: in a batch like any other call; a program that asks alone is told when nothing changed. */
export const heldUntilChanged: CacheRule = { scope: "private", travels: "together" };

/** Settings and catalogues, which change seldom: clients ask for them alone, and mostly hear that nothing changed. */
export const slowChanging: CacheRule = { scope: "private", travels: "alone" };

const minute = 60;
const day = 24 * 60 * minute;

/** What is on offer to everybody. */
export const onOffer: CacheRule = {
  scope: "public",
  travels: "alone",
  maxAgeSeconds: minute,
  sharedMaxAgeSeconds: 5 * minute,
  staleWhileRevalidateSeconds: 60 * minute,
  staleIfErrorSeconds: day,
};

/** What an answer under a rule tells those who may keep it. */
export function keepingHeaders(rule: CacheRule): { "cache-control": string; vary: string } {
  if (rule.scope === "private")
    return {
      "cache-control": "private, no-cache",
      vary: "cookie, authorization, x-api-key, accept-encoding",
    };
  const { maxAgeSeconds, sharedMaxAgeSeconds, staleWhileRevalidateSeconds, staleIfErrorSeconds } = rule;
  const times = [
    `max-age=${maxAgeSeconds}`,
    `s-maxage=${sharedMaxAgeSeconds}`,
    `stale-while-revalidate=${staleWhileRevalidateSeconds}`,
    `stale-if-error=${staleIfErrorSeconds}`,
  ];
  return { "cache-control": `public, ${times.join(", ")}`, vary: "accept-encoding" };
}

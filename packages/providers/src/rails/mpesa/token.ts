import type { Clock } from "@stead/kernel/clock";
import type { RailAnswer } from "../rail-provider.ts";

/** Daraja's tokens live an hour; a new one is fetched this much before. */
const earlyMs = 5 * 60_000;

export type Token = { value: string; expiresInMs: number };
type Held = { value: string; freshUntilMs: number; deadAtMs: number };

export type TokenStore = {
  /** A token that is good now. Callers at the same time share one fetch; each may leave it without ending it. */
  get(signal: AbortSignal): Promise<RailAnswer<string>>;
  /** The same, fetched now: whether the keys still let us in. */
  renew(signal: AbortSignal): Promise<RailAnswer<string>>;
  /** The provider said that this one is no good. */
  drop(value: string): void;
};

/** Keeps one account's token: fetched once for all who want it, five minutes early, and kept when a refresh fails. */
export function createTokenStore(
  fetchToken: (signal: AbortSignal) => Promise<RailAnswer<Token>>,
  clock: Clock,
): TokenStore {
  let held: Held | undefined;
  let fetching: Promise<RailAnswer<Token>> | undefined;

  const refresh = async (): Promise<RailAnswer<Token>> => {
    const askedMs = clock.nowMs();
    // Not the first caller's signal: the others wait for it too. The policy ends it.
    const answer = await fetchToken(new AbortController().signal);
    if (answer.outcome === "ok") {
      const { value, expiresInMs } = answer.value;
      const early = Math.min(earlyMs, expiresInMs / 2);
      held = { value, freshUntilMs: askedMs + expiresInMs - early, deadAtMs: askedMs + expiresInMs };
    }
    return answer;
  };

  const renew = async (signal: AbortSignal): Promise<RailAnswer<string>> => {
    fetching ??= refresh().finally(() => (fetching = undefined));
    const answer = await orLeave(fetching, signal);
    return answer.outcome === "ok" ? { outcome: "ok", value: answer.value.value } : answer;
  };

  return {
    renew,
    drop: (value) => {
      if (held?.value === value) held = undefined;
    },
    get: async (signal) => {
      if (held !== undefined && clock.nowMs() < held.freshUntilMs)
        return { outcome: "ok", value: held.value };
      const answer = await renew(signal);
      if (answer.outcome === "ok") return answer;
      if (held !== undefined && clock.nowMs() < held.deadAtMs) return { outcome: "ok", value: held.value };
      return answer;
    },
  };
}

const left: RailAnswer<never> = {
  outcome: "failed",
  category: "down",
  result: { code: "not_begun", text: "The request was given up before it was sent.", concern: "provider" },
};

async function orLeave<T>(work: Promise<RailAnswer<T>>, signal: AbortSignal): Promise<RailAnswer<T>> {
  if (signal.aborted) return left;
  const hangUp = Promise.withResolvers<RailAnswer<T>>();
  const leave = () => hangUp.resolve(left);
  signal.addEventListener("abort", leave, { once: true });
  try {
    return await Promise.race([work, hangUp.promise]);
  } finally {
    signal.removeEventListener("abort", leave);
  }
}

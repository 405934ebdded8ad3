import {
  bulkhead,
  circuitBreaker,
  CircuitState,
  CountBreaker,
  ExponentialBackoff,
  halfJitterGenerator,
  handleWhenResult,
  retry,
  wrap,
  type IBackoff,
  type IBackoffFactory,
} from "cockatiel";
import type { RailLimits } from "./rail-limits.ts";
import type { RailFault, RailHealth } from "./rail-provider.ts";

/** What the policies judge an answer by. */
export type Tried = { isFault: boolean; isWorthAnother: boolean };

/** Breaker, tries and bulkhead of one account. */
export function buildPolicies(settings: RailLimits) {
  const rest = { openedMs: 0, lengthMs: 0 };
  const seen: Pick<RailHealth, "sinceMs" | "lastFault"> = { sinceMs: Date.now(), lastFault: null };
  const breaker = circuitBreaker(
    handleWhenResult((tried) => (tried as Tried).isFault),
    {
      halfOpenAfter: noteLength(
        new ExponentialBackoff({
          initialDelay: settings.restMs,
          maxDelay: settings.mostRestMs,
          generator: halfJitterGenerator,
        }),
        (lengthMs) => Object.assign(rest, { lengthMs, openedMs: Date.now() }),
      ),
      breaker: new CountBreaker({
        // "More than 0.49" is a half of at most fifty calls.
        threshold: 0.49,
        size: settings.windowCalls,
        minimumNumberOfCalls: settings.leastCalls,
      }),
    },
  );
  breaker.onStateChange(() => (seen.sinceMs = Date.now()));
  const tries = wrap(
    retry(
      handleWhenResult((tried) => (tried as Tried).isWorthAnother),
      {
        maxAttempts: settings.retries,
        backoff: new ExponentialBackoff({ initialDelay: settings.pauseMs, maxDelay: 2_000 }),
      },
    ),
    breaker,
  );
  const lanes = bulkhead(settings.mostRunning, settings.mostWaiting);
  const restMs = () =>
    breaker.state === CircuitState.Open ? Math.max(0, rest.openedMs + rest.lengthMs - Date.now()) : 0;
  const health = (): RailHealth => ({
    ...seen,
    breaker: breakerStates[breaker.state],
    restMs: restMs(),
    running: settings.mostRunning - lanes.executionSlots,
    waiting: settings.mostWaiting - lanes.queueSlots,
  });
  const noteFault = (fault: Omit<RailFault, "atMs">) => (seen.lastFault = { ...fault, atMs: Date.now() });
  return { breaker, tries, lanes, health, noteFault };
}

const breakerStates: Record<CircuitState, RailHealth["breaker"]> = {
  [CircuitState.Closed]: "closed",
  [CircuitState.HalfOpen]: "half_open",
  [CircuitState.Open]: "open",
  [CircuitState.Isolated]: "open",
};

/** A backoff that tells how long each of its rests is. */
function noteLength(inner: IBackoffFactory<unknown>, note: (ms: number) => void): IBackoffFactory<unknown> {
  const next = (factory: IBackoffFactory<unknown>, context: unknown): IBackoff<unknown> => {
    const backoff = factory.next(context);
    note(backoff.duration);
    return { duration: backoff.duration, next: (after) => next(backoff, after) };
  };
  return { next: (context) => next(inner, context) };
}

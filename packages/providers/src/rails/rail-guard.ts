import {
  bulkhead,
  CircuitState,
  circuitBreaker,
  CountBreaker,
  ExponentialBackoff,
  halfJitterGenerator,
  handleWhenResult,
  isBrokenCircuitError,
  isBulkheadRejectedError,
  retry,
  TaskCancelledError,
  wrap,
  type IBackoff,
  type IBackoffFactory,
} from "cockatiel";
import type { Seams } from "@stead/kernel/seams";
import type { RailAnswer, RailHealth } from "./rail-provider.ts";

export type RailCall = {
  /** For the figures, such as `stk-push`. */
  operation: string;
  /**
   * `none` only asks, `keyed` has its effect once because the provider knows the key again: both are tried again.
   * `once` has none of that: a lost answer stays uncertain.
   */
  effect: "none" | "keyed" | "once";
};

/** Waits in milliseconds. */
export type RailLimits = {
  /** Of a call with all its tries. */
  deadlineMs: number;
  /** Of one try. */
  tryMs: number;
  retries: number;
  /** First pause before another try; the next ones grow, with jitter. */
  pauseMs: number;
  /** Calls at once, and calls that wait for one of them. */
  mostRunning: number;
  mostWaiting: number;
  /** The last calls that the breaker looks at, and how many it wants to see before it judges. */
  windowCalls: number;
  leastCalls: number;
  /** The breaker's first rest; it doubles with each probe that fails. */
  restMs: number;
  mostRestMs: number;
};

const railLimits: RailLimits = {
  deadlineMs: 25_000,
  tryMs: 10_000,
  retries: 2,
  pauseMs: 250,
  mostRunning: 8,
  mostWaiting: 64,
  windowCalls: 20,
  leastCalls: 6,
  restMs: 5_000,
  mostRestMs: 5 * 60_000,
};

export type RailGuard = {
  /** Runs a call under the policy. `work` answers and never throws; its signal ends it. */
  run<T>(
    call: RailCall,
    work: (signal: AbortSignal) => Promise<RailAnswer<T>>,
    signal: AbortSignal,
  ): Promise<RailAnswer<T>>;
  health(): RailHealth;
};

export type RailGuardOptions = {
  /** The rail's name, for people and for the figures. */
  name: string;
  provider: string;
  seams?: Pick<Seams, "emit"> | undefined;
  limits?: Partial<RailLimits> | undefined;
};

/** What the policies judge an answer by. */
type Tried = { isFault: boolean; isWorthAnother: boolean };

/** One account's policy: deadline, bulkhead, tries with jitter, breaker. Half of the last calls failing opens it. */
export function createRailGuard({ name, provider, seams, limits }: RailGuardOptions): RailGuard {
  const settings = { ...railLimits, ...limits };
  const rest = { openedMs: 0, lengthMs: 0 };
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

  const execute = async <T>(
    { effect }: RailCall,
    work: (signal: AbortSignal) => Promise<RailAnswer<T>>,
    caller: AbortSignal,
  ): Promise<RailAnswer<T>> => {
    const signal = AbortSignal.any([caller, AbortSignal.timeout(settings.deadlineMs)]);
    const seen: RailAnswer<T>[] = [];
    let hasStarted = false;
    const once = async (): Promise<Tried> => {
      hasStarted = true;
      const answer = await work(AbortSignal.any([signal, AbortSignal.timeout(settings.tryMs)]));
      seen.push(answer);
      // Who hangs up is not the provider's fault.
      const isFault = isProvidersFault(answer) && !caller.aborted;
      return { isFault, isWorthAnother: !signal.aborted && isPassing(answer) };
    };
    const hungUp = new Promise<never>((_, reject) => {
      const leave = () => !hasStarted && reject(new TaskCancelledError());
      signal.addEventListener("abort", leave, { once: true });
    });
    const policy = effect === "once" ? breaker : tries;
    try {
      await Promise.race([lanes.execute(() => policy.execute(once, signal), signal), hungUp]);
    } catch (error) {
      if (!hasStarted) return refusalOf(error, { name, restMs: restMs() });
    }
    return lastWord(effect, seen) ?? { outcome: "uncertain", text: `the answer of ${name} was lost` };
  };

  return {
    health: () => ({
      breaker: breakerStates[breaker.state],
      restMs: restMs(),
      running: settings.mostRunning - lanes.executionSlots,
      waiting: settings.mostWaiting - lanes.queueSlots,
    }),
    run: async (call, work, caller) => {
      const startedMs = performance.now();
      const answer = await execute(call, work, caller);
      seams?.emit("provider", {
        provider,
        operation: call.operation,
        durationMs: performance.now() - startedMs,
        outcome: answer.outcome === "ok" ? "ok" : answer.outcome === "uncertain" ? "timeout" : "error",
      });
      return settle(call, answer);
    },
  };
}

const breakerStates: Record<CircuitState, RailHealth["breaker"]> = {
  [CircuitState.Closed]: "closed",
  [CircuitState.HalfOpen]: "half_open",
  [CircuitState.Open]: "open",
  [CircuitState.Isolated]: "open",
};

function isProvidersFault(answer: RailAnswer<unknown>): boolean {
  return answer.outcome === "uncertain" || (answer.outcome === "failed" && answer.category === "down");
}

/** What may go well within the second: nothing answered, or it was busy for a moment. */
function isPassing(answer: RailAnswer<unknown>): boolean {
  if (isProvidersFault(answer)) return true;
  return (
    answer.outcome === "failed" && answer.category === "throttled" && (answer.retryAfterMs ?? 0) <= 2_000
  );
}

/** A question without an effect is never uncertain: it may be asked again. */
function settle<T>({ effect }: RailCall, answer: RailAnswer<T>): RailAnswer<T> {
  if (effect !== "none" || answer.outcome !== "uncertain") return answer;
  return { outcome: "failed", category: "down", result: { code: "no_answer", text: answer.text } };
}

/** The last answer; but one that may have had its effect outweighs a later "nothing was sent". */
function lastWord<T>(effect: RailCall["effect"], seen: readonly RailAnswer<T>[]): RailAnswer<T> | undefined {
  const last = seen.at(-1);
  if (effect !== "keyed" || last?.outcome !== "failed" || !isPassing(last)) return last;
  return seen.findLast(({ outcome }) => outcome === "uncertain") ?? last;
}

/** What the policy's own refusals mean: in each of them nothing was sent. */
function refusalOf(error: unknown, { name, restMs }: { name: string; restMs: number }): RailAnswer<never> {
  const refuse = (category: "down" | "throttled", code: string, text: string, retryAfterMs: number) =>
    ({
      outcome: "failed",
      category,
      result: { code, text: `${text} Nothing was sent.`, concern: "provider" },
      retryAfterMs,
    }) as const;
  if (isBrokenCircuitError(error)) {
    const seconds = Math.ceil(restMs / 1_000);
    return refuse(
      "down",
      "resting",
      `${name} failed again and again; it is asked again in ${seconds} s.`,
      restMs,
    );
  }
  if (isBulkheadRejectedError(error))
    return refuse("throttled", "crowded", `Too many requests to ${name} at once; try it in a moment.`, 2_000);
  return refuse("down", "not_begun", `The request to ${name} waited too long for its turn.`, 0);
}

/** A backoff that tells how long each of its rests is. */
function noteLength(inner: IBackoffFactory<unknown>, note: (ms: number) => void): IBackoffFactory<unknown> {
  const next = (factory: IBackoffFactory<unknown>, context: unknown): IBackoff<unknown> => {
    const backoff = factory.next(context);
    note(backoff.duration);
    return { duration: backoff.duration, next: (after) => next(backoff, after) };
  };
  return { next: (context) => next(inner, context) };
}

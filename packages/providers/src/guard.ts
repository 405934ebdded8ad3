import {
  circuitBreaker,
  CircuitState,
  ConsecutiveBreaker,
  handleWhenResult,
  BrokenCircuitError,
} from "cockatiel";
import type { Seams } from "@stead/kernel/seams";
import type { DeliveryOutcome, MessageProvider } from "./message-provider.ts";

export type GuardOptions = {
  seams?: Pick<Seams, "emit">;
  /** Failures of the provider in a row that open the breaker. */
  mostFailures?: number;
  /** How long nothing is tried after that. */
  restMs?: number;
};

/** A provider behind its breaker. */
export type GuardedProvider = MessageProvider & {
  /** Milliseconds until something may be tried again; 0 when the breaker lets through. */
  restMs(): number;
};

function isDown(outcome: DeliveryOutcome): boolean {
  return outcome.outcome === "failed" && outcome.category === "provider_down";
}

/** Puts a breaker before a provider: after some failures of the provider itself, nothing is tried for a while. */
export function guardProvider(
  provider: MessageProvider,
  { seams, mostFailures = 5, restMs = 15_000 }: GuardOptions = {},
): GuardedProvider {
  const breaker = circuitBreaker(
    handleWhenResult((result) => isDown(result as DeliveryOutcome)),
    { halfOpenAfter: restMs, breaker: new ConsecutiveBreaker(mostFailures) },
  );
  let openedMs = 0;
  breaker.onBreak(() => (openedMs = Date.now()));
  const isResting = () => breaker.state === CircuitState.Open && Date.now() - openedMs < restMs;
  return {
    ...provider,
    restMs: () => (isResting() ? Math.max(1, restMs - (Date.now() - openedMs)) : 0),
    send: async (message, options) => {
      const startedMs = performance.now();
      let outcome: DeliveryOutcome;
      try {
        outcome = await breaker.execute(() => provider.send(message, options));
      } catch (error) {
        if (!(error instanceof BrokenCircuitError)) throw error;
        outcome = {
          outcome: "failed",
          category: "provider_down",
          detail: "the provider rests after failures",
        };
      }
      seams?.emit("provider", {
        provider: provider.name,
        operation: provider.channel,
        durationMs: performance.now() - startedMs,
        outcome: outcome.outcome === "sent" ? "ok" : outcome.outcome === "uncertain" ? "timeout" : "error",
      });
      return outcome;
    },
  };
}

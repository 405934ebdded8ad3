import { TaskCancelledError } from "cockatiel";
import type { Seams } from "@stead/kernel/seams";
import { railLimits, type RailCall, type RailLimits } from "./rail-limits.ts";
import { buildPolicies, type Tried } from "./rail-policies.ts";
import type { RailAnswer, RailHealth } from "./rail-provider.ts";
import { faultOf, isPassing, isProvidersFault, lastWord, refusalOf, settle } from "./rail-verdicts.ts";

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

/** One account's policy: deadline, bulkhead, tries with jitter, breaker. Half of the last calls failing opens it. */
export function createRailGuard({ name, provider, seams, limits }: RailGuardOptions): RailGuard {
  const settings = { ...railLimits, ...limits };
  const { breaker, tries, lanes, health, noteFault } = buildPolicies(settings);

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
      if (isFault) noteFault(faultOf(answer));
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
      if (!hasStarted) return refusalOf(error, { name, restMs: health().restMs });
    }
    return lastWord(effect, seen) ?? { outcome: "uncertain", text: `the answer of ${name} was lost` };
  };

  return {
    health,
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

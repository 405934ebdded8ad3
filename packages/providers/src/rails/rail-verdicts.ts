import { isBrokenCircuitError, isBulkheadRejectedError } from "cockatiel";
import type { RailCall } from "./rail-limits.ts";
import type { RailAnswer } from "./rail-provider.ts";

/** Nothing of the provider answers, or its answer was lost: what the breaker counts. */
export function isProvidersFault(answer: RailAnswer<unknown>): boolean {
  return answer.outcome === "uncertain" || (answer.outcome === "failed" && answer.category === "down");
}

/** What a provider's fault is called: its code, or that no answer came. */
export function faultOf(answer: RailAnswer<unknown>): { code: string; text: string } {
  if (answer.outcome === "failed") {
    const { code, text } = answer.result;
    return { code, text };
  }
  return { code: "no_answer", text: answer.outcome === "uncertain" ? answer.text : "" };
}

/** What may go well within the second: nothing answered, or it was busy for a moment. */
export function isPassing(answer: RailAnswer<unknown>): boolean {
  if (isProvidersFault(answer)) return true;
  return (
    answer.outcome === "failed" && answer.category === "throttled" && (answer.retryAfterMs ?? 0) <= 2_000
  );
}

/** A question without an effect is never uncertain: it may be asked again. */
export function settle<T>({ effect }: RailCall, answer: RailAnswer<T>): RailAnswer<T> {
  if (effect !== "none" || answer.outcome !== "uncertain") return answer;
  return { outcome: "failed", category: "down", result: { code: "no_answer", text: answer.text } };
}

/** The last answer; but one that may have had its effect outweighs a later "nothing was sent". */
export function lastWord<T>(
  effect: RailCall["effect"],
  seen: readonly RailAnswer<T>[],
): RailAnswer<T> | undefined {
  const last = seen.at(-1);
  if (effect !== "keyed" || last?.outcome !== "failed" || !isPassing(last)) return last;
  return seen.findLast(({ outcome }) => outcome === "uncertain") ?? last;
}

/** What the policy's own refusals mean: in each of them nothing was sent. */
export function refusalOf(
  error: unknown,
  { name, restMs }: { name: string; restMs: number },
): RailAnswer<never> {
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

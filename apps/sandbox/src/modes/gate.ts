import { setTimeout as wait } from "node:timers/promises";
import type { Modes, ModeSubject } from "./rules.ts";

const slowMs = 12_000;

const refusals = ["spike-arrest", "quota-exceeded", "system-busy", "error-500"] as const;

export type Refusal = (typeof refusals)[number];

/** How a request is to be treated besides being served. */
export type Gate = {
  /** Waits where the answer is to be slow. */
  before(): Promise<void>;
  /** Refused, with nothing done. */
  refusal: Refusal | undefined;
  /** Done, and then not answered properly. */
  after: "error-after-act" | "answer-lost" | undefined;
};

/** Asks each mode that concerns requests once. */
export function openGate(modes: Modes, about: ModeSubject): Gate {
  const isOn = (mode: Parameters<Modes["take"]>[0]) => modes.take(mode, about) !== undefined;
  const slow = modes.take("slow", about);
  const refusal = refusals.find(isOn);
  const after =
    refusal !== undefined
      ? undefined
      : isOn("error-after-act")
        ? "error-after-act"
        : isOn("answer-lost")
          ? "answer-lost"
          : undefined;
  return {
    before: async () => {
      if (slow !== undefined) await wait(slow.delayMs ?? slowMs);
    },
    refusal,
    after,
  };
}

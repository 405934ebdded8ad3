import type { Clock } from "@stead/kernel/clock";

export type TestClock = Clock & {
  set(instant: string): void;
  advance(step: { days?: number; hours?: number; minutes?: number; seconds?: number; ms?: number }): void;
};

/** A clock that stands still at an ISO 8601 instant until the test moves it. */
export function fixedClock(instant: string): TestClock {
  let nowMs = epochMs(instant);
  return {
    nowMs: () => nowMs,
    set(next) {
      nowMs = epochMs(next);
    },
    advance({ days = 0, hours = 0, minutes = 0, seconds = 0, ms = 0 }) {
      nowMs += (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1_000 + ms;
    },
  };
}

function epochMs(instant: string): number {
  return Temporal.Instant.from(instant).epochMilliseconds;
}

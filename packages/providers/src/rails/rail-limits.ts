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

export const railLimits: RailLimits = {
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

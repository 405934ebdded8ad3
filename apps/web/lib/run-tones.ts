/** How the state of anything that runs in the background looks. */
export const runTones = {
  queued: "neutral",
  running: "info",
  done: "good",
  failed: "bad",
  cancelled: "neutral",
} as const;

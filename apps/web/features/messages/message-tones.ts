import type { Tone } from "@stead/ui/badge";

/** How each state of a message or a broadcast looks. */
export const messageTones: Readonly<Record<string, Tone>> = {
  waiting: "neutral",
  paused: "warn",
  sending: "info",
  sent: "good",
  failed: "bad",
  stopped: "neutral",
  uncertain: "warn",
  draft: "neutral",
  scheduled: "info",
  done: "good",
  cancelled: "neutral",
};

import type { Snapshot } from "./space.ts";

/** A value, and how old it is. */
export type Known<Value> = {
  value: Value;
  /** When its load began. */
  asOfMs: number;
  /** It could not be asked for anew: this is what was last known. */
  isStale: boolean;
};

/** A load that is under way in this process, for all who wait for it. */
export type Flight<Value = unknown> = {
  /** The epochs when it began. */
  snapshot: Snapshot;
  promise: Promise<Known<Value>>;
};

/** A value, and how old it is. */
export type Known<Value> = {
  value: Value;
  /** When its load began. */
  asOfMs: number;
  /** It could not be asked for anew: this is what was last known. */
  isStale: boolean;
};

/** Messages from one process to all that listen now. It only wakes: what must last is in tables. */
export type Bus = {
  /** `topic` is dotted: `outbox.waiting`. */
  publish(topic: string, data: object): Promise<void>;
  /** `pattern` may use `*` for one part and `>` for the rest. Returns the function that ends it. */
  subscribe(pattern: string, listener: (topic: string, data: unknown) => void): Promise<() => Promise<void>>;
};

import { EventEmitter } from "node:events";

/** What each package tells at its seam. Listeners count and trace; the packages never do. Durations in milliseconds. */
export type SeamEvents = {
  /** A request to the api; `route` is its pattern, never what stood in its place. */
  request: { route: string; method: string; status: number; durationMs: number; requestId: string };
  procedure: {
    path: string;
    type: string;
    durationMs: number;
    code: string;
    requestId: string;
    agencyId?: string;
  };
  query: {
    shape: string;
    name: string;
    lane: "prisma" | "sql";
    durationMs: number;
    waitMs: number;
    rows: number;
    failed: boolean;
  };
  job: {
    name: string;
    jobRunId: string;
    attempt: number;
    durationMs: number;
    outcome: "done" | "retry" | "failed" | "cancelled";
    agencyId?: string;
  };
  cache: { family: string; outcome: "hit" | "miss" | "stale" | "error"; durationMs: number };
  provider: { provider: string; operation: string; durationMs: number; outcome: "ok" | "error" | "timeout" };
};

export type SeamName = keyof SeamEvents;

/** The seam bus of one process: emitting costs a call per listener, and nothing without one. */
export class Seams {
  readonly #emitter = new EventEmitter();

  emit<N extends SeamName>(name: N, event: SeamEvents[N]): void {
    this.#emitter.emit(name, event);
  }

  /** Returns the function that ends the subscription. */
  on<N extends SeamName>(name: N, listener: (event: SeamEvents[N]) => void): () => void {
    this.#emitter.on(name, listener);
    return () => this.#emitter.off(name, listener);
  }
}

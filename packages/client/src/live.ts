import { createParser } from "eventsource-parser";
import type { HeadersOption } from "./options.ts";

/** Something that happened. `payload` is what the kind's contract says; the server checked it when it was written. */
export type LiveMessage = { id: number; kind: string; payload: unknown };

/** `offline`: not connected, and trying again. `refused`: signed out, or no agency; trying again is of no use. */
export type LiveState = "connecting" | "live" | "offline" | "refused";

export type LiveOptions = {
  /** Where the stream is: `https://stead.example.org/api/events`, or a path of the page's own origin. */
  url: string;
  onMessage: (message: LiveMessage) => void;
  /** Too much was missed to be told: ask anew for all that is shown. */
  onReset?: () => void;
  onState?: (state: LiveState) => void;
  /** Every number from which the stream could be resumed, also without a message. */
  onPosition?: (position: number) => void;
  /** The number to resume behind; from now on when left out. */
  after?: number | null;
  headers?: HeadersOption;
  fetch?: typeof fetch;
  /** Silence after which the connection is given up; the server gives a sign of life every 15 s. */
  silenceMs?: number;
};

export type LiveSubscription = {
  /** The number up to which everything was handed over; null before the first. */
  position(): number | null;
  close(): void;
};

const firstPauseMs = 500;
const longestPauseMs = 30_000;

/**
 * Listens to what happens until it is closed: comes back by itself after a broken connection and resumes where it was,
 * so that every message is handed over once and in order.
 */
export function subscribeLive(options: LiveOptions): LiveSubscription {
  const closing = new AbortController();
  const line = new LiveLine(options, closing.signal);
  void line.run();
  return { position: () => line.position, close: () => closing.abort() };
}

class LiveLine {
  position: number | null;
  readonly #options: LiveOptions;
  readonly #closed: AbortSignal;
  #failures = 0;

  constructor(options: LiveOptions, closed: AbortSignal) {
    this.#options = options;
    this.#closed = closed;
    this.position = options.after ?? null;
  }

  async run(): Promise<void> {
    while (!this.#closed.aborted) {
      this.#options.onState?.("connecting");
      if ((await this.#connect()) === "refused") return this.#options.onState?.("refused");
      if (this.#closed.aborted) return;
      this.#options.onState?.("offline");
      await this.#pause();
    }
  }

  async #connect(): Promise<"refused" | "broken"> {
    const silence = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const isHeard = () => {
      clearTimeout(timer);
      timer = setTimeout(() => silence.abort(), this.#options.silenceMs ?? 45_000);
    };
    isHeard();
    try {
      const signal = AbortSignal.any([this.#closed, silence.signal]);
      const response = await (this.#options.fetch ?? globalThis.fetch)(this.#options.url, {
        headers: {
          accept: "text/event-stream",
          ...(this.position === null ? {} : { "last-event-id": String(this.position) }),
          ...(await this.#headers()),
        },
        signal,
      });
      if (response.status === 401 || response.status === 403) return "refused";
      if (response.ok && response.body !== null) await this.#read(response.body, isHeard);
      else this.#failures++;
    } catch {
      this.#failures++;
    } finally {
      clearTimeout(timer);
    }
    return "broken";
  }

  async #headers(): Promise<Readonly<Record<string, string>>> {
    const { headers = {} } = this.#options;
    return typeof headers === "function" ? headers() : headers;
  }

  async #read(body: ReadableStream<Uint8Array>, isHeard: () => void): Promise<void> {
    const parser = createParser({ onEvent: ({ id, event, data }) => this.#take(id, event, data) });
    const decoder = new TextDecoder();
    const reader = body.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      isHeard();
      parser.feed(decoder.decode(value, { stream: true }));
    }
  }

  #take(id: string | undefined, kind: string | undefined, data: string): void {
    const { onMessage, onReset, onState, onPosition } = this.#options;
    const seq = id === undefined ? null : Number(id);
    if (kind === "reset") onReset?.();
    if (kind === "ready") {
      this.#failures = 0;
      onState?.("live");
    }
    if (seq === null || kind === undefined) return;
    const isControl = kind === "ready" || kind === "reset";
    if (!isControl && this.position !== null && seq <= this.position) return;
    if (kind === "reset" || this.position === null || seq > this.position) this.position = seq;
    if (!isControl) onMessage({ id: seq, kind, payload: JSON.parse(data) as unknown });
    onPosition?.(seq);
  }

  /** At random, and longer each time, so that many who lost a server do not come back together. */
  #pause(): Promise<void> {
    const share = (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) / 2 ** 32;
    const ms = Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(this.#failures, 10)) * (0.5 + share / 2);
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.#closed.removeEventListener("abort", done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      this.#closed.addEventListener("abort", done, { once: true });
    });
  }
}

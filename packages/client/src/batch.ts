import { wayError } from "./errors.ts";

/** A call on its way: where it goes, and how its caller hears of it. */
export type Member = {
  readonly path: string;
  readonly input: unknown;
  /** Aborted when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
  settle(answer: { data: unknown } | { error: Error }): void;
};

export type BatchOptions = {
  windowMs: number;
  maxItems: number;
  send(members: readonly Member[], signal: AbortSignal): Promise<void>;
};

/**
 * Collects calls for `windowMs` and sends them together, at once when `maxItems` wait. Members settle one by one, as
 * their answers come. An aborted member is dropped; a request whose members are all dropped or done with is cancelled.
 */
export class Batcher {
  readonly #options: BatchOptions;
  #pending: Member[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: BatchOptions) {
    this.#options = options;
  }

  load(path: string, input: unknown, signal: AbortSignal): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const settle: Member["settle"] = (answer) => {
        signal.removeEventListener("abort", onAbort);
        if ("error" in answer) reject(answer.error);
        else resolve(answer.data);
      };
      const member: Member = { path, input, signal, settle };
      const onAbort = () => {
        this.#forget(member);
        settle({ error: wayError("CANCELLED", "the call was cancelled") });
      };
      if (signal.aborted) return onAbort();
      signal.addEventListener("abort", onAbort, { once: true });
      this.#add(member);
    });
  }

  #add(member: Member): void {
    this.#pending.push(member);
    if (this.#pending.length >= this.#options.maxItems) this.#flush();
    else this.#timer ??= setTimeout(() => this.#flush(), this.#options.windowMs);
  }

  #forget(member: Member): void {
    this.#pending = this.#pending.filter((pending) => pending !== member);
    if (this.#pending.length === 0) this.#stopTimer();
  }

  #stopTimer(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #flush(): void {
    this.#stopTimer();
    const members = this.#pending;
    this.#pending = [];
    if (members.length > 0) void this.#travel(members);
  }

  async #travel(members: readonly Member[]): Promise<void> {
    const request = new AbortController();
    const waiting = new Set(members);
    const watched = members.map((member): Member => {
      const leave = () => {
        waiting.delete(member);
        if (waiting.size === 0) request.abort();
      };
      member.signal.addEventListener("abort", leave, { once: true });
      const settle: Member["settle"] = (answer) => {
        member.signal.removeEventListener("abort", leave);
        waiting.delete(member);
        member.settle(answer);
      };
      return { ...member, settle };
    });
    await this.#options.send(watched, request.signal);
  }
}

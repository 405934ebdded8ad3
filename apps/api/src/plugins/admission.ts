/** How a request came in: `leave` gives its place back and may be called again. */
export type Admitted = { leave: () => void };

export type AdmissionOptions = {
  /** Requests that are worked on at once. More would only wait for each other. */
  mostRunning: number;
  /** Requests that may wait for a place. */
  mostWaiting: number;
  /** How long a request waits while places become free now and then. */
  waitMs?: number;
  /** How long once somebody had to wait again and again for longer than `waitMs`. */
  crowdedWaitMs?: number;
  nowMs?: () => number;
};

type Waiting = { sinceMs: number; settle: (isAdmitted: boolean) => void };

/**
 * Lets so many requests in at once and a few wait. A burst waits and is served; when the queue does not end, whoever
 * waits is soon told to come again, so that those who are served are served in time and nothing is done for people who
 * have gone (controlled delay, as in CoDel).
 */
export class Admission {
  readonly #options: Required<AdmissionOptions>;
  readonly #queue: Waiting[] = [];
  #running = 0;
  #refused = 0;
  /** Since when somebody has had to wait, without a break as long as `waitMs`; and when that was so last. */
  #crowd = { sinceMs: Number.NEGATIVE_INFINITY, lastMs: Number.NEGATIVE_INFINITY };
  #timer: NodeJS.Timeout | undefined;

  constructor({
    waitMs = 2_000,
    crowdedWaitMs = 400,
    nowMs = () => performance.now(),
    ...most
  }: AdmissionOptions) {
    this.#options = { waitMs, crowdedWaitMs, nowMs, ...most };
  }

  /** Requests at work, waiting, and refused since the start. */
  get figures(): { running: number; waiting: number; refused: number } {
    return { running: this.#running, waiting: this.#queue.length, refused: this.#refused };
  }

  /** Whether a request that came now would be refused at once. Counts it as refused when it is. */
  isFull(): boolean {
    this.#expire();
    const { mostRunning, mostWaiting } = this.#options;
    // In a crowd more than these would not be served within the time that they may wait.
    const most = this.#isCrowded() ? Math.min(mostWaiting, mostRunning) : mostWaiting;
    const isFull = this.#running >= mostRunning && this.#queue.length >= most;
    if (isFull) this.#refused++;
    return isFull;
  }

  /** Waits for a place; undefined when there is none in time, or nobody wants it any more. */
  async enter(signal?: AbortSignal): Promise<Admitted | undefined> {
    if (this.#running < this.#options.mostRunning) return this.#admit();
    if (this.isFull()) return undefined;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const waiting: Waiting = { sinceMs: this.#options.nowMs(), settle: resolve };
    if (waiting.sinceMs - this.#crowd.lastMs > this.#options.waitMs) this.#crowd.sinceMs = waiting.sinceMs;
    this.#crowd.lastMs = waiting.sinceMs;
    this.#queue.push(waiting);
    this.#watch();
    const leave = () => this.#forget(waiting);
    signal?.addEventListener("abort", leave, { once: true });
    const isAdmitted = await promise;
    signal?.removeEventListener("abort", leave);
    return isAdmitted ? this.#admitted() : undefined;
  }

  #admit(): Admitted {
    this.#running++;
    return this.#admitted();
  }

  #admitted(): Admitted {
    let hasLeft = false;
    const leave = () => {
      if (hasLeft) return;
      hasLeft = true;
      this.#running--;
      this.#next();
    };
    return { leave };
  }

  #next(): void {
    this.#expire();
    if (this.#running >= this.#options.mostRunning) return;
    const next = this.#queue.shift();
    if (next === undefined) return;
    // The place is taken before whoever waited for it goes on.
    this.#running++;
    next.settle(true);
  }

  #isCrowded(): boolean {
    const { nowMs, waitMs } = this.#options;
    const { sinceMs, lastMs } = this.#crowd;
    return lastMs - sinceMs > waitMs || (this.#queue.length > 0 && nowMs() - sinceMs > waitMs);
  }

  /** Tells those who have waited too long. They came one after the other, so the first has waited longest. */
  #expire(): void {
    const { nowMs, waitMs, crowdedWaitMs } = this.#options;
    const untilMs = nowMs() - (this.#isCrowded() ? crowdedWaitMs : waitMs);
    for (let first = this.#queue[0]; first !== undefined && first.sinceMs < untilMs; first = this.#queue[0]) {
      this.#queue.shift();
      this.#refused++;
      first.settle(false);
    }
  }

  #forget(waiting: Waiting): void {
    const at = this.#queue.indexOf(waiting);
    if (at < 0) return;
    this.#queue.splice(at, 1);
    waiting.settle(false);
  }

  /** Nobody waits for ever behind requests that do not end. */
  #watch(): void {
    if (this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#expire();
      if (this.#queue.length > 0) this.#watch();
    }, this.#options.waitMs).unref();
  }
}

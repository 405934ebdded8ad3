/** The places of a lane in this process: so many jobs run at once. Counts how much of them was used. */
export class Places {
  #limit: number;
  #busy = 0;
  #placesMs = 0;
  #busyMs = 0;
  #countedAtMs = performance.now();
  readonly #queue: (() => void)[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  get limit(): number {
    return this.#limit;
  }

  get busy(): number {
    return this.#busy;
  }

  set limit(limit: number) {
    this.#count();
    this.#limit = limit;
    while (this.#busy < this.#limit && this.#queue.length > 0) this.#admit();
  }

  /** Waits for a place. */
  async enter(): Promise<void> {
    if (this.#busy < this.#limit) {
      this.#count();
      this.#busy++;
      return;
    }
    await new Promise<void>((resolve) => this.#queue.push(resolve));
  }

  leave(): void {
    this.#count();
    this.#busy--;
    if (this.#busy < this.#limit) this.#admit();
  }

  /** Milliseconds of places, all and used, since the last call. */
  takeUse(): { placesMs: number; busyMs: number } {
    this.#count();
    const use = { placesMs: this.#placesMs, busyMs: this.#busyMs };
    this.#placesMs = 0;
    this.#busyMs = 0;
    return use;
  }

  #admit(): void {
    const next = this.#queue.shift();
    if (next === undefined) return;
    this.#busy++;
    next();
  }

  #count(): void {
    const nowMs = performance.now();
    const passedMs = nowMs - this.#countedAtMs;
    this.#countedAtMs = nowMs;
    this.#placesMs += passedMs * this.#limit;
    this.#busyMs += passedMs * this.#busy;
  }
}

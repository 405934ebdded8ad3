export type Loop = {
  /** Runs the work soon, without waiting for the pause. */
  wake(): void;
  /** Ends it after the turn that runs. */
  stop(): Promise<void>;
};

export type LoopOptions = {
  pauseMs: number;
  /** Answers true when there is more to do at once. */
  turn: () => Promise<boolean>;
  onError: (error: unknown) => void;
};

/** Repeats a turn of work, one at a time, with a pause in between that a wake cuts short. */
export function startLoop(options: LoopOptions): Loop {
  return new RunningLoop(options);
}

class RunningLoop implements Loop {
  readonly #options: LoopOptions;
  readonly #ended: Promise<void>;
  #isStopping = false;
  #isWoken = false;
  #endPause: (() => void) | undefined;

  constructor(options: LoopOptions) {
    this.#options = options;
    this.#ended = this.#run();
  }

  wake(): void {
    this.#isWoken = true;
    this.#endPause?.();
  }

  stop(): Promise<void> {
    this.#isStopping = true;
    this.#endPause?.();
    return this.#ended;
  }

  async #run(): Promise<void> {
    while (!this.#isStopping) {
      this.#isWoken = false;
      const hasMore = await this.#turn();
      if (!hasMore) await this.#pause();
    }
  }

  async #turn(): Promise<boolean> {
    try {
      return await this.#options.turn();
    } catch (error) {
      this.#options.onError(error);
      return false;
    }
  }

  #pause(): Promise<void> {
    if (this.#isWoken || this.#isStopping) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, this.#options.pauseMs);
      this.#endPause = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

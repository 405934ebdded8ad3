export type GatheringLimits = {
  /** Items that are worked on together, at most. */
  mostAtOnce: number;
  /** Lists that are worked on at the same time: while one is written, the next is made. */
  mostRunning: number;
};

type Waiting<Item, Answer> = {
  item: Item;
  resolve: (answer: Answer | Promise<Answer>) => void;
  reject: (error: unknown) => void;
};

/** Answers the items of a list in their order; each answer may still be on its way, and fail alone. */
type Work<Item, Answer> = (items: readonly Item[]) => Promise<readonly (Answer | Promise<Answer>)[]>;

/**
 * Does in lists what is asked for one by one: what comes in one turn of the event loop, and while earlier lists are
 * worked on, goes together. An item that is alone waits for nobody.
 */
export class Gathering<Item, Answer> {
  readonly #work: Work<Item, Answer>;
  readonly #limits: GatheringLimits;
  readonly #waiting: Waiting<Item, Answer>[] = [];
  #running = 0;
  #isDue = false;

  /** When `work` throws, each item of its list is answered by that error. */
  constructor(work: Work<Item, Answer>, limits: GatheringLimits) {
    this.#work = work;
    this.#limits = limits;
  }

  /** True when nothing is worked on and nothing waits. */
  get isIdle(): boolean {
    return this.#running === 0 && this.#waiting.length === 0;
  }

  /** Adds an item to the next list and resolves to its answer. */
  add(item: Item): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      // The end of a list that is worked on takes up what waits by then.
      if (this.#isDue || this.#running === this.#limits.mostRunning) return;
      this.#isDue = true;
      setImmediate(() => {
        this.#isDue = false;
        this.#drain();
      });
    });
  }

  #drain(): void {
    while (this.#running < this.#limits.mostRunning && this.#waiting.length > 0) {
      this.#running++;
      void this.#run(this.#waiting.splice(0, this.#limits.mostAtOnce));
    }
  }

  async #run(list: readonly Waiting<Item, Answer>[]): Promise<void> {
    const settle = await this.#answer(list);
    // Before anybody is told: who has an answer and looks whether more is under way must not see its own list.
    this.#running--;
    settle();
    this.#drain();
  }

  async #answer(list: readonly Waiting<Item, Answer>[]): Promise<() => void> {
    try {
      const answers = await this.#work(list.map(({ item }) => item));
      if (answers.length !== list.length) throw new Error("a list was answered in part");
      return () => {
        for (const [index, answer] of answers.entries()) list[index]?.resolve(answer);
      };
    } catch (error) {
      return () => {
        for (const { reject } of list) reject(error);
      };
    }
  }
}

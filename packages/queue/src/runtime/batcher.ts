type Waiting<In, Out> = { item: In; resolve: (out: Out) => void; reject: (error: unknown) => void };

/**
 * Does for many what is asked for one: what comes in one turn of the event loop goes together, and while a call is on
 * its way, further items gather for the next.
 */
export class Batcher<In, Out> {
  readonly #work: (items: In[]) => Promise<Out[]>;
  readonly #most: number;
  #waiting: Waiting<In, Out>[] = [];
  #isGoing = false;

  /** `work` answers in the order of its items. */
  constructor(work: (items: In[]) => Promise<Out[]>, most = 500) {
    this.#work = work;
    this.#most = most;
  }

  add(item: In): Promise<Out> {
    const { promise, resolve, reject } = Promise.withResolvers<Out>();
    this.#waiting.push({ item, resolve, reject });
    if (!this.#isGoing) {
      this.#isGoing = true;
      setImmediate(() => void this.#go());
    }
    return promise;
  }

  async #go(): Promise<void> {
    while (this.#waiting.length > 0) await this.#send(this.#waiting.splice(0, this.#most));
    this.#isGoing = false;
  }

  async #send(batch: Waiting<In, Out>[]): Promise<void> {
    try {
      const outs = await this.#work(batch.map(({ item }) => item));
      for (const [index, { resolve, reject }] of batch.entries()) {
        const out = outs[index];
        if (out === undefined) reject(new Error("a batch answered fewer items than it was given"));
        else resolve(out);
      }
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }
}

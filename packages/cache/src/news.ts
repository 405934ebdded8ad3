import { randomBytes } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import type { Bus } from "@stead/kernel/bus";
import type { Logger } from "@stead/kernel/logger";
import { z } from "zod";

/** What other processes must know: tags of an owner that are old, or single values. */
const Item = z.object({
  owner: z.string(),
  tags: z.array(z.string()).optional(),
  /** Family and id. */
  keys: z.array(z.tuple([z.string(), z.string()])).optional(),
  /** The transactions that it came from. */
  notes: z.array(z.string()).optional(),
  /** Whether the shared tier knows; else whoever can tells it. */
  isShared: z.boolean(),
  /** Where the database's log was then: copies of it must be there. */
  position: z.string().optional(),
});
export type NewsItem = z.infer<typeof Item>;

const Message = z.object({ from: z.string(), number: z.int(), items: z.array(Item) });

export type NewsOptions = {
  bus: Bus;
  log: Logger;
  nowMs: () => number;
  onItem: (item: NewsItem) => void;
  /** Something may have been missed: what is in memory is not to be believed. */
  onDoubt: () => void;
  beatMs?: number;
};

const topic = "cache.news";
const mostItems = 40;
/** So many beats without hearing oneself, and the bus is lost. */
const beatsToLoss = 3;
const forgetPeerMs = 60_000;
const closeMs = 1_000;

/**
 * Invalidations between processes. Messages of a process are numbered and sent one after the other; every few seconds an
 * empty one follows. A gap in the numbers of another, or not hearing one's own, means that something was missed.
 */
export class News {
  readonly #options: NewsOptions;
  readonly #from = randomBytes(9).toString("base64url");
  readonly #peers = new Map<string, { number: number; heardMs: number }>();
  readonly #timer: NodeJS.Timeout;
  #waiting: NewsItem[] = [];
  #sending: Promise<void> | undefined;
  #number = 0;
  #heardMs: number;
  /** Until this process has heard itself for the first time, too. */
  #isLost = true;
  #subscribing: Promise<(() => Promise<void>) | undefined> | undefined;
  #end: (() => Promise<void>) | undefined;

  constructor(options: NewsOptions) {
    this.#options = options;
    this.#heardMs = options.nowMs();
    this.#timer = setInterval(() => void this.beat(), options.beatMs ?? 5_000).unref();
  }

  /** Whether messages of others arrive, as far as this process can tell. */
  get isLost(): boolean {
    return this.#isLost;
  }

  /** Listens from now on. */
  async start(): Promise<void> {
    if (this.#end !== undefined) return;
    this.#subscribing ??= this.#options.bus
      .subscribe(topic, (_topic, data) => this.#hear(data))
      .catch((error: unknown) => {
        this.#options.log.debug({ error }, "the cache does not hear of others");
        return undefined;
      });
    this.#end = await this.#subscribing;
    this.#subscribing = undefined;
  }

  /** Resolves when the message is on the bus; a bus that is lost is noticed by the beats. */
  async tell(item: NewsItem): Promise<void> {
    this.#waiting.push(item);
    await this.#flush();
  }

  /** Says that this process is there, and looks whether it hears itself. */
  async beat(): Promise<void> {
    const { nowMs, beatMs = 5_000 } = this.#options;
    const now = nowMs();
    if (!this.#isLost && now - this.#heardMs > beatsToLoss * beatMs) {
      this.#isLost = true;
      this.#options.log.warn({}, "the cache hears nothing over the bus");
      this.#options.onDoubt();
    }
    for (const [from, { heardMs }] of this.#peers) if (now - heardMs > forgetPeerMs) this.#peers.delete(from);
    await this.start();
    await this.#flush(true);
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.race([this.#sending, pause(closeMs, undefined, { ref: false })]);
    await this.#end?.();
  }

  async #flush(isBeat = false): Promise<void> {
    // Whoever comes while a message is on its way goes with the next.
    while (this.#sending !== undefined) await this.#sending;
    if (this.#waiting.length === 0 && !isBeat) return;
    this.#sending = this.#send().finally(() => (this.#sending = undefined));
    await this.#sending;
  }

  async #send(): Promise<void> {
    do {
      const items = this.#waiting.splice(0, mostItems);
      const message: z.infer<typeof Message> = { from: this.#from, number: ++this.#number, items };
      try {
        await this.#options.bus.publish(topic, message);
      } catch (error) {
        // Others see the gap in the numbers when they hear the next.
        this.#options.log.debug({ error }, "others were not told what is old");
      }
    } while (this.#waiting.length > 0);
  }

  #hear(data: unknown): void {
    const message = Message.safeParse(data);
    if (!message.success) return;
    const { from, number, items } = message.data;
    const now = this.#options.nowMs();
    if (from === this.#from) {
      this.#heardMs = now;
      if (!this.#isLost) return;
      this.#isLost = false;
      this.#options.log.info({}, "the cache hears the bus again");
      this.#options.onDoubt();
      return;
    }
    const last = this.#peers.get(from)?.number;
    this.#peers.set(from, { number: Math.max(number, last ?? 0), heardMs: now });
    if (last !== undefined && number > last + 1) {
      this.#options.log.warn({ from, missed: number - last - 1 }, "messages of another process were missed");
      this.#options.onDoubt();
    }
    for (const item of items) this.#options.onItem(item);
  }
}

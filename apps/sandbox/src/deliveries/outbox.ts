import type { Clock } from "@stead/kernel/clock";
import { newId } from "@stead/kernel/ids";
import type { Modes } from "../modes/rules.ts";
import type { SettingsBook } from "../settings.ts";
import type { Agenda } from "../store/agenda.ts";
import type { Store } from "../store/store.ts";
import type { Table } from "../store/table.ts";

export type DeliveryState = "waiting" | "delivered" | "failed" | "withheld";

/** A callback or event on its way to the merchant. */
export type Delivery = {
  id: string;
  rail: "mpesa" | "stripe" | "jirani";
  account: string;
  customer: string | null;
  /** What it tells, such as `stk-callback` or `payment_intent.succeeded`. */
  subject: string;
  url: string;
  /** The endpoint whose secrets sign it, for rails that sign. */
  signer: string | null;
  isRetried: boolean;
  state: DeliveryState;
  attempts: { atMs: number; status: number | null }[];
  createdMs: number;
};

export type NewDelivery = Omit<Delivery, "id" | "state" | "attempts" | "createdMs"> & { body: string };

/** Headers of a delivery besides its content type, made when it leaves. */
export type SignDelivery = (delivery: Delivery, body: string, atMs: number) => Record<string, string>;

type Parts = { store: Store; agenda: Agenda; modes: Modes; settings: SettingsBook; clock: Clock };

const timeoutMs = 10_000;
const outOfOrderMs = 3_000;
const afterPromptMs = 5_000;

/** Sends what the providers tell, with the modes that garble the way. */
export class Outbox {
  readonly deliveries: Table<Delivery>;
  /** What each says; apart, because a delivery changes with each attempt and its body never does. */
  readonly #bodies: Table<{ body: string }>;
  readonly #parts: Parts;
  readonly #sign: SignDelivery;

  constructor(parts: Parts, sign: SignDelivery) {
    this.#parts = parts;
    this.#sign = sign;
    this.deliveries = parts.store.table<Delivery>("deliveries");
    this.#bodies = parts.store.table<{ body: string }>("deliveryBodies");
    parts.agenda.handle("deliver", (id) => this.#deliver(id));
  }

  /** Inside an act. `delayMs` is how long the provider itself takes. */
  send(news: NewDelivery, delayMs = 0): void {
    const { modes } = this.#parts;
    const about = {
      account: news.account,
      subject: news.subject,
      ...(news.customer !== null && { customer: news.customer }),
    };
    const delivery = this.#write(
      news,
      modes.take("no-callback", about) === undefined ? "waiting" : "withheld",
    );
    if (delivery.state === "withheld") return;
    const waitMs = delayMs + this.#heldBackMs(about);
    this.#parts.agenda.schedule("deliver", waitMs, delivery.id);
    if (modes.take("double-callback", about) !== undefined) {
      this.#parts.agenda.schedule("deliver", waitMs, this.#write(news, "waiting").id);
    }
  }

  /** Sends one again, as the provider's support or dashboard does. */
  sendAgain(id: string): Delivery {
    return this.#parts.store.act(() => {
      const delivery = this.#write({ ...this.deliveries.need(id), body: this.bodyOf(id) }, "waiting");
      this.#parts.agenda.schedule("deliver", 0, delivery.id);
      return delivery;
    });
  }

  bodyOf(id: string): string {
    return this.#bodies.need(id).body;
  }

  /** Forgets what was told before an instant and has come to its end. */
  prune(beforeMs: number): void {
    this.#parts.store.act(() => {
      for (const { id, state, createdMs } of this.deliveries.values()) {
        if (state === "waiting" || createdMs >= beforeMs) continue;
        this.deliveries.delete(id);
        this.#bodies.delete(id);
      }
    });
  }

  #heldBackMs(about: { account: string; subject: string; customer?: string }): number {
    const { modes, settings } = this.#parts;
    const late = modes.take("late-callback", about);
    if (late !== undefined) return late.delayMs ?? settings.now.promptSeconds * 1_000 + afterPromptMs;
    const held = modes.take("out-of-order", about);
    return held === undefined ? 0 : (held.delayMs ?? outOfOrderMs);
  }

  #write({ body, ...news }: NewDelivery, state: DeliveryState): Delivery {
    const id = newId();
    this.#bodies.put(id, { body });
    return this.deliveries.put(id, {
      ...news,
      id,
      state,
      attempts: [],
      createdMs: this.#parts.clock.nowMs(),
    });
  }

  async #deliver(id: string): Promise<void> {
    const { store, agenda, settings, clock } = this.#parts;
    const delivery = this.deliveries.need(id);
    // Nobody hears of an act that a kill could still undo.
    await store.settled();
    const atMs = clock.nowMs();
    const body = this.bodyOf(id);
    const status = await postBody(delivery.url, body, this.#sign(delivery, body, atMs));
    store.act(() => {
      const attempts = [...delivery.attempts, { atMs, status }];
      const isTaken = status !== null && status >= 200 && status < 300;
      const pause =
        delivery.isRetried && !isTaken ? settings.now.retrySeconds[attempts.length - 1] : undefined;
      const state = isTaken ? "delivered" : pause === undefined ? "failed" : "waiting";
      this.deliveries.change(id, { attempts, state });
      if (pause !== undefined) agenda.schedule("deliver", pause * 1_000, id);
    });
  }
}

/** The status of the answer, or null when there was none. */
async function postBody(url: string, body: string, headers: Record<string, string>): Promise<number | null> {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json; charset=utf-8", ...headers },
      body,
      redirect: "manual",
      signal: AbortSignal.timeout(timeoutMs),
    });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return null;
  }
}

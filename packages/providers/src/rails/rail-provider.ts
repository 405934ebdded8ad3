import type { RailId } from "@stead/contracts/rails";

/** One account of an agency with a rail: a short code, a Stripe account. Settings are those of the rail's descriptor. */
export type RailAccount = {
  id: string;
  rail: RailId;
  account: string;
  settings: Readonly<Record<string, string>>;
  /** Where the provider is told to call back, up to and with the secret; a topic is added behind a slash. */
  callbackUrl: string;
};

/** A request at the webhook door, as it came. */
export type InboundRequest = {
  /** What is behind the secret in the path: the callback's name where the rail has several, else empty. */
  topic: string;
  headers: Readonly<Record<string, string | undefined>>;
  body: Uint8Array;
  remoteAddress: string;
  nowMs: number;
};

export type HttpAnswer = { status: number; body: unknown };

/** What the door does with a request. Deciding takes no I/O. */
export type InboundVerdict =
  | {
      outcome: "store";
      /** Names the event: the same one is stored once. At most 200 characters. */
      key: string;
      /** What it is about, where the address does not say. At most 100 characters. */
      topic?: string;
      /** Signed, or from an address of the provider's. Otherwise it is booked only after the provider confirms. */
      isVerified: boolean;
      /** The provider's own form of "received", sent once the event is stored. */
      answer: HttpAnswer;
    }
  | {
      /** The provider asks whether to take the money; the desk answers with `answerValidation`. */
      outcome: "validate";
      reference: string;
      amountMinor: number;
      currency: string;
    }
  | { outcome: "refuse"; answer: HttpAnswer; /** For the log: no personal data. */ reason: string };

export type ValidationReason = "account" | "amount" | "other";

/** Where a collection stands. They join to the highest: pending, then the ends without money, then paid. */
export const attemptStates = ["pending", "failed", "expired", "cancelled", "unknown", "paid"] as const;
export type AttemptState = (typeof attemptStates)[number];

/** Whom a result concerns: who has to do something before it can go well. */
export type RailConcern = "payer" | "settings" | "provider" | "unknown";

/** What the provider said, for people: its code, and what that means in a sentence with what to do. */
export type RailResult = { code: string; text: string; concern?: RailConcern };

/** Money that lies with the provider now. Its external id is claimed once for an account. */
export type MoneyReceived = {
  /** The receipt number, the payment intent: one for the money, whichever way it was told. */
  externalId: string;
  amountMinor: number;
  currency: string;
  /** Instant. */
  receivedAt: string;
  /** What the payer typed, or what we asked with. */
  reference: string | null;
  /** Who paid, as the provider names them (a masked or hashed phone, a customer): opaque, never shown as a phone. */
  payerKey: string | null;
  payerName: string | null;
  /** What the provider kept, where it said so already. */
  feeMinor: number | null;
};

/** What an event says, in the words of all rails. */
export type RailFact =
  | {
      kind: "attempt";
      /** The provider's name of the collection, as `collect` answered it, or another one that it gives it later. */
      ref: string;
      /** Ours, where the provider gives it back: finds the attempt whose first answer was lost. */
      attemptId: string | null;
      state: AttemptState;
      result: RailResult | null;
      /** Null in `paid` when the receipt is not told yet: it comes by another event, or is pulled. */
      money: MoneyReceived | null;
    }
  | { kind: "money"; money: MoneyReceived }
  | {
      /** Money that was sent out: a refund or a payout of ours, by our key or the provider's name of it. */
      kind: "movement";
      requestKey: string | null;
      ref: string | null;
      state: "pending" | "paid" | "failed";
      externalId: string | null;
      /** External id of the money that goes back; of refunds, where the provider tells it. */
      moneyId: string | null;
      amountMinor: number | null;
      currency: string | null;
      result: RailResult | null;
    }
  | {
      /** Money that the provider took back, or gave again, against our will. */
      kind: "dispute";
      ref: string;
      /** External id of the money it is about. */
      moneyId: string;
      state: "opened" | "withdrawn" | "reinstated" | "won" | "lost";
      amountMinor: number;
      currency: string;
      feeMinor: number;
      at: string;
      /** The provider's word for why. */
      reason?: string | null;
      /** Until when it takes evidence: an instant. */
      answerBy?: string | null;
    }
  | {
      /** The provider moved the account's balance to the bank. */
      kind: "settlement";
      ref: string;
      state: "paid" | "failed";
      grossMinor: number;
      feeMinor: number;
      netMinor: number;
      currency: string;
      at: string;
      /** External ids of the money in it, where the provider lists them. */
      moneyIds: readonly string[];
      /** False in an event that tells the net only: `confirm` brings gross, fee and the money in it. */
      isWhole: boolean;
    }
  /** Nothing that Stead acts upon; kept for people. */
  | { kind: "other"; text: string };

export type StoredEvent = { topic: string; body: Uint8Array; receivedAt: string };

export type CallOptions = { signal: AbortSignal };

/** How a call to the provider ended. Never thrown: what happened is the answer. Texts hold no personal data. */
export type RailAnswer<T> =
  | { outcome: "ok"; value: T }
  | {
      outcome: "failed";
      category: /** The request is wrong or not possible: asking again is useless. */
        | "refused"
        /** The settings are wrong: people must act. */
        | "settings"
        /** It asks us to wait. */
        | "throttled"
        /** Nothing of it answers, or the breaker is open: nothing was sent. */
        | "down"
        /** It had this request before, under the same key. */
        | "repeated";
      result: RailResult;
      retryAfterMs?: number;
    }
  /** It may have happened: the answer was lost on the way. */
  | { outcome: "uncertain"; text: string };

export type CollectRequest = {
  /** Ours; the provider's idempotency key where it has one. */
  attemptId: string;
  amountMinor: number;
  currency: string;
  /** At most 12 characters. */
  reference: string;
  /** Shown to the payer. At most 13 characters where it is a prompt. */
  description: string;
  /** E.164; of prompts. */
  phone: string | null;
  email: string | null;
  /** Pages to come back to; of links. */
  returnUrl: string | null;
};

export type CollectStarted = {
  ref: string;
  /** Where the payer pays; of links. */
  url: string | null;
  expiresAt: string | null;
  text: string;
};

export type MovementRequest = {
  /** Ours: the provider's idempotency key. */
  requestKey: string;
  amountMinor: number;
  currency: string;
  reason: string;
};
export type RefundRequest = MovementRequest & { moneyId: string };
export type PayOutRequest = MovementRequest & { phone: string; name: string };
export type MovementStarted = { ref: string | null; facts: readonly RailFact[] };

export type PullWindow = { fromAt: string; toAt: string; cursor: string | null };
export type PullPage = {
  money: readonly MoneyReceived[];
  /** Rows that could not be read: the others are money all the same, and people look into these. */
  unreadableCount: number;
  next: string | null;
};

/** A call that failed by the provider's own fault: what the breaker counts. No text of it holds what was sent or read. */
export type RailFault = { code: string; text: string; atMs: number };

/** How an adapter is: for people and for the figures. */
export type RailHealth = {
  breaker: "closed" | "half_open" | "open";
  /** Since when, in epoch milliseconds. */
  sinceMs: number;
  lastFault: RailFault | null;
  /** Milliseconds until something may be tried again; 0 when the breaker lets through. */
  restMs: number;
  running: number;
  waiting: number;
};

/** One account's way to its provider. Calls end within 30 s; each is behind the account's breaker and bulkhead. */
export type RailProvider = {
  rail: RailId;
  inspect(request: InboundRequest): InboundVerdict;
  /** The provider's form of yes (null) or no. */
  answerValidation(reason: ValidationReason | null): HttpAnswer;
  /** What a stored event says. Throws INVALID with the reason for one that cannot be read. */
  read(event: StoredEvent): readonly RailFact[];
  /** Asks the provider about what an event says, where the event alone is not to be believed or is not whole. */
  confirm(fact: RailFact, options: CallOptions): Promise<RailAnswer<readonly RailFact[]>>;
  collect(request: CollectRequest, options: CallOptions): Promise<RailAnswer<CollectStarted>>;
  /** What became of a collection; pending while it runs. */
  queryAttempt(
    attempt: { ref: string; startedAt: string },
    options: CallOptions,
  ): Promise<RailAnswer<readonly RailFact[]>>;
  refund?(request: RefundRequest, options: CallOptions): Promise<RailAnswer<MovementStarted>>;
  payOut?(request: PayOutRequest, options: CallOptions): Promise<RailAnswer<MovementStarted>>;
  /** What became of a refund or payout; no facts when the answer comes as an event. */
  queryMovement?(
    movement: { requestKey: string; ref: string | null; moneyId?: string | null },
    options: CallOptions,
  ): Promise<RailAnswer<readonly RailFact[]>>;
  pull?(window: PullWindow, options: CallOptions): Promise<RailAnswer<PullPage>>;
  /** Tells the provider where to call. Safe to run again. */
  register(options: CallOptions): Promise<RailAnswer<{ text: string }>>;
  /** Whether the settings let us in. */
  test(options: CallOptions): Promise<RailAnswer<{ text: string }>>;
  health(): RailHealth;
  close(): Promise<void>;
};

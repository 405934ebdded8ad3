/** One mail or text message, ready to go. */
export type OutgoingMessage = {
  /** Names the message; the same one is never handed over twice without a person's word. */
  id: string;
  to: { address: string; name?: string | null };
  /** Of mails. */
  subject?: string;
  /** What a text message says, and the plain twin of a mail. */
  text: string;
  /** Of mails. */
  html?: string;
  /** Of mails: the sender's name before the installation's address. */
  fromName?: string;
};

/** Why a message did not go. */
export type DeliveryCategory =
  /** Nobody is there: another try is useless. */
  | "bad_address"
  /** Nothing of the provider answers, or it does not let us in. */
  | "provider_down"
  /** Not now: it asks us to wait. */
  | "throttled"
  /** It will not carry this message. */
  | "rejected";

/** How an attempt ended. Details are for people and logs: they name no address and hold no content. */
export type DeliveryOutcome =
  | { outcome: "sent"; ref: string | null }
  | { outcome: "failed"; category: DeliveryCategory; detail: string; retryAfterMs?: number }
  /** It may have gone: the answer was lost on the way. */
  | { outcome: "uncertain"; detail: string };

/** What a provider knows of a message whose answer was lost. */
export type LookUp =
  /** It has such messages; those that went out earlier with the same words may be among them. */
  | { found: "some"; messages: { ref: string; outcome: DeliveryOutcome }[] }
  /** It never had it. */
  | { found: "none" }
  /** It cannot tell, or not now. */
  | { found: "unclear"; detail: string };

/** A way to send messages of one channel. Never throws: what happened is the answer. */
export type MessageProvider = {
  /** Shown to people and kept with each attempt. */
  name: string;
  channel: "email" | "sms";
  /** Whether nothing leaves the installation: messages are kept for its operator to read. */
  isMailbox: boolean;
  send(message: OutgoingMessage, options: { signal: AbortSignal }): Promise<DeliveryOutcome>;
  /**
   * Asks what became of a message that was handed over at `begunAtMs`, the epoch's milliseconds. Left out where the
   * provider keeps no record that can be asked.
   */
  lookUp?(message: OutgoingMessage, options: { begunAtMs: number; signal: AbortSignal }): Promise<LookUp>;
  close(): Promise<void>;
};

/** Keeps messages: the row is all there is of them. */
export function createMailbox(channel: MessageProvider["channel"]): MessageProvider {
  return {
    name: "mailbox",
    channel,
    isMailbox: true,
    send: async () => ({ outcome: "sent", ref: null }),
    close: async () => {},
  };
}

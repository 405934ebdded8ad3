/** Which rail a mode belongs to; null: any. */
type ModeFacts = { rail: "mpesa" | "stripe" | "jirani" | null; sentence: string };

/** Every way in which a provider can misbehave here, with what happens then. */
export const modes = {
  "no-callback": {
    rail: null,
    sentence: "The callback or event is never sent; the money moved all the same.",
  },
  "double-callback": { rail: null, sentence: "The callback or event is sent twice at the same moment." },
  "late-callback": {
    rail: null,
    sentence: "The callback or event comes late, after the prompt's time (or after the rule's delay).",
  },
  "out-of-order": {
    rail: null,
    sentence:
      "The callback or event is held back for 3 seconds (or the rule's delay), so that later ones overtake it.",
  },
  slow: {
    rail: null,
    sentence: "The answer takes 12 seconds (or the rule's delay); the act is done at its end.",
  },
  "error-500": {
    rail: null,
    sentence: "The request is answered with an internal error, and nothing is done.",
  },
  "error-after-act": { rail: null, sentence: "The request is done, and answered with an internal error." },
  "answer-lost": { rail: null, sentence: "The request is done, and the line is cut before the answer." },
  "spike-arrest": { rail: null, sentence: "The request is refused because there are too many." },
  "quota-exceeded": { rail: null, sentence: "The request is refused because the quota is used up." },
  "system-busy": { rail: null, sentence: "The request is refused because the provider is busy." },
  "token-expired-early": { rail: "mpesa", sentence: "A token that should still be good is refused." },
  "stk-and-c2b": {
    rail: "mpesa",
    sentence: "A paid prompt is also confirmed to the paybill's registered address, with the same receipt.",
  },
  "hashed-msisdn": {
    rail: "mpesa",
    sentence: "Confirmations carry the payer's number as 64 hexadecimal digits.",
  },
  "plain-msisdn": {
    rail: "mpesa",
    sentence: "Confirmations carry the payer's whole number instead of a masked one.",
  },
  "timeout-then-paid": {
    rail: "mpesa",
    sentence:
      "The prompt is reported as timed out (1037), and paid 3 seconds later (or after the rule's delay).",
  },
  "result-as-text": { rail: "mpesa", sentence: "Result codes of callbacks are text instead of numbers." },
  "balance-without-item": {
    rail: "mpesa",
    sentence: "The callback has no Balance item; else it has one without a value.",
  },
  "balance-with-value": { rail: "mpesa", sentence: "The callback's Balance item has a value." },
  "reordered-items": { rail: "mpesa", sentence: "The items of a callback come in another order." },
  "unknown-result": { rail: "mpesa", sentence: "A prompt fails with a result code that no document names." },
  "changed-amount": {
    rail: "mpesa",
    sentence: "The callback states another amount than the one that was asked for.",
  },
  "pull-duplicates": { rail: "mpesa", sentence: "Pulled transactions come twice in the list." },
  "reference-as-list": {
    rail: "mpesa",
    sentence: "The reference item of a result is a list instead of an object.",
  },
  "duplicate-keys": {
    rail: "mpesa",
    sentence: "A transaction's status names its debit party twice, and its credit party never.",
  },
  "wrong-initiator": { rail: "mpesa", sentence: "The initiator's credential is judged invalid (2001)." },
  "queue-timeout": {
    rail: "mpesa",
    sentence: "A queued request ends at its QueueTimeOutURL instead of its ResultURL.",
  },
  "wrong-signature": { rail: null, sentence: "Events that are signed are signed with another secret." },
  "old-signature": {
    rail: null,
    sentence: "Events that are signed are signed with a time of ten minutes ago.",
  },
  "retired-key": { rail: "jirani", sentence: "Notices are signed with a key that the bank has retired." },
  "credits-twice": { rail: "jirani", sentence: "A page of credits lists each of them twice." },
  "two-event-ids": { rail: "stripe", sentence: "The same event is sent again under another id." },
} as const satisfies Record<string, ModeFacts>;

export type ModeName = keyof typeof modes;

export const modeNames = Object.keys(modes) as [ModeName, ...ModeName[]];

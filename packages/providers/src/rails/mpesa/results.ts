import type { AttemptState, RailAnswer, RailConcern, RailResult } from "../rail-provider.ts";

/** What a result code of a callback or of a query means. */
type Meaning = {
  /** Of a collection. */
  attempt: AttemptState;
  /** Of a payout or reversal; `pending` where it must be asked about before anything is done again. */
  movement: "paid" | "failed" | "pending";
  concern: RailConcern;
  /** A sentence and what to do. */
  text: string;
};

const failed = (concern: RailConcern, text: string): Meaning => ({
  attempt: "failed",
  movement: "failed",
  concern,
  text,
});

/** Result codes of Daraja: of prompts, of queries, and of the results of payouts, reversals and status. */
export const resultCodes: Readonly<Record<string, Meaning>> = {
  "0": { attempt: "paid", movement: "paid", concern: "payer", text: "M-Pesa completed it." },
  "1": failed("payer", "There is not enough money in the M-Pesa account. Top it up and try again."),
  "2": failed("payer", "The amount is below the least that M-Pesa takes. Use a larger amount."),
  "3": failed(
    "payer",
    "The amount is above what M-Pesa takes at once, KES 250,000. Pay it in parts or by bank.",
  ),
  "4": failed(
    "payer",
    "It would go beyond the day's limit of that M-Pesa account, KES 500,000. Try again tomorrow, or pay by bank.",
  ),
  "8": failed(
    "payer",
    "It would take the receiving account beyond the most that it may hold. Empty it first, or use a smaller amount.",
  ),
  "11": failed(
    "settings",
    "The paying account is not in a state that allows it. Ask M-Pesa's business support.",
  ),
  "17": failed(
    "payer",
    "M-Pesa saw the same amount from the same payer moments ago. Wait two minutes and try again.",
  ),
  "21": failed(
    "settings",
    "The API user may not do this. Give it the role on the M-Pesa organisation portal, then try again.",
  ),
  "26": failed("provider", "M-Pesa is busy. Try again in a few minutes."),
  "1001": failed("payer", "Another M-Pesa request is open on that phone. Try again in three minutes."),
  "1019": { ...failed("payer", "The request ran out of time. Send it again."), attempt: "expired" },
  "1025": failed("provider", "M-Pesa could not show the request. Shorten its texts and send it again."),
  "1032": {
    ...failed("payer", "The payer cancelled it. Send it again when they are ready."),
    attempt: "cancelled",
  },
  "1037": {
    ...failed("payer", "The phone could not be reached or nobody answered. Send it again when it is on."),
    attempt: "expired",
  },
  "2001": failed(
    "payer",
    "The PIN was wrong. Try again. For a payout: the API user's password or the certificate is out of date; renew it in the settings.",
  ),
  "2006": failed("payer", "That M-Pesa account is not active. Its owner should ask M-Pesa's customer care."),
  "2028": failed(
    "settings",
    "The short code is not allowed to do this. Check the kind of number and the product on the Daraja portal.",
  ),
  "2040": failed("payer", "The receiver is not registered with M-Pesa. Pay to another number or by bank."),
  "4999": {
    attempt: "pending",
    movement: "pending",
    concern: "payer",
    text: "M-Pesa is still at work. The answer follows.",
  },
  "8006": failed(
    "settings",
    "The PIN or password is locked. Its owner unlocks it with M-Pesa; for payouts on the organisation portal.",
  ),
  "9999": failed("provider", "M-Pesa could not send the request to the phone. Try again in a few minutes."),
  SFC_IC0003: failed(
    "settings",
    "M-Pesa does not know the receiving number. Check the short code, its kind and the head office number.",
  ),
  R000001: {
    attempt: "unknown",
    movement: "pending",
    concern: "settings",
    text: "M-Pesa says that it was reversed before. Look the receipt up before anything is paid back another way.",
  },
  R000002: failed("settings", "M-Pesa does not know the receipt that was to be reversed. Check its number."),
};

/** Why a payer's paybill payment was turned away at our word; the codes are ours to answer with. */
export const validationCodes = {
  C2B00011: "The phone number is not accepted.",
  C2B00012: "The account number is unknown. Check it and pay again.",
  C2B00013: "The amount is not accepted. Check it and pay again.",
  C2B00014: "The payer's details are not accepted.",
  C2B00015: "The short code is not accepted. Check the paybill number.",
  C2B00016: "The payment is not accepted. Ask your agency.",
} as const;

type Failure = Extract<RailAnswer<never>, { outcome: "failed" }>;

/** What an error envelope means. `says` tells texts apart that share one code; the first that fits is taken. */
export type ErrorMeaning = {
  code: string;
  says?: RegExp;
  /** `uncertain`: the error may have come after the effect. */
  category: Failure["category"] | "uncertain";
  concern: RailConcern;
  text: string;
  retryAfterMs?: number;
};

const error = (
  code: string,
  category: ErrorMeaning["category"],
  concern: RailConcern,
  text: string,
  more: Pick<ErrorMeaning, "says" | "retryAfterMs"> = {},
): ErrorMeaning => ({ code, category, concern, text, ...more });

const minute = 60_000;
const unsure =
  "M-Pesa failed inside and may have taken it. Wait for its answer before anything is sent again.";

/** Error envelopes of Daraja, by code and, where that says too little, by text. */
export const errorCodes: readonly ErrorMeaning[] = [
  error(
    "400.008.01",
    "settings",
    "settings",
    "Daraja does not take the consumer key. Copy key and secret again.",
  ),
  error("400.008.02", "settings", "settings", "Daraja does not know the kind of sign-in. Check its address."),
  error("404.001.03", "settings", "provider", "Daraja's permission ran out. Try again."),
  error(
    "401.003.01",
    "settings",
    "settings",
    "The app has no access to this product, or belongs to the other environment. Check it on the Daraja portal.",
  ),
  error(
    "400.002.02",
    "refused",
    "settings",
    "Daraja finds a field of the request wrong. Check the short code, the phone number and the amount.",
  ),
  error("400.002.05", "refused", "provider", "Daraja cannot read the request. Tell Stead's operator."),
  error(
    "404.001.01",
    "refused",
    "settings",
    "Daraja does not have this service. Check its address and the app's products.",
  ),
  error(
    "500.001.1001",
    "settings",
    "settings",
    "Daraja does not know the short code. Check it in the settings.",
    {
      says: /merchant does not exist/i,
    },
  ),
  error("500.001.1001", "settings", "settings", "The passkey does not fit the short code. Copy it again.", {
    says: /wrong credentials/i,
  }),
  error(
    "500.001.1001",
    "throttled",
    "payer",
    "Another M-Pesa request is open on that phone. Wait a minute, then try again.",
    { says: /lock subscriber|already in process/i, retryAfterMs: minute },
  ),
  error("500.001.1001", "uncertain", "provider", unsure),
  error("500.003.02", "throttled", "provider", "M-Pesa is busy. Try again in a moment.", {
    retryAfterMs: 5_000,
  }),
  error("500.003.03", "throttled", "provider", "The app's quota at Daraja is used up. Try again later.", {
    retryAfterMs: 60 * minute,
  }),
  error(
    "405.001",
    "refused",
    "provider",
    "Daraja does not take this kind of request. Tell Stead's operator.",
  ),
  error(
    "500.003.1001",
    "repeated",
    "settings",
    "Addresses are registered for this short code already. Support removes them before others can be set.",
    { says: /already registered|duplicate notification/i },
  ),
  error("500.003.1001", "uncertain", "provider", unsure),
  error(
    "500.002.1001",
    "repeated",
    "provider",
    "M-Pesa has this payout already. Nothing was sent again; its result follows.",
    { says: /duplicate/i },
  ),
  error("500.002.1001", "uncertain", "provider", unsure),
];

/** Codes of pulling: its answers are no error envelopes. */
export const pullCodes = {
  "1000": "M-Pesa answered with transactions, or is now set up to.",
  "1001": "M-Pesa has no transactions in that time, or was set up before.",
} as const;

/** Codes come as numbers and as texts. */
export function readCode(value: unknown): string {
  return typeof value === "number" || typeof value === "string" ? String(value).trim() : "";
}

/** What a result code means; a code that nobody wrote down is unknown, and money may still have moved. */
export function meaningOf(code: string): Meaning {
  const known = Object.hasOwn(resultCodes, code) ? resultCodes[code] : undefined;
  if (known !== undefined) return known;
  const text = "M-Pesa answered with a code that Stead does not know. Look it up on the organisation portal.";
  return { attempt: "unknown", movement: "pending", concern: "unknown", text };
}

/** The result as people read it; the code is cut to what a code can be. */
export function toResult(code: string): RailResult {
  const { text, concern } = meaningOf(code);
  return { code: safeCode(code), text, concern };
}

/** What an error envelope means: by its code, then by its text, then by the status it came with. */
export function describeError(code: string, message: string, status: number): RailAnswer<never> {
  const known = errorCodes.find((entry) => entry.code === code && (entry.says?.test(message) ?? true));
  if (known !== undefined) {
    const { category, text, concern, retryAfterMs } = known;
    if (category === "uncertain") return { outcome: "uncertain", text };
    const wait = retryAfterMs === undefined ? {} : { retryAfterMs };
    return { outcome: "failed", category, result: { code, text, concern }, ...wait };
  }
  if (status === 429 || /spike ?arrest|quota|rate ?limit/i.test(message)) {
    const text = "M-Pesa asks Stead to slow down. Try again in a moment.";
    return {
      outcome: "failed",
      category: "throttled",
      result: { code: safeCode(code), text, concern: "provider" },
      retryAfterMs: 5_000,
    };
  }
  if (status === 401 || status === 403) {
    const text =
      "Daraja does not let Stead in. Check the consumer key and its products on the Daraja portal.";
    return {
      outcome: "failed",
      category: "settings",
      result: { code: safeCode(code), text, concern: "settings" },
    };
  }
  // An error of its own that nobody wrote down: it may have come after the effect.
  if (status >= 500)
    return { outcome: "uncertain", text: `M-Pesa failed with ${status} and may have taken it.` };
  const text = "M-Pesa refused the request for a reason that Stead does not know. Look it up by its code.";
  return {
    outcome: "failed",
    category: "refused",
    result: { code: safeCode(code), text, concern: "unknown" },
  };
}

/** A code of theirs as it may be shown and logged: short, and no number that could be a phone. */
function safeCode(code: string): string {
  return /^(?!.*\d{7})[\w.-]{1,24}$/.test(code) ? code : "unknown";
}

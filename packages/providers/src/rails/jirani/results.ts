import type { AttemptState, RailAnswer, RailConcern, RailResult } from "../rail-provider.ts";

/** How a request for money or a transfer ended, by the bank's reason. */
type Meaning = { attempt: AttemptState; movement: "failed" | "pending"; concern: RailConcern; text: string };

const failed = (concern: RailConcern, text: string): Meaning => ({
  attempt: "failed",
  movement: "failed",
  concern,
  text,
});

/** Why a request for money was closed, or a transfer failed. */
export const reasonCodes: Readonly<Record<string, Meaning>> = {
  payer_declined: {
    ...failed("payer", "The payer declined it. Send it again when they are ready."),
    attempt: "cancelled",
  },
  expired: { ...failed("payer", "Nobody answered in time. Send it again."), attempt: "expired" },
  insufficient_funds: failed("payer", "There is not enough money in the payer's account. Try again later."),
  limit_exceeded: failed("payer", "It is above what the payer's bank lets go at once. Pay it in parts."),
  payer_blocked: failed("payer", "The payer's account is blocked. They should ask their bank."),
  bank_unavailable: failed("provider", "The payer's bank could not be reached. Try again in a few minutes."),
  beneficiary_unknown: failed("payer", "No account belongs to that phone. Pay it out another way."),
  beneficiary_closed: failed("payer", "The receiver's account takes no money. Pay it out another way."),
  screening: failed("settings", "The bank's checks stopped it. Ask the bank before it is tried again."),
};

const unheard: Meaning = {
  attempt: "unknown",
  movement: "pending",
  concern: "unknown",
  text: "The bank ended it for a reason that Stead does not know. Look it up with the bank.",
};

/** What a reason means; one that nobody wrote down leaves it open, and is shown only in the form of a code. */
export function meaningOf(reason: string | null): Meaning & { result: RailResult } {
  const code = reason ?? "none";
  const meaning = Object.hasOwn(reasonCodes, code) ? (reasonCodes[code] ?? unheard) : unheard;
  const shown = /^[a-z][a-z_]{1,40}$/.test(code) ? code : "unknown";
  return { ...meaning, result: { code: shown, text: meaning.text, concern: meaning.concern } };
}

type Category = Extract<RailAnswer<never>, { outcome: "failed" }>["category"] | "uncertain";
type ErrorMeaning = { category: Category; concern: RailConcern; text: string };

const refused = (text: string): ErrorMeaning => ({ category: "refused", concern: "payer", text });
const settings = (text: string): ErrorMeaning => ({ category: "settings", concern: "settings", text });
const throttled = (text: string): ErrorMeaning => ({ category: "throttled", concern: "provider", text });

/** The bank's error envelopes, by their code. */
export const errorCodes: Readonly<Record<string, ErrorMeaning>> = {
  unauthorized: settings("The bank does not take the API key. Copy it again."),
  account_unknown: settings("The bank does not know the account for this key. Check its number."),
  not_found: refused("The bank does not know it. Check its name."),
  invalid_field: refused("The bank finds a field of the request wrong. Tell Stead's operator."),
  currency_mismatch: settings("The account at the bank has another currency. Check the account."),
  credit_unknown: refused("The bank does not know the money that was to go back. Check its name."),
  credit_returned: refused("No more of that money can go back. Nothing was sent again."),
  insufficient_balance: settings("The account at the bank does not hold that much. Wait for more payments."),
  key_reused: {
    category: "repeated",
    concern: "provider",
    text: "The bank had this request before with other contents. Nothing was sent again.",
  },
  too_many: throttled("The bank asks Stead to slow down. Try again in a moment."),
  quota: throttled("The day's requests to the bank are used up. Try again tomorrow."),
  busy: { category: "down", concern: "provider", text: "The bank is busy. Nothing was done." },
  internal: {
    category: "uncertain",
    concern: "provider",
    text: "The bank failed inside and may have taken it. Wait for its notice before anything is sent again.",
  },
};

/** What an error of the bank means. Its own words stay where they are. */
export function describeError(code: string, status: number): RailAnswer<never> {
  const known = Object.hasOwn(errorCodes, code) ? errorCodes[code] : undefined;
  const category = known?.category ?? (status >= 500 ? "uncertain" : "refused");
  const shown = known === undefined ? `http_${status}` : code;
  const { text = "The bank refused the request. Look it up with the bank.", concern = "unknown" } =
    known ?? {};
  if (category === "uncertain")
    return { outcome: "uncertain", text: known?.text ?? "The bank failed and may have taken it." };
  return { outcome: "failed", category, result: { code: shown, text, concern } };
}

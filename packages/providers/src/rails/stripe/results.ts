import type { RailResult } from "../rail-provider.ts";

/** What a decline or an error of Stripe means for people, by its code. */
export const stripeCodes: Readonly<Record<string, Omit<RailResult, "code">>> = {
  insufficient_funds: {
    concern: "payer",
    text: "There is not enough money in the account. Use another card or account.",
  },
  card_declined: {
    concern: "payer",
    text: "The card was declined. Ask the card's bank, or use another one.",
  },
  generic_decline: {
    concern: "payer",
    text: "The card's bank declined it. Ask the bank, or use another card.",
  },
  do_not_honor: { concern: "payer", text: "The card's bank declined it. Ask the bank, or use another card." },
  lost_card: { concern: "payer", text: "The card's bank declined it. Use another card." },
  stolen_card: { concern: "payer", text: "The card's bank declined it. Use another card." },
  fraudulent: { concern: "payer", text: "The payment was stopped as doubtful. Use another card." },
  expired_card: { concern: "payer", text: "The card has expired. Use another one." },
  incorrect_cvc: { concern: "payer", text: "The card's security code is wrong. Enter it again." },
  incorrect_number: { concern: "payer", text: "The card's number is wrong. Enter it again." },
  invalid_expiry_month: { concern: "payer", text: "The card's month is wrong. Enter it again." },
  invalid_expiry_year: { concern: "payer", text: "The card's year is wrong. Enter it again." },
  card_velocity_exceeded: {
    concern: "payer",
    text: "The card's limit is reached. Use another one, or try later.",
  },
  currency_not_supported: {
    concern: "payer",
    text: "The card does not pay in this currency. Use another one.",
  },
  processing_error: { concern: "provider", text: "The card's network failed. Try again in a moment." },
  authentication_required: {
    concern: "payer",
    text: "The bank wants the payer's confirmation. Pay again with it.",
  },
  payment_intent_authentication_failure: {
    concern: "payer",
    text: "The payer's confirmation failed. Pay again, or use another card.",
  },
  payment_intent_payment_attempt_failed: {
    concern: "payer",
    text: "The payment failed. Try another way to pay.",
  },
  bank_account_closed: { concern: "payer", text: "The bank account is closed. Use another one." },
  debit_not_authorized: { concern: "payer", text: "The payer's bank says that the debit was not allowed." },
  account_closed: { concern: "payer", text: "The bank account is closed. Use another one." },
  no_account: { concern: "payer", text: "The bank account was not found. Enter it again." },
  amount_too_small: {
    concern: "payer",
    text: "The amount is below the least that Stripe takes. Ask for more at once.",
  },
  amount_too_large: { concern: "payer", text: "The amount is above what Stripe takes. Ask for it in parts." },
  charge_already_refunded: {
    concern: "payer",
    text: "It has been given back already. Nothing was sent again.",
  },
  charge_disputed: {
    concern: "payer",
    text: "The payer disputes it: the money goes back by the dispute, not by a refund.",
  },
  balance_insufficient: {
    concern: "settings",
    text: "The Stripe balance is too low to give it back. Top it up, or wait for more payments.",
  },
  resource_missing: { concern: "settings", text: "Stripe does not know it. Check the account and its key." },
  url_invalid: {
    concern: "settings",
    text: "Stripe does not take the address to come back to. Check PUBLIC_URL.",
  },
  expired_or_canceled_card: {
    concern: "payer",
    text: "The card it should go back to is closed. Refund it another way.",
  },
  lost_or_stolen_card: {
    concern: "payer",
    text: "The card it should go back to was lost. Refund it another way.",
  },
  api_key_expired: { concern: "settings", text: "The key has expired. Enter the new one." },
  rate_limit: { concern: "provider", text: "Stripe asks Stead to slow down. Try again in a moment." },
  lock_timeout: {
    concern: "provider",
    text: "Stripe was busy with the same payment. Try again in a moment.",
  },
};

/** The result for people; an unknown code is shown only in the form of a code. */
export function stripeResult(
  code: string | null | undefined,
  fallback: Omit<RailResult, "code">,
): RailResult {
  const shown = /^[a-z][a-z_]{1,60}$/.test(code ?? "") ? (code ?? "") : "unknown";
  const known = Object.hasOwn(stripeCodes, shown) ? stripeCodes[shown] : undefined;
  return { code: shown, ...(known ?? fallback) };
}

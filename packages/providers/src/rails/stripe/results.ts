import type { RailConcern, RailResult } from "../rail-provider.ts";

const by = (concern: RailConcern) => (text: string) => ({ concern, text });
const payer = by("payer");
const settings = by("settings");
const provider = by("provider");

/** What a decline or an error of Stripe means for people, by its code. */
export const stripeCodes: Readonly<Record<string, Omit<RailResult, "code">>> = {
  insufficient_funds: payer("There is not enough money in the account. Use another card or account."),
  card_declined: payer("The card was declined. Ask the card's bank, or use another one."),
  generic_decline: payer("The card's bank declined it. Ask the bank, or use another card."),
  do_not_honor: payer("The card's bank declined it. Ask the bank, or use another card."),
  lost_card: payer("The card's bank declined it. Use another card."),
  stolen_card: payer("The card's bank declined it. Use another card."),
  fraudulent: payer("The payment was stopped as doubtful. Use another card."),
  expired_card: payer("The card has expired. Use another one."),
  incorrect_cvc: payer("The card's security code is wrong. Enter it again."),
  incorrect_number: payer("The card's number is wrong. Enter it again."),
  invalid_expiry_month: payer("The card's month is wrong. Enter it again."),
  invalid_expiry_year: payer("The card's year is wrong. Enter it again."),
  card_velocity_exceeded: payer("The card's limit is reached. Use another one, or try later."),
  currency_not_supported: payer("The card does not pay in this currency. Use another one."),
  processing_error: provider("The card's network failed. Try again in a moment."),
  authentication_required: payer("The bank wants the payer's confirmation. Pay again with it."),
  payment_intent_authentication_failure: payer(
    "The payer's confirmation failed. Pay again, or use another card.",
  ),
  payment_intent_payment_attempt_failed: payer("The payment failed. Try another way to pay."),
  bank_account_closed: payer("The bank account is closed. Use another one."),
  debit_not_authorized: payer("The payer's bank says that the debit was not allowed."),
  account_closed: payer("The bank account is closed. Use another one."),
  no_account: payer("The bank account was not found. Enter it again."),
  amount_too_small: payer("The amount is below the least that Stripe takes. Ask for more at once."),
  amount_too_large: payer("The amount is above what Stripe takes. Ask for it in parts."),
  charge_already_refunded: payer("It has been given back already. Nothing was sent again."),
  charge_disputed: payer("The payer disputes it: the money goes back by the dispute, not by a refund."),
  balance_insufficient: settings(
    "The Stripe balance is too low to give it back. Top it up, or wait for more payments.",
  ),
  resource_missing: settings("Stripe does not know it. Check the account and its key."),
  url_invalid: settings("Stripe does not take the address to come back to. Check PUBLIC_URL."),
  expired_or_canceled_card: payer("The card it should go back to is closed. Refund it another way."),
  lost_or_stolen_card: payer("The card it should go back to was lost. Refund it another way."),
  api_key_expired: settings("The key has expired. Enter the new one."),
  rate_limit: provider("Stripe asks Stead to slow down. Try again in a moment."),
  lock_timeout: provider("Stripe was busy with the same payment. Try again in a moment."),
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

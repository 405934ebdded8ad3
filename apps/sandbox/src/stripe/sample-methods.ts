import type { PaymentMethodType } from "./objects.ts";

/** What becomes of a payment with this method. */
export type Behaviour =
  | "succeeds"
  | "declined"
  | "insufficient-funds"
  | "expired-card"
  | "wrong-cvc"
  | "needs-authentication"
  | "disputed"
  | "refund-fails"
  | "debit-succeeds"
  | "debit-fails";

export type TestMethod = {
  token: string;
  type: PaymentMethodType;
  behaviour: Behaviour;
  number: string;
  brand?: string;
};

const card = (token: string, number: string, behaviour: Behaviour, brand = "visa"): TestMethod => ({
  token,
  type: "card",
  behaviour,
  number,
  brand,
});

/** Stripe's test methods: tokens that stand for a method, and the card numbers behind them. */
export const testMethods: readonly TestMethod[] = [
  card("pm_card_visa", "4242424242424242", "succeeds"),
  card("pm_card_mastercard", "5555555555554444", "succeeds", "mastercard"),
  card("pm_card_amex", "378282246310005", "succeeds", "amex"),
  card("pm_card_chargeDeclined", "4000000000000002", "declined"),
  card("pm_card_visa_chargeDeclined", "4000000000000002", "declined"),
  card("pm_card_chargeDeclinedInsufficientFunds", "4000000000009995", "insufficient-funds"),
  card("pm_card_visa_chargeDeclinedInsufficientFunds", "4000000000009995", "insufficient-funds"),
  card("pm_card_chargeDeclinedExpiredCard", "4000000000000069", "expired-card"),
  card("pm_card_chargeDeclinedIncorrectCvc", "4000000000000127", "wrong-cvc"),
  card("pm_card_chargeCustomerFail", "4000000000000341", "declined"),
  card("pm_card_authenticationRequired", "4000002500003155", "needs-authentication"),
  card("pm_card_threeDSecure2Required", "4000000000003220", "needs-authentication"),
  card("pm_card_createDispute", "4000000000000259", "disputed"),
  card("pm_card_refundFail", "4000000000005126", "refund-fails"),
  { token: "pm_usBankAccount", type: "us_bank_account", behaviour: "debit-succeeds", number: "000123456789" },
  {
    token: "pm_usBankAccount_success",
    type: "us_bank_account",
    behaviour: "debit-succeeds",
    number: "000123456789",
  },
  {
    token: "pm_usBankAccount_debitNotAuthorized",
    type: "us_bank_account",
    behaviour: "debit-fails",
    number: "000111111113",
  },
  {
    token: "pm_usBankAccount_insufficientFunds",
    type: "us_bank_account",
    behaviour: "debit-fails",
    number: "000222222227",
  },
  { token: "pm_sepaDebit", type: "sepa_debit", behaviour: "debit-succeeds", number: "AT611904300234573201" },
  {
    token: "pm_sepaDebit_fail",
    type: "sepa_debit",
    behaviour: "debit-fails",
    number: "AT861904300235473202",
  },
  { token: "pm_bacsDebit", type: "bacs_debit", behaviour: "debit-succeeds", number: "00012345" },
  { token: "pm_bacsDebit_fail", type: "bacs_debit", behaviour: "debit-fails", number: "33333335" },
];

export const declines: Partial<Record<Behaviour, { code: string; decline_code: string; message: string }>> = {
  declined: { code: "card_declined", decline_code: "generic_decline", message: "Your card was declined." },
  "insufficient-funds": {
    code: "card_declined",
    decline_code: "insufficient_funds",
    message: "Your card has insufficient funds.",
  },
  "expired-card": { code: "expired_card", decline_code: "expired_card", message: "Your card has expired." },
  "wrong-cvc": {
    code: "incorrect_cvc",
    decline_code: "incorrect_cvc",
    message: "Your card's security code is incorrect.",
  },
};

export function findTestMethod(tokenOrNumber: string): TestMethod | undefined {
  return testMethods.find(({ token, number }) => token === tokenOrNumber || number === tokenOrNumber);
}

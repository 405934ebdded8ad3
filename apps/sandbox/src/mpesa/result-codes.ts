/** What M-Pesa says at the end of a prompt or a queued request, word for word. */
export const results = {
  "0": "The service request is processed successfully.",
  "1": "The balance is insufficient for the transaction.",
  "2": "Declined due to limit rule.",
  "3": "Declined due to limit rule: greater than the maximum transaction amount.",
  "4": "Declined due to limit rule: would exceed daily transfer limit.",
  "8": "Declined due to limit rule: would exceed the maximum balance.",
  "11": "The DebitParty is in an invalid state.",
  "17": "Rule limited.",
  "21": "The initiator is not allowed to initiate this request",
  "26": "System busy. Try again in a short while.",
  "1001": "Unable to lock subscriber, a transaction is already in process for the current subscriber",
  "1019": "Transaction has expired.",
  "1025": "An error occurred while sending a push request.",
  "1032": "Request cancelled by user",
  "1037": "DS timeout user cannot be reached",
  "2001": "The initiator information is invalid.",
  "2006": "Declined due to account rule: The account status does not allow this transaction.",
  "2028": "The request is not permitted according to product assignment.",
  "2040":
    "Credit Party customer type (Unregistered or Registered Customer) can't be supported by the service.",
  "7771": "The operation ended in a way that is not described.",
  "8006": "The security credential is locked.",
  "9999": "An error occurred while sending a push request.",
  SFC_IC0003: "The operator does not exist.",
  R000001: "The transaction has already been reversed.",
  R000002: "The OriginalTransactionID is invalid.",
} as const;

export type ResultCode = keyof typeof results;

export const resultCodes = Object.keys(results) as [ResultCode, ...ResultCode[]];

/** Digits are sent as a number, unless text is asked for; a code with letters is text always. */
export function wireResultCode(code: ResultCode, isText: boolean): number | string {
  return isText || !/^\d+$/.test(code) ? code : Number(code);
}

import type { ResultCode } from "./result-codes.ts";

/** A developer's app: its key and secret buy tokens; its product decides which C2B version answers. */
export type DarajaApp = { consumerKey: string; consumerSecret: string; c2bVersion: "v1" | "v2" | "both" };

export type AccessToken = { token: string; consumerKey: string; expiresMs: number };

export type C2bUrls = {
  confirmation: string;
  validation: string;
  responseType: "Completed" | "Cancelled";
};

/** A paybill or till with its accounts in whole shillings. */
export type Merchant = {
  shortCode: string;
  consumerKey: string;
  name: string;
  kind: "paybill" | "till";
  /** Known from the first prompt on, unless it was set. */
  passkey: string | null;
  /** Checked when set; else any credential is good. */
  initiatorName: string | null;
  initiatorPassword: string | null;
  isValidationOn: boolean;
  /** In production, addresses are https and are registered once. */
  isProduction: boolean;
  urls: C2bUrls | null;
  isPullRegistered: boolean;
  utility: number;
};

/** A phone. `balance` in whole shillings; null: always enough. */
export type Customer = {
  msisdn: string;
  firstName: string;
  balance: number | null;
  isReachable: boolean;
  isRegistered: boolean;
};

export type PromptState = "pending" | "paid" | "failed";

/** A payment prompt on a customer's phone (STK push). */
export type Prompt = {
  checkoutRequestId: string;
  merchantRequestId: string;
  shortCode: string;
  partyB: string;
  transactionType: "CustomerPayBillOnline" | "CustomerBuyGoodsOnline";
  amount: number;
  msisdn: string;
  accountReference: string;
  description: string;
  callbackUrl: string;
  state: PromptState;
  resultCode: ResultCode | null;
  receipt: string | null;
  createdMs: number;
  finishedMs: number | null;
};

export type MobileTransactionState = "validating" | "completed" | "rejected" | "reversed" | "failed";

/** Money that moved, or was stopped on its way, under a receipt number. Amounts in whole shillings. */
export type MobileTransaction = {
  receipt: string;
  kind: "stk" | "c2b" | "b2c" | "reversal";
  shortCode: string;
  msisdn: string;
  amount: number;
  reference: string;
  state: MobileTransactionState;
  initiatedMs: number;
  finalisedMs: number | null;
  /** Of the merchant, after it. */
  utilityAfter: number | null;
  checkoutRequestId: string | null;
  originatorConversationId: string | null;
  /** The receipt that a reversal undoes. */
  reverses: string | null;
  thirdPartyTransId: string;
};

/** A request that is answered at once and ends later with a result. */
export type Conversation = {
  conversationId: string;
  originatorConversationId: string;
  /** The originator's conversation that a status request asks for. */
  originalConversationId: string;
  kind: "b2c" | "reversal" | "status" | "balance";
  shortCode: string;
  initiator: string;
  credential: string;
  resultUrl: string;
  timeoutUrl: string;
  msisdn: string;
  amount: number;
  /** Remarks of a payout; the receipt that a reversal or a status request names. */
  reference: string;
  resultCode: ResultCode | null;
  receipt: string | null;
};

import { findCustomer } from "./customers.ts";
import { eatStamp } from "./eat.ts";
import type { MobileMoney } from "./mobile-money.ts";
import type { ResultParameter } from "./results.ts";
import type { Conversation, MobileTransaction } from "./rows.ts";

const reasons: Record<MobileTransaction["kind"], string> = {
  stk: "Pay Bill Online",
  c2b: "Pay Bill",
  b2c: "Business Payment to Customer via API",
  reversal: "Transaction Reversal via API",
};

const states: Record<MobileTransaction["state"], string> = {
  validating: "Pending",
  completed: "Completed",
  rejected: "Declined",
  failed: "Declined",
  reversed: "Completed",
};

/** What a queued request that has not moved money, or not yet, looks like. */
function describeConversation(row: Conversation): ResultParameter[] {
  return [
    { Key: "OriginatorConversationID", Value: row.originatorConversationId },
    { Key: "ConversationID", Value: row.conversationId },
    { Key: "TransactionStatus", Value: row.resultCode === null ? "Pending" : "Declined" },
    { Key: "Amount", Value: String(row.amount) },
    { Key: "TransactionReason" },
  ];
}

/**
 * The state of the transaction that a status request asks for, by receipt or by the originator's conversation;
 * undefined when there is none.
 */
export function describeTransaction(mobile: MobileMoney, asked: Conversation): ResultParameter[] | undefined {
  const original = mobile
    .conversationsOf(asked.originalConversationId)
    .find(({ kind, shortCode }) => kind !== "status" && shortCode === asked.shortCode);
  const receipt = asked.reference === "" ? (original?.receipt ?? "") : asked.reference;
  const row = mobile.transactions.get(receipt);
  if (row === undefined || row.shortCode !== asked.shortCode) {
    return original === undefined ? undefined : describeConversation(original);
  }
  const organisation = `${row.shortCode} - ${mobile.merchants.need(row.shortCode).name}`;
  const person = `${row.msisdn} - ${findCustomer(mobile, row.msisdn).firstName}`;
  const isIncoming = row.kind === "stk" || row.kind === "c2b";
  return [
    { Key: "DebitPartyName", Value: isIncoming ? person : organisation },
    { Key: "CreditPartyName", Value: isIncoming ? organisation : person },
    { Key: "OriginatorConversationID", Value: row.originatorConversationId ?? row.checkoutRequestId ?? "" },
    { Key: "InitiatedTime", Value: eatStamp(row.initiatedMs) },
    { Key: "DebitAccountType", Value: isIncoming ? "MMF Account For Customer" : "Utility Account" },
    { Key: "DebitPartyCharges" },
    { Key: "TransactionReason" },
    { Key: "ReasonType", Value: reasons[row.kind] },
    { Key: "TransactionStatus", Value: states[row.state] },
    { Key: "FinalisedTime", Value: eatStamp(row.finalisedMs ?? row.initiatedMs) },
    { Key: "Amount", Value: String(row.amount) },
    { Key: "ConversationID", Value: original?.conversationId ?? "" },
    { Key: "ReceiptNo", Value: row.receipt },
  ];
}

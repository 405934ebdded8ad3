import { balanceText } from "./account-balance.ts";
import { findPayoutRefusal, findCustomer, moveBalance } from "./customers.ts";
import { eatDotted, eatStamp } from "./eat.ts";
import { isInitiator } from "./initiators.ts";
import type { MobileMoney } from "./mobile-money.ts";
import { newReceipt } from "./numbers.ts";
import type { ResultCode } from "./result-codes.ts";
import { sendResult, type ResultParameter } from "./results.ts";
import type { Conversation, Merchant, MobileTransaction } from "./rows.ts";
import { describeTransaction } from "./transaction-status.ts";

type Ending = { code: ResultCode; receipt: string | null; parameters: ResultParameter[] };

const refuse = (code: ResultCode): Ending => ({ code, receipt: null, parameters: [] });

/** Inside an act: takes a request into the queue; its result comes later, to the address that it gave. */
export function queueConversation(mobile: MobileMoney, conversation: Conversation): Conversation {
  const row = mobile.conversations.put(conversation.conversationId, conversation);
  mobile.agenda.schedule("mpesa-result", mobile.settings.now.resultMs, row.conversationId);
  return row;
}

function addTransaction(
  mobile: MobileMoney,
  merchant: Merchant,
  fields: Pick<
    MobileTransaction,
    "kind" | "msisdn" | "amount" | "reference" | "originatorConversationId" | "reverses"
  >,
): MobileTransaction {
  const nowMs = mobile.clock.nowMs();
  const receipt = newReceipt(nowMs, (taken) => mobile.transactions.has(taken));
  const utility = merchant.utility - fields.amount;
  mobile.merchants.change(merchant.shortCode, { utility });
  moveBalance(mobile, fields.msisdn, fields.amount);
  return mobile.transactions.put(receipt, {
    ...fields,
    receipt,
    shortCode: merchant.shortCode,
    state: "completed",
    initiatedMs: nowMs,
    finalisedMs: nowMs,
    utilityAfter: utility,
    checkoutRequestId: null,
    thirdPartyTransId: "",
  });
}

function payOut(mobile: MobileMoney, row: Conversation, merchant: Merchant): Ending {
  const { msisdn, amount } = row;
  const refusal = findPayoutRefusal(mobile, row);
  if (refusal !== undefined) return refuse(refusal);
  if (merchant.utility < amount) return refuse("1");
  const transaction = addTransaction(mobile, merchant, {
    kind: "b2c",
    msisdn,
    amount,
    reference: row.reference,
    originatorConversationId: row.originatorConversationId,
    reverses: null,
  });
  return {
    code: "0",
    receipt: transaction.receipt,
    parameters: [
      { Key: "TransactionAmount", Value: amount },
      { Key: "TransactionReceipt", Value: transaction.receipt },
      { Key: "ReceiverPartyPublicName", Value: `${msisdn} - ${findCustomer(mobile, msisdn).firstName}` },
      { Key: "TransactionCompletedDateTime", Value: eatDotted(transaction.initiatedMs) },
      { Key: "B2CUtilityAccountAvailableFunds", Value: transaction.utilityAfter ?? 0 },
      { Key: "B2CWorkingAccountAvailableFunds", Value: 0 },
      { Key: "B2CRecipientIsRegisteredCustomer", Value: "Y" },
      { Key: "B2CChargesPaidAccountAvailableFunds", Value: 0 },
    ],
  };
}

function reverse(mobile: MobileMoney, row: Conversation, merchant: Merchant): Ending {
  const original = mobile.transactions.get(row.reference);
  const isReversible = original?.kind === "stk" || original?.kind === "c2b";
  if (original === undefined || !isReversible || original.shortCode !== merchant.shortCode)
    return refuse("R000002");
  if (original.state === "reversed") return refuse("R000001");
  if (original.state !== "completed" || row.amount > original.amount) return refuse("R000002");
  if (merchant.utility < row.amount) return refuse("1");
  mobile.transactions.change(original.receipt, { state: "reversed" });
  const transaction = addTransaction(mobile, merchant, {
    kind: "reversal",
    msisdn: original.msisdn,
    amount: row.amount,
    reference: original.reference,
    originatorConversationId: row.originatorConversationId,
    reverses: original.receipt,
  });
  const utility = transaction.utilityAfter ?? 0;
  return {
    code: "0",
    receipt: transaction.receipt,
    parameters: [
      { Key: "DebitAccountBalance", Value: `Utility Account|KES|${utility}.00|${utility}.00|0.00|0.00` },
      { Key: "Amount", Value: row.amount },
      { Key: "TransCompletedTime", Value: Number(eatStamp(transaction.initiatedMs)) },
      { Key: "OriginalTransactionID", Value: original.receipt },
      { Key: "Charge", Value: 0 },
      {
        Key: "CreditPartyPublicName",
        Value: `${original.msisdn} - ${findCustomer(mobile, original.msisdn).firstName}`,
      },
      { Key: "DebitPartyPublicName", Value: `${merchant.shortCode} - ${merchant.name}` },
    ],
  };
}

function end(mobile: MobileMoney, row: Conversation): Ending {
  const merchant = mobile.merchants.need(row.shortCode);
  const about = { account: row.shortCode, subject: row.kind };
  const isWrong = mobile.modes.take("wrong-initiator", about) !== undefined;
  if (isWrong || !isInitiator(mobile, merchant, row)) return refuse("2001");
  if (row.kind === "b2c") return payOut(mobile, row, merchant);
  if (row.kind === "reversal") return reverse(mobile, row, merchant);
  if (row.kind === "balance") {
    return {
      code: "0",
      receipt: null,
      parameters: [
        { Key: "AccountBalance", Value: balanceText(merchant) },
        { Key: "BOCompletedTime", Value: eatStamp(mobile.clock.nowMs()) },
      ],
    };
  }
  const parameters = describeTransaction(mobile, row);
  return parameters === undefined ? refuse("SFC_IC0003") : { code: "0", receipt: null, parameters };
}

export function handleConversationTasks(mobile: MobileMoney): void {
  mobile.agenda.handle("mpesa-result", (id) => {
    const row = mobile.conversations.need(id);
    if (row.resultCode !== null) return;
    const about = { account: row.shortCode, subject: row.kind };
    const isLost = mobile.modes.take("queue-timeout", about) !== undefined;
    const ending = isLost ? refuse("26") : end(mobile, row);
    mobile.conversations.change(id, { resultCode: ending.code, receipt: ending.receipt });
    sendResult(mobile, row, { ...ending, isTimedOut: isLost });
  });
}

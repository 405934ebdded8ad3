import type { MobileMoney } from "./mobile-money.ts";
import { newReceipt } from "./numbers.ts";
import { results, wireResultCode, type ResultCode } from "./result-codes.ts";
import type { Conversation } from "./rows.ts";

export type ResultParameter = { Key: string; Value?: string | number };

type Ending = {
  code: ResultCode;
  receipt: string | null;
  parameters: ResultParameter[];
  isTimedOut: boolean;
};

/** Inside an act: tells the merchant how a queued request ended. */
export function sendResult(mobile: MobileMoney, row: Conversation, ending: Ending): void {
  const { code, receipt, parameters, isTimedOut } = ending;
  const about = { account: row.shortCode, subject: row.kind };
  const isText = mobile.modes.take("result-as-text", about) !== undefined;
  const item =
    row.kind === "status" ? { Key: "Occasion" } : { Key: "QueueTimeoutURL", Value: row.timeoutUrl };
  const isList = mobile.modes.take("reference-as-list", about) !== undefined;
  const Result = {
    ResultType: isTimedOut ? 1 : 0,
    ResultCode: wireResultCode(code, isText),
    ResultDesc: results[code],
    OriginatorConversationID: row.originatorConversationId,
    ConversationID: row.conversationId,
    TransactionID: receipt ?? newReceipt(mobile.clock.nowMs(), (taken) => mobile.transactions.has(taken)),
    ...(parameters.length > 0 && { ResultParameters: { ResultParameter: shake(mobile, parameters, about) } }),
    ReferenceData: { ReferenceItem: isList ? [item] : item },
  };
  mobile.outbox.send({
    rail: "mpesa",
    account: row.shortCode,
    customer: row.msisdn === "" ? null : row.msisdn,
    subject: `${row.kind}-result`,
    url: isTimedOut ? row.timeoutUrl : row.resultUrl,
    body: JSON.stringify({ Result }),
    signer: null,
    isRetried: false,
  });
}

function shake(
  { modes }: MobileMoney,
  parameters: ResultParameter[],
  about: { account: string; subject: string },
): ResultParameter[] {
  const isReordered = modes.take("reordered-items", about) !== undefined;
  const isDoubled = modes.take("duplicate-keys", about) !== undefined;
  const ordered = isReordered ? parameters.toReversed() : parameters;
  // As Daraja's own sample of a transaction's status prints it.
  return isDoubled
    ? ordered.map((one) => (one.Key === "CreditPartyName" ? { ...one, Key: "DebitPartyName" } : one))
    : ordered;
}

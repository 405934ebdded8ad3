import { eatStamp } from "./eat.ts";
import type { MobileMoney } from "./mobile-money.ts";
import { results, wireResultCode, type ResultCode } from "./result-codes.ts";
import type { Prompt } from "./rows.ts";

type Item = { Name: string; Value?: string | number };

/** Inside an act: tells the merchant how a prompt ended. */
export function sendPromptCallback(mobile: MobileMoney, prompt: Prompt, code: ResultCode): void {
  const about = { account: prompt.shortCode, customer: prompt.msisdn, subject: "stk-callback" };
  const isText = mobile.modes.take("result-as-text", about) !== undefined;
  const stkCallback = {
    MerchantRequestID: prompt.merchantRequestId,
    CheckoutRequestID: prompt.checkoutRequestId,
    ResultCode: wireResultCode(code, isText),
    ResultDesc: results[code],
    ...(code === "0" && { CallbackMetadata: { Item: callbackItems(mobile, prompt, about) } }),
  };
  mobile.outbox.send(
    {
      rail: "mpesa",
      account: prompt.shortCode,
      customer: prompt.msisdn,
      subject: "stk-callback",
      url: prompt.callbackUrl,
      body: JSON.stringify({ Body: { stkCallback } }),
      signer: null,
      isRetried: false,
    },
    mobile.settings.now.resultMs,
  );
}

function callbackItems(
  { modes, merchants }: MobileMoney,
  prompt: Prompt,
  about: { account: string; customer: string },
): Item[] {
  const isChanged = modes.take("changed-amount", about) !== undefined;
  const items: Item[] = [
    { Name: "Amount", Value: prompt.amount + (isChanged ? 1 : 0) },
    { Name: "MpesaReceiptNumber", Value: prompt.receipt ?? "" },
    ...balanceItems(modes, merchants.get(prompt.shortCode)?.utility ?? 0, about),
    { Name: "TransactionDate", Value: Number(eatStamp(prompt.finishedMs ?? prompt.createdMs)) },
    { Name: "PhoneNumber", Value: Number(prompt.msisdn) },
  ];
  return modes.take("reordered-items", about) === undefined ? items : items.toReversed();
}

function balanceItems(
  modes: MobileMoney["modes"],
  balance: number,
  about: { account: string; customer: string },
): Item[] {
  if (modes.take("balance-without-item", about) !== undefined) return [];
  const hasValue = modes.take("balance-with-value", about) !== undefined;
  return [hasValue ? { Name: "Balance", Value: balance } : { Name: "Balance" }];
}

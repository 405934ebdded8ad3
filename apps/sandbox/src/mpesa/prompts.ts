import { findCustomer, findRefusal, moveBalance } from "./customers.ts";
import type { MobileMoney } from "./mobile-money.ts";
import { newCheckoutRequestId, newReceipt, newRequestId } from "./numbers.ts";
import { sendConfirmation } from "./pay-bill.ts";
import type { ResultCode } from "./result-codes.ts";
import type { DarajaApp, Merchant, Prompt } from "./rows.ts";
import { sendPromptCallback } from "./prompt-callback.ts";
import { checkPassword, findMerchant } from "./registry.ts";
import { wireErrors } from "./wire-errors.ts";

export type PushRequest = {
  BusinessShortCode: string;
  Password: string;
  Timestamp: string;
  TransactionType: Prompt["transactionType"];
  Amount: number;
  PhoneNumber: string;
  PartyB: string;
  CallBackURL: string;
  AccountReference: string;
  TransactionDesc: string;
};

/** What a customer can do with a prompt, besides paying. */
export const promptRefusals = {
  cancel: "1032",
  "wrong-pin": "2001",
  "no-money": "1",
  "time-out": "1037",
  expire: "1019",
} as const satisfies Record<string, ResultCode>;

const longestPrompt = 182;
const latePaymentMs = 3_000;

/** Inside an act: asks a phone for money. The answer means accepted, not paid. */
export function pushPrompt(mobile: MobileMoney, app: DarajaApp, request: PushRequest): Prompt {
  const found = findMerchant(mobile, app, request.BusinessShortCode);
  if (found === undefined) throw wireErrors.noMerchant();
  const merchant = checkPassword(mobile, found, {
    password: request.Password,
    timestamp: request.Timestamp,
  });
  if (mobile.promptsOfPhone(request.PhoneNumber).length > 0) throw wireErrors.lockedSubscriber();
  const nowMs = mobile.clock.nowMs();
  const id = newCheckoutRequestId(nowMs, request.PhoneNumber, (taken) => mobile.prompts.has(taken));
  const prompt = mobile.prompts.put(id, {
    checkoutRequestId: id,
    merchantRequestId: newRequestId(),
    shortCode: merchant.shortCode,
    partyB: request.PartyB,
    transactionType: request.TransactionType,
    amount: request.Amount,
    msisdn: request.PhoneNumber,
    accountReference: request.AccountReference,
    description: request.TransactionDesc,
    callbackUrl: request.CallBackURL,
    state: "pending",
    resultCode: null,
    receipt: null,
    createdMs: nowMs,
    finishedMs: null,
  });
  schedulePrompt(mobile, merchant, prompt);
  return prompt;
}

/** What the customer reads. */
export function promptText(merchant: Pick<Merchant, "name">, prompt: Prompt): string {
  return `Do you want to pay Ksh ${prompt.amount}.00 to ${merchant.name} Account no. ${prompt.accountReference}${prompt.description === "" ? "" : ` ${prompt.description}`}?`;
}

function schedulePrompt(mobile: MobileMoney, merchant: Merchant, prompt: Prompt): void {
  const { promptSeconds, autoplaySeconds, resultMs } = mobile.settings.now;
  const early = earlyRefusal(mobile, merchant, prompt);
  const fate = (code: ResultCode) => JSON.stringify({ id: prompt.checkoutRequestId, code });
  if (early !== undefined) {
    mobile.agenda.schedule("stk-fail", resultMs, fate(early));
    return;
  }
  mobile.agenda.schedule("stk-fail", promptSeconds * 1_000, fate("1037"));
  if (autoplaySeconds !== null) {
    mobile.agenda.schedule("stk-pay", autoplaySeconds * 1_000, prompt.checkoutRequestId);
  }
}

/** What ends a prompt before the customer sees it. */
function earlyRefusal(mobile: MobileMoney, merchant: Merchant, prompt: Prompt): ResultCode | undefined {
  const isTill = prompt.transactionType === "CustomerBuyGoodsOnline";
  const receiver = mobile.merchants.get(prompt.partyB);
  if (!isTill && prompt.partyB !== prompt.shortCode) return "2028";
  if (isTill && receiver?.kind === "paybill" && receiver.shortCode !== merchant.shortCode) return "2028";
  if (!findCustomer(mobile, prompt.msisdn).isReachable) return "1037";
  if (promptText(merchant, prompt).length > longestPrompt) return "1025";
  const refusal = findRefusal(mobile, prompt);
  // Too little money shows only after the PIN.
  return refusal === "1" ? undefined : refusal;
}

/** The customer enters the right PIN. What then stands against the payment ends the prompt with its result. */
export function payPrompt(mobile: MobileMoney, id: string): Prompt {
  return mobile.store.act(() => {
    const prompt = mobile.prompts.need(id);
    if (prompt.state !== "pending") return prompt;
    const about = { account: prompt.shortCode, customer: prompt.msisdn, subject: "stk-push" };
    const refusal = findRefusal(mobile, prompt);
    if (refusal !== undefined) return failPrompt(mobile, id, refusal);
    if (mobile.modes.take("unknown-result", about) !== undefined) return failPrompt(mobile, id, "7771");
    const late = mobile.modes.take("timeout-then-paid", about);
    if (late === undefined) return completePrompt(mobile, id);
    mobile.agenda.schedule("stk-complete", late.delayMs ?? latePaymentMs, id);
    return failPrompt(mobile, id, "1037");
  });
}

/** The prompt ends without money. A prompt that has ended stays as it is. */
export function failPrompt(mobile: MobileMoney, id: string, code: ResultCode): Prompt {
  return mobile.store.act(() => {
    const prompt = mobile.prompts.need(id);
    if (prompt.state !== "pending") return prompt;
    const failed = mobile.prompts.change(id, {
      state: "failed",
      resultCode: code,
      finishedMs: mobile.clock.nowMs(),
    });
    sendPromptCallback(mobile, failed, code);
    return failed;
  });
}

/** Money moves. Also for a prompt that was reported as timed out: its money counts all the same. */
function completePrompt(mobile: MobileMoney, id: string): Prompt {
  return mobile.store.act(() => {
    const prompt = mobile.prompts.need(id);
    if (prompt.state === "paid") return prompt;
    const nowMs = mobile.clock.nowMs();
    const receipt = newReceipt(nowMs, (taken) => mobile.transactions.has(taken));
    const merchant = mobile.merchants.need(prompt.shortCode);
    const utility = merchant.utility + prompt.amount;
    mobile.merchants.change(merchant.shortCode, { utility });
    moveBalance(mobile, prompt.msisdn, -prompt.amount);
    const transaction = mobile.transactions.put(receipt, {
      receipt,
      kind: "stk",
      shortCode: prompt.shortCode,
      msisdn: prompt.msisdn,
      amount: prompt.amount,
      reference: prompt.accountReference,
      state: "completed",
      initiatedMs: nowMs,
      finalisedMs: nowMs,
      utilityAfter: utility,
      checkoutRequestId: id,
      originatorConversationId: null,
      reverses: null,
      thirdPartyTransId: "",
    });
    const paid = mobile.prompts.change(id, {
      state: "paid",
      resultCode: "0",
      receipt,
      finishedMs: nowMs,
    });
    sendPromptCallback(mobile, paid, "0");
    const about = { account: prompt.shortCode, customer: prompt.msisdn };
    if (mobile.modes.take("stk-and-c2b", about) !== undefined) sendConfirmation(mobile, transaction);
    return paid;
  });
}

export function handlePromptTasks(mobile: MobileMoney): void {
  mobile.agenda.handle("stk-fail", (payload) => {
    const { id, code } = JSON.parse(payload) as { id: string; code: ResultCode };
    const prompt = mobile.prompts.need(id);
    const about = { account: prompt.shortCode, customer: prompt.msisdn, subject: "stk-push" };
    const late =
      code === "1037" && prompt.state === "pending"
        ? mobile.modes.take("timeout-then-paid", about)
        : undefined;
    failPrompt(mobile, id, code);
    if (late !== undefined) mobile.agenda.schedule("stk-complete", late.delayMs ?? latePaymentMs, id);
  });
  mobile.agenda.handle("stk-pay", (id) => void payPrompt(mobile, id));
  mobile.agenda.handle("stk-complete", (id) => void completePrompt(mobile, id));
}

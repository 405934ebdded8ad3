import { z } from "zod";
import { findCustomer, findRefusal, moveBalance, showMsisdn } from "./customers.ts";
import { eatStamp } from "./eat.ts";
import type { MobileMoney } from "./mobile-money.ts";
import { newReceipt } from "./numbers.ts";
import { results } from "./result-codes.ts";
import type { Merchant, MobileTransaction } from "./rows.ts";

export type PayBillRequest = { shortCode: string; msisdn: string; amount: number; reference: string };

const ValidationAnswer = z.object({
  ResultCode: z.union([z.string(), z.number()]).transform(String),
  ThirdPartyTransID: z.string().optional(),
});

/**
 * A customer pays a paybill or till by hand. Returns the transaction, which waits for the merchant's validation where
 * that is on. Throws NOT_FOUND for a short code that nobody has.
 */
export function payBill(mobile: MobileMoney, request: PayBillRequest): MobileTransaction {
  return mobile.store.act(() => {
    const merchant = mobile.merchants.need(request.shortCode);
    const nowMs = mobile.clock.nowMs();
    const receipt = newReceipt(nowMs, (taken) => mobile.transactions.has(taken));
    const refusal = findRefusal(mobile, request);
    const isValidated = merchant.isValidationOn && merchant.urls !== null && merchant.urls.validation !== "";
    const transaction = mobile.transactions.put(receipt, {
      ...request,
      receipt,
      kind: "c2b",
      state: refusal === undefined ? "validating" : "failed",
      initiatedMs: nowMs,
      finalisedMs: refusal === undefined ? null : nowMs,
      utilityAfter: null,
      checkoutRequestId: null,
      originatorConversationId: null,
      reverses: null,
      thirdPartyTransId: "",
    });
    if (refusal !== undefined) {
      mobile.log.info({ receipt, result: results[refusal] }, "payment refused");
      return transaction;
    }
    if (!isValidated) return completePayBill(mobile, receipt, "");
    mobile.agenda.schedule("c2b-validate", 0, receipt);
    return transaction;
  });
}

function completePayBill(mobile: MobileMoney, receipt: string, thirdPartyTransId: string): MobileTransaction {
  const waiting = mobile.transactions.need(receipt);
  if (waiting.state !== "validating") return waiting;
  const merchant = mobile.merchants.need(waiting.shortCode);
  const utility = merchant.utility + waiting.amount;
  mobile.merchants.change(merchant.shortCode, { utility });
  moveBalance(mobile, waiting.msisdn, -waiting.amount);
  const completed = mobile.transactions.change(receipt, {
    state: "completed",
    finalisedMs: mobile.clock.nowMs(),
    utilityAfter: utility,
    thirdPartyTransId,
  });
  sendConfirmation(mobile, completed);
  return completed;
}

/** Inside an act: confirms money to the registered address; without one, nothing is told. */
export function sendConfirmation(mobile: MobileMoney, transaction: MobileTransaction): void {
  const merchant = mobile.merchants.need(transaction.shortCode);
  if (merchant.urls === null) return;
  mobile.outbox.send(
    {
      rail: "mpesa",
      account: merchant.shortCode,
      customer: transaction.msisdn,
      subject: "c2b-confirmation",
      url: merchant.urls.confirmation,
      body: JSON.stringify(c2bBody(mobile, merchant, transaction)),
      signer: null,
      isRetried: false,
    },
    mobile.settings.now.resultMs,
  );
}

function c2bBody(mobile: MobileMoney, merchant: Merchant, transaction: MobileTransaction): object {
  const { shortCode, msisdn, amount, utilityAfter } = transaction;
  return {
    TransactionType: merchant.kind === "till" ? "Buy Goods" : "Pay Bill",
    TransID: transaction.receipt,
    TransTime: eatStamp(transaction.finalisedMs ?? transaction.initiatedMs),
    TransAmount: `${amount}.00`,
    BusinessShortCode: shortCode,
    BillRefNumber: merchant.kind === "till" ? "" : transaction.reference.slice(0, 20),
    InvoiceNumber: "",
    OrgAccountBalance: utilityAfter === null ? "" : `${utilityAfter}.00`,
    ThirdPartyTransID: transaction.thirdPartyTransId,
    MSISDN: showMsisdn(mobile, msisdn, shortCode),
    FirstName: findCustomer(mobile, msisdn).firstName,
    MiddleName: "",
    LastName: "",
  };
}

/** Asks the merchant; a refusal rejects, and what is no answer in time leaves it to the registered response type. */
async function validate(mobile: MobileMoney, receipt: string): Promise<void> {
  const transaction = mobile.transactions.need(receipt);
  const merchant = mobile.merchants.need(transaction.shortCode);
  if (transaction.state !== "validating" || merchant.urls === null) return;
  const { validation, responseType } = merchant.urls;
  const body = JSON.stringify(mobile.store.act(() => c2bBody(mobile, merchant, transaction)));
  await mobile.store.settled();
  const answer = await askMerchant(validation, body, mobile.settings.now.validationTimeoutMs);
  const isAccepted = answer === null ? responseType === "Completed" : answer.ResultCode === "0";
  mobile.store.act(() => {
    if (isAccepted) return completePayBill(mobile, receipt, answer?.ThirdPartyTransID ?? "");
    return mobile.transactions.change(receipt, { state: "rejected", finalisedMs: mobile.clock.nowMs() });
  });
}

async function askMerchant(
  url: string,
  body: string,
  timeoutMs: number,
): Promise<z.output<typeof ValidationAnswer> | null> {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json; charset=utf-8" },
      body,
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (!response.ok) return null;
    return ValidationAnswer.safeParse(await response.json()).data ?? null;
  } catch {
    return null;
  }
}

export function handlePayBillTasks(mobile: MobileMoney): void {
  mobile.agenda.handle("c2b-validate", (receipt) => validate(mobile, receipt));
}

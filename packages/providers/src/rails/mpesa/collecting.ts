import type { CallOptions, CollectRequest, CollectStarted, RailAnswer, RailFact } from "../rail-provider.ts";
import { railDescriptor } from "@stead/contracts/rails";
import type { MpesaAccount } from "./account.ts";
import { ok, refuse } from "../answers.ts";
import { attemptFact, readPromptRef, readQueryCode } from "./answers.ts";
import { joinTopic } from "./inbound.ts";
import { eatTimestamp, kenyanNumber, toShillings } from "./values.ts";

const { limitsMinor, promptMinutes } = railDescriptor("mpesa");
/** Of the field on the wire. */
const mostReference = 12;
const mostDescription = 13;

/** The short code that prompts are sent from, with its password: the same time stands in both fields. */
function signedBy({ clock, promptCode, settings }: MpesaAccount) {
  const timestamp = eatTimestamp(clock.nowMs());
  const password = Buffer.from(`${promptCode}${settings.passkey}${timestamp}`).toString("base64");
  return { BusinessShortCode: Number(promptCode), Password: password, Timestamp: timestamp };
}

/** Sends a prompt to a phone (M-Pesa Express). Never twice: a lost answer is uncertain. */
export async function sendPrompt(
  account: MpesaAccount,
  request: CollectRequest,
  { signal }: CallOptions,
): Promise<RailAnswer<CollectStarted>> {
  const amount = checkAmount(request);
  if (typeof amount !== "number") return amount;
  const number = kenyanNumber(request.phone);
  if (number === undefined)
    return refuse("phone", "M-Pesa prompts go to Kenyan mobile numbers, as +2547... or +2541...");
  if (request.reference === "" || request.reference.length > mostReference)
    return refuse("reference", `A reference on M-Pesa has one to ${mostReference} characters.`);
  const isTill = account.settings.kind === "till";
  const answer = await account.daraja.post(
    {
      operation: "stk-push",
      effect: "once",
      path: "/mpesa/stkpush/v1/processrequest",
      body: () => ({
        ...signedBy(account),
        TransactionType: isTill ? "CustomerBuyGoodsOnline" : "CustomerPayBillOnline",
        Amount: String(amount),
        PartyA: number,
        PartyB: account.shortCode,
        PhoneNumber: number,
        CallBackURL: account.addressOf(joinTopic("stk", request.attemptId)),
        AccountReference: request.reference,
        TransactionDesc: request.description.slice(0, mostDescription),
      }),
    },
    signal,
    readPromptRef,
  );
  if (answer.outcome !== "ok") return answer;
  return ok({
    ref: answer.value,
    url: null,
    expiresAt: new Date(account.clock.nowMs() + promptMinutes * 60_000).toISOString(),
    text: "M-Pesa sends the prompt to the phone. It is paid when the payer has entered the PIN.",
  });
}

/** Whole shillings within the limits, or why not: nothing is rounded on the way. */
export function checkAmount({
  amountMinor,
  currency,
}: {
  amountMinor: number;
  currency: string;
}): number | ReturnType<typeof refuse> {
  const { least, most } = limitsMinor[currency] ?? { least: 0, most: 0 };
  if (currency !== "KES") return refuse("currency", "M-Pesa carries Kenyan shillings only.");
  const shillings = toShillings(amountMinor);
  if (shillings === undefined)
    return refuse(
      "whole_shillings",
      "M-Pesa takes whole shillings. Ask for the next whole one, or carry the cents.",
    );
  if (amountMinor < least || amountMinor > most)
    return refuse("limit", "M-Pesa takes KES 1 to KES 250,000 at once. Ask for it in parts, or by bank.");
  return shillings;
}

/** What became of a prompt. An error that says "being processed" is no failure. */
export async function queryPrompt(
  account: MpesaAccount,
  ref: string,
  { signal }: CallOptions,
): Promise<RailAnswer<readonly RailFact[]>> {
  const answer = await account.daraja.post(
    {
      operation: "stk-query",
      effect: "none",
      path: "/mpesa/stkpushquery/v1/query",
      body: () => ({ ...signedBy(account), CheckoutRequestID: ref }),
    },
    signal,
    readQueryCode,
    (message) => (/being processed|still under processing/i.test(message) ? "" : undefined),
  );
  return answer.outcome === "ok" ? ok([attemptFact(ref, answer.value)]) : answer;
}

import type {
  CallOptions,
  MovementRequest,
  MovementStarted,
  PayOutRequest,
  RailAnswer,
  RailFact,
  RefundRequest,
} from "../rail-provider.ts";
import type { MpesaAccount } from "./account.ts";
import { ok, refuse } from "../answers.ts";
import { isAccepted, readMovementRef } from "./answers.ts";
import { checkAmount } from "./collecting.ts";
import { encryptCredential } from "./credential.ts";
import { joinTopic, type MpesaTopic } from "./inbound.ts";
import { kenyanNumber } from "./values.ts";

/** Who asks Daraja to move money, with the password under its certificate. */
function initiatorOf({ settings }: MpesaAccount) {
  const { initiatorName, initiatorPassword, certificate } = settings;
  if (initiatorName === undefined || initiatorPassword === undefined || certificate === undefined)
    return refuse(
      "initiator",
      "Set the initiator, its password and Daraja's certificate: payouts, reversals and status need them.",
      "settings",
    );
  const credential = encryptCredential(initiatorPassword, certificate);
  if (credential === undefined)
    return refuse(
      "certificate",
      "Daraja's certificate cannot be read. Paste its PEM text again.",
      "settings",
    );
  return { name: initiatorName, credential };
}

/** Where the result and a full queue are told, with our key behind the topic. */
function addressesOf(account: MpesaAccount, kind: "b2c" | "reversal" | "status", requestKey: string) {
  const address = (topic: MpesaTopic) => account.addressOf(joinTopic(topic, requestKey));
  return { ResultURL: address(`${kind}-result`), QueueTimeOutURL: address(`${kind}-timeout`) };
}

/** Remarks have 2 to 100 characters. */
const remarksOf = (reason: string) => reason.slice(0, 100).padEnd(2, ".");

function started(answer: RailAnswer<string>, request: MovementRequest): RailAnswer<MovementStarted> {
  if (answer.outcome !== "ok") return answer;
  const fact: RailFact = {
    kind: "movement",
    requestKey: request.requestKey,
    ref: answer.value,
    state: "pending",
    externalId: null,
    moneyId: null,
    amountMinor: request.amountMinor,
    currency: request.currency,
    result: null,
  };
  return ok({ ref: answer.value, facts: [fact] });
}

/** Sends money to a phone (B2C). Our key is the conversation's id: Daraja refuses the second. */
export async function sendPayOut(
  account: MpesaAccount,
  request: PayOutRequest,
  { signal }: CallOptions,
): Promise<RailAnswer<MovementStarted>> {
  const amount = checkAmount(request);
  if (typeof amount !== "number") return amount;
  const number = kenyanNumber(request.phone);
  if (number === undefined)
    return refuse("phone", "M-Pesa pays to Kenyan mobile numbers, as +2547... or +2541...");
  const initiator = initiatorOf(account);
  if ("outcome" in initiator) return initiator;
  const answer = await account.daraja.post(
    {
      operation: "b2c",
      effect: "keyed",
      path: "/mpesa/b2c/v3/paymentrequest",
      body: () => ({
        OriginatorConversationID: request.requestKey,
        InitiatorName: initiator.name,
        SecurityCredential: initiator.credential,
        CommandID: "BusinessPayment",
        Amount: String(amount),
        PartyA: account.shortCode,
        PartyB: number,
        Remarks: remarksOf(request.reason),
        ...addressesOf(account, "b2c", request.requestKey),
        Occassion: "",
      }),
    },
    signal,
    readMovementRef,
  );
  return started(answer, request);
}

/** Takes a receipt back to its payer. Daraja has no key for it: a lost answer is uncertain. */
export async function sendReversal(
  account: MpesaAccount,
  request: RefundRequest,
  { signal }: CallOptions,
): Promise<RailAnswer<MovementStarted>> {
  const amount = checkAmount(request);
  if (typeof amount !== "number") return amount;
  const initiator = initiatorOf(account);
  if ("outcome" in initiator) return initiator;
  const answer = await account.daraja.post(
    {
      operation: "reversal",
      effect: "once",
      path: "/mpesa/reversal/v1/request",
      body: () => ({
        Initiator: initiator.name,
        SecurityCredential: initiator.credential,
        CommandID: "TransactionReversal",
        TransactionID: request.moneyId,
        Amount: String(amount),
        ReceiverParty: account.shortCode,
        // Spelt as Daraja spells it.
        RecieverIdentifierType: "11",
        ...addressesOf(account, "reversal", request.requestKey),
        Remarks: remarksOf(request.reason),
        Occasion: request.requestKey,
      }),
    },
    signal,
    readMovementRef,
  );
  return started(answer, request);
}

/**
 * Asks what became of a payout or reversal, by the originator's id of its conversation: our key of a payout, Daraja's
 * of a reversal. The answer comes as `status-result`.
 */
export async function queryStatus(
  account: MpesaAccount,
  movement: { requestKey: string; ref: string | null },
  { signal }: CallOptions,
): Promise<RailAnswer<readonly RailFact[]>> {
  const initiator = initiatorOf(account);
  if ("outcome" in initiator) return initiator;
  const answer = await account.daraja.post(
    {
      operation: "transaction-status",
      effect: "none",
      path: "/mpesa/transactionstatus/v1/query",
      body: () => ({
        Initiator: initiator.name,
        SecurityCredential: initiator.credential,
        CommandID: "TransactionStatusQuery",
        TransactionID: "",
        OriginalConversationID: movement.ref ?? movement.requestKey,
        PartyA: account.shortCode,
        IdentifierType: "4",
        ...addressesOf(account, "status", movement.requestKey),
        Remarks: "Status",
        Occasion: movement.requestKey,
      }),
    },
    signal,
    isAccepted,
  );
  return answer.outcome === "ok" ? ok([]) : answer;
}

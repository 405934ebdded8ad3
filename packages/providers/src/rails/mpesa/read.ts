import { AppError } from "@stead/kernel/errors";
import type { MoneyReceived, RailFact, StoredEvent } from "../rail-provider.ts";
import { splitTopic, type MpesaTopic } from "./inbound.ts";
import { meaningOf, toResult } from "./results.ts";
import { parseBody, parseShape, readEach } from "../shape.ts";
import { AsyncResult, C2bPayment, PulledRow, readNamed, StkCallback } from "./shapes.ts";
import { payerKey, readShillings, readTime } from "./values.ts";

export type Reader = (event: StoredEvent) => readonly RailFact[];

/** Reads what Daraja calls with. `shortCodes` are those of the account: money of others is refused. */
export function createReader(shortCodes: readonly string[]): Reader {
  return ({ topic, body, receivedAt }) => {
    const { name, key } = splitTopic(topic);
    if (name === undefined) throw new AppError("INVALID", "M-Pesa has no callback of that name");
    const parsed = parseBody(body, name);
    if (name === "stk") return [readPrompt(parsed, receivedAt, key)];
    if (name === "c2b-confirmation") return [readConfirmation(parsed, receivedAt, shortCodes)];
    if (name === "c2b-validation")
      return [{ kind: "other", text: "M-Pesa asked whether to take a payment." }];
    if (name === "pull") return readAnnounced(parsed, receivedAt);
    return [readMovement(name, parsed, key)];
  };
}

function readPrompt(parsed: unknown, receivedAt: string, attemptId: string | null): RailFact {
  const { stkCallback: callback } = parseShape(StkCallback, parsed, "stk").Body;
  const { attempt } = meaningOf(callback.ResultCode);
  const valueOf = readNamed(
    (callback.CallbackMetadata?.Item ?? []).map(({ Name, Value }) => ({ name: Name, value: Value })),
    "stk",
  );
  const receipt = attempt === "paid" ? valueOf("MpesaReceiptNumber") : undefined;
  const amount = valueOf("Amount");
  const money: MoneyReceived | null =
    receipt === undefined || amount === undefined
      ? null
      : {
          externalId: receiptNumber(receipt),
          amountMinor: readShillings(amount),
          currency: "KES",
          receivedAt: readTime(valueOf("TransactionDate")) ?? receivedAt,
          reference: null,
          payerKey: payerKey(valueOf("PhoneNumber")),
          payerName: null,
          feeMinor: null,
        };
  return {
    kind: "attempt",
    ref: callback.CheckoutRequestID,
    attemptId,
    state: attempt,
    result: toResult(callback.ResultCode),
    money,
  };
}

function readConfirmation(parsed: unknown, receivedAt: string, shortCodes: readonly string[]): RailFact {
  const payment = parseShape(C2bPayment, parsed, "c2b-confirmation");
  if (!shortCodes.includes(payment.BusinessShortCode))
    throw new AppError("INVALID", "c2b-confirmation: it is about another short code than this account's");
  const names = [payment.FirstName, payment.MiddleName, payment.LastName].filter((name) => name !== "");
  return {
    kind: "money",
    money: {
      externalId: receiptNumber(payment.TransID),
      amountMinor: readShillings(payment.TransAmount),
      currency: "KES",
      receivedAt: readTime(payment.TransTime) ?? receivedAt,
      reference: payment.BillRefNumber === "" ? null : payment.BillRefNumber.slice(0, 100),
      payerKey: payerKey(payment.MSISDN),
      payerName: names.length === 0 ? null : names.join(" ").slice(0, 200),
      feeMinor: null,
    },
  };
}

/** Rows that are announced rather than asked for. Throws INVALID when one cannot be read. */
function readAnnounced(parsed: unknown, receivedAt: string): RailFact[] {
  const { money, unreadableCount } = readPulled(parsed, receivedAt);
  if (unreadableCount > 0) throw new AppError("INVALID", `pull: ${unreadableCount} rows cannot be read`);
  return money.map((one) => ({ kind: "money", money: one }));
}

/**
 * Rows of a pull: `Response` holds lists of rows, in which an empty one is nothing. Their times are Nairobi's, as all
 * of Daraja's, though a Z stands behind them. Throws INVALID.
 */
export function readPulled(parsed: unknown, receivedAt: string): PulledMoney {
  const response: unknown =
    typeof parsed === "object" && parsed !== null && !Array.isArray(parsed)
      ? (Reflect.get(parsed, "Response") ?? [])
      : parsed;
  if (!Array.isArray(response)) throw new AppError("INVALID", "pull: it has another form");
  const rows = response.flat(1) as unknown[];
  const { read, unreadableCount } = readEach(rows, (row) => readPulledRow(row, receivedAt));
  return { money: read.filter((money) => money !== null), rowCount: rows.length, unreadableCount };
}

type PulledMoney = {
  money: MoneyReceived[];
  /** With those that are no money. */
  rowCount: number;
  unreadableCount: number;
};

/** A row's money; null for one that is none of ours. Throws INVALID. */
function readPulledRow(listed: unknown, receivedAt: string): MoneyReceived | null {
  const row = parseShape(PulledRow, listed, "pull");
  if (row.transactiontype !== "" && !/^c2b/i.test(row.transactiontype)) return null;
  return {
    externalId: receiptNumber(row.transactionId),
    amountMinor: readShillings(row.amount),
    currency: "KES",
    receivedAt: readTime(row.trxDate.replace(/Z$/, "")) ?? receivedAt,
    reference: row.billreference === "" ? null : row.billreference.slice(0, 100),
    payerKey: payerKey(row.msisdn),
    payerName: null,
    feeMinor: null,
  };
}

/** Receipts are compared as text: one form, whichever way they came. Throws INVALID. */
function receiptNumber(text: string): string {
  const receipt = text.trim().toUpperCase();
  if (!/^[A-Z0-9]{4,40}$/.test(receipt))
    throw new AppError("INVALID", "the receipt number is none of M-Pesa's");
  return receipt;
}

type MovementTopic = Exclude<MpesaTopic, "stk" | "c2b-validation" | "c2b-confirmation" | "pull">;

function readMovement(topic: MovementTopic, parsed: unknown, key: string | null): RailFact {
  const { Result: result } = parseShape(AsyncResult, parsed, topic);
  const valueOf = readNamed(
    [...(result.ResultParameters?.ResultParameter ?? []), ...(result.ReferenceData?.ReferenceItem ?? [])].map(
      ({ Key, Value }) => ({ name: Key, value: Value }),
    ),
    topic,
  );
  const isStatus = topic.startsWith("status");
  // A status result has a conversation of its own; the one asked about is among its parameters.
  const origin = isStatus ? valueOf("OriginatorConversationID") : result.OriginatorConversationID;
  const ref = origin === undefined || origin === "" ? null : origin;
  const state = stateOf(topic, result.ResultCode, valueOf("TransactionStatus"));
  const receipt =
    valueOf("TransactionReceipt") ?? valueOf("ReceiptNo") ?? (isStatus ? "" : result.TransactionID);
  const amount = valueOf("TransactionAmount") ?? valueOf("Amount");
  const moneyId = valueOf("OriginalTransactionID");
  return {
    kind: "movement",
    // Of a payout the conversation's id is our key; of a reversal Daraja makes it.
    requestKey: key ?? (topic.startsWith("reversal") ? null : ref),
    ref,
    state,
    externalId: state === "paid" && receipt !== "" ? receiptNumber(receipt) : null,
    moneyId: moneyId === undefined ? null : receiptNumber(moneyId),
    amountMinor: amount === undefined ? null : readShillings(amount),
    currency: amount === undefined ? null : "KES",
    result: topic.endsWith("timeout")
      ? {
          code: "queue_timeout",
          text: "M-Pesa's queue was full and it is not known whether it was done. Stead asks again before anything else.",
          concern: "provider",
        }
      : toResult(result.ResultCode),
  };
}

/** What a result says of the movement. A status that could not be found says nothing of the money. */
function stateOf(
  topic: MovementTopic,
  code: string,
  status: string | undefined,
): "pending" | "paid" | "failed" {
  if (topic.endsWith("timeout")) return "pending";
  if (topic !== "status-result") return meaningOf(code).movement;
  if (code !== "0") return "pending";
  if (/^completed$/i.test(status ?? "")) return "paid";
  return /^(failed|declined|cancelled|expired)$/i.test(status ?? "") ? "failed" : "pending";
}

import { createHash } from "node:crypto";
import { BlockList, isIP, isIPv6 } from "node:net";
import { isAppError } from "@stead/kernel/errors";
import type { HttpAnswer, InboundRequest, InboundVerdict, ValidationReason } from "../rail-provider.ts";
import { parseBody, parseShape } from "../shape.ts";
import { AsyncResult, C2bPayment, StkCallback } from "./shapes.ts";
import { readShillings } from "./values.ts";

export const mpesaTopics = [
  "stk",
  "c2b-validation",
  "c2b-confirmation",
  "b2c-result",
  "b2c-timeout",
  "reversal-result",
  "reversal-timeout",
  "status-result",
  "status-timeout",
  "pull",
] as const;
export type MpesaTopic = (typeof mpesaTopics)[number];

/** Where Safaricom calls from, as others have seen it; set another list when they move. */
export const safaricomAddresses = [
  "196.201.214.200",
  "196.201.214.206",
  "196.201.214.207",
  "196.201.214.208",
  "196.201.213.114",
  "196.201.213.44",
  "196.201.212.127",
  "196.201.212.138",
  "196.201.212.129",
  "196.201.212.136",
  "196.201.212.74",
  "196.201.212.69",
] as const;

/**
 * A topic and the key of ours that we put behind it with a dot: Daraja calls exactly the address that it was given, so
 * the key comes back with an answer even when the acknowledgement, and with it Daraja's own ids, was lost.
 */
export function splitTopic(topic: string): { name: MpesaTopic | undefined; key: string | null } {
  const dot = topic.indexOf(".");
  const name = mpesaTopics.find((known) => known === (dot < 0 ? topic : topic.slice(0, dot)));
  const key = dot < 0 ? "" : topic.slice(dot + 1);
  return { name, key: isTopicKey(key) ? key : null };
}

export function joinTopic(name: MpesaTopic, key: string): string {
  return isTopicKey(key) ? `${name}.${key}` : name;
}

function isTopicKey(key: string): boolean {
  return /^[\w-]{1,64}$/.test(key);
}

const accepted: HttpAnswer = { status: 200, body: { ResultCode: 0, ResultDesc: "Accepted" } };

export function answerValidation(reason: ValidationReason | null): HttpAnswer {
  if (reason === null) return { status: 200, body: { ResultCode: "0", ResultDesc: "Accepted" } };
  const codes = { account: "C2B00012", amount: "C2B00013", other: "C2B00016" } as const;
  return { status: 200, body: { ResultCode: codes[reason], ResultDesc: "Rejected" } };
}

/** Addresses and networks (`10.0.0.0/8`) as a test. Throws on a text that is neither. */
export function createAddressTest(addresses: readonly string[]): (address: string) => boolean {
  const list = new BlockList();
  for (const entry of addresses) {
    const [address = "", prefix] = entry.split("/");
    const family = isIPv6(address) ? "ipv6" : "ipv4";
    if (prefix === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(prefix), family);
  }
  return (address) => {
    const plain = address.replace(/^::ffff:(?=\d+\.)/i, "");
    return isIP(plain) !== 0 && list.check(plain, isIPv6(plain) ? "ipv6" : "ipv4");
  };
}

/** The decision at the door. Daraja signs nothing: the secret path was checked before, the address says how sure it is. */
export function createInspector(
  isAllowed: (address: string) => boolean,
): (request: InboundRequest) => InboundVerdict {
  return ({ topic, body, remoteAddress }) => {
    const { name, key: ours } = splitTopic(topic);
    if (name === undefined) return refuse(404, "no such callback");
    const isVerified = isAllowed(remoteAddress);
    try {
      const parsed = parseBody(body, name);
      if (name === "c2b-validation") return inspectValidation(parsed);
      const hash = createHash("sha256").update(body).digest("hex").slice(0, 32);
      // A forged one that came first must not take the key of the true one.
      const key = [
        name,
        ours ?? "",
        nameEvent(name, parsed, isVerified),
        hash,
        ...(isVerified ? [] : ["unverified"]),
      ];
      return {
        outcome: "store",
        key: key.filter((part) => part !== "").join(":"),
        isVerified,
        answer: accepted,
      };
    } catch (error) {
      if (!isAppError(error, "INVALID")) throw error;
      return refuse(name === "c2b-validation" ? 200 : 400, error.message);
    }
  };
}

function refuse(status: number, reason: string): InboundVerdict {
  return { outcome: "refuse", answer: { ...answerValidation("other"), status }, reason };
}

function inspectValidation(parsed: unknown): InboundVerdict {
  const payment = parseShape(C2bPayment, parsed, "c2b-validation");
  const amountMinor = readShillings(payment.TransAmount);
  return { outcome: "validate", reference: payment.BillRefNumber, amountMinor, currency: "KES" };
}

/**
 * The provider's id of an event. From an address of theirs every JSON text is kept, known or not: nothing comes twice,
 * and what changed its form must be seen by people. From elsewhere only what has the right shape. Throws INVALID.
 */
function nameEvent(name: MpesaTopic, parsed: unknown, isVerified: boolean): string {
  try {
    return nameOf(name, parsed);
  } catch (error) {
    if (isVerified && isAppError(error, "INVALID")) return "";
    throw error;
  }
}

function nameOf(name: MpesaTopic, parsed: unknown): string {
  if (name === "pull") return "";
  const id =
    name === "stk"
      ? parseShape(StkCallback, parsed, name).Body.stkCallback.CheckoutRequestID
      : name === "c2b-confirmation" || name === "c2b-validation"
        ? parseShape(C2bPayment, parsed, name).TransID
        : parseShape(AsyncResult, parsed, name).Result.ConversationID;
  return id.replaceAll(/[^\w.-]/g, "").slice(0, 60);
}

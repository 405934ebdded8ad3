import { z } from "zod";
import { AppError } from "@stead/kernel/errors";
import type { AttemptState, MoneyReceived, RailFact } from "../rail-provider.ts";
import { parseBody, parseShape } from "../shape.ts";
import { meaningOf } from "./results.ts";
import { Credit, Notice, PayRequest, Sweep, Transfer } from "./shapes.ts";

export function readCredit(credit: z.output<typeof Credit>): MoneyReceived {
  return {
    externalId: credit.id,
    amountMinor: credit.amount_minor,
    currency: credit.currency,
    receivedAt: credit.at,
    reference: credit.reference || null,
    payerKey: credit.payer.account,
    payerName: credit.payer.name,
    feeMinor: null,
  };
}

/** A credit as a fact: of the request that it answers, or money that nobody asked for. */
export function readArrival(credit: z.output<typeof Credit>): RailFact {
  const money = readCredit(credit);
  const { request } = credit;
  if (request === null) return { kind: "money", money };
  const { id: ref, merchant_id: attemptId } = request;
  return { kind: "attempt", ref, attemptId, state: "paid", result: null, money };
}

const openStates = new Set(["open", "processing"]);
const closedStates = new Set(["declined", "expired", "failed"]);

export function readRequest(request: z.output<typeof PayRequest>): RailFact {
  const { id: ref, merchant_id: attemptId, status, reason, credit } = request;
  const named = { kind: "attempt", ref, attemptId } as const;
  if (status === "paid")
    return { ...named, state: "paid", result: null, money: credit && readCredit(credit) };
  if (openStates.has(status)) return { ...named, state: "pending", result: null, money: null };
  const { attempt, result } = meaningOf(reason);
  const state: AttemptState = closedStates.has(status) ? attempt : "unknown";
  return { ...named, state, result, money: null };
}

export function readTransfer(transfer: z.output<typeof Transfer>): RailFact {
  const { id: ref, key: requestKey, status, reason, credit: moneyId, currency } = transfer;
  const about = { kind: "movement", requestKey, ref, moneyId, amountMinor: transfer.amount_minor } as const;
  const fact = { ...about, currency, externalId: ref };
  if (status === "completed") return { ...fact, state: "paid", result: null };
  if (status !== "failed") return { ...fact, state: "pending", result: null };
  const { movement, result } = meaningOf(reason);
  return { ...fact, state: movement, result };
}

function readSweep(sweep: z.output<typeof Sweep>): RailFact {
  const { id: ref, gross_minor: grossMinor, fee_minor: feeMinor, net_minor: netMinor } = sweep;
  const { currency, at, credits: moneyIds } = sweep;
  return {
    kind: "settlement",
    ref,
    state: "paid",
    grossMinor,
    feeMinor,
    netMinor,
    currency,
    at,
    moneyIds,
    isWhole: true,
  };
}

const part = <Shape extends z.ZodType>(name: string, shape: Shape, data: unknown, type: string) =>
  parseShape(z.looseObject({ [name]: shape }), data, type)[name] as z.output<Shape>;

/** What a notice says. Throws INVALID for one that cannot be read, or is of another account. */
export function readNotice(body: Uint8Array, account: string): readonly RailFact[] {
  const { type, data, account: named } = parseShape(Notice, parseBody(body, "notice"), "notice");
  if (named !== account) throw new AppError("INVALID", `${type}: it is of another account`);
  switch (type) {
    case "credit.received":
      return [readArrival(part("credit", Credit, data, type))];
    case "request.paid":
    case "request.closed":
      return [readRequest(part("request", PayRequest, data, type))];
    case "transfer.completed":
    case "transfer.failed":
      return [readTransfer(part("transfer", Transfer, data, type))];
    case "sweep.completed":
      return [readSweep(part("sweep", Sweep, data, type))];
    default:
      return [{ kind: "other", text: "A notice that Stead does not act upon." }];
  }
}

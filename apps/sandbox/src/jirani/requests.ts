import { AppError } from "@stead/kernel/errors";
import { giveNotice } from "./notices.ts";
import type { Credit, PayRequest } from "./rows.ts";
import { showCredit, showRequest } from "./shapes.ts";
import { newBankId, type BankSide } from "./side.ts";

/** How a payer's no, or the bank's, is told. */
export const payerRefusals = {
  decline: { status: "declined", reason: "payer_declined" },
  "no-money": { status: "failed", reason: "insufficient_funds" },
  limit: { status: "failed", reason: "limit_exceeded" },
  blocked: { status: "failed", reason: "payer_blocked" },
  unavailable: { status: "failed", reason: "bank_unavailable" },
  expire: { status: "expired", reason: "expired" },
} as const;

export type PayerRefusal = keyof typeof payerRefusals;

export const payerActs = ["pay", ...(Object.keys(payerRefusals) as PayerRefusal[])] as const;

export type NewRequest = Pick<
  PayRequest,
  | "account"
  | "merchantId"
  | "amountMinor"
  | "currency"
  | "reference"
  | "narrative"
  | "returnUrl"
  | "expiresMs"
>;

/** Inside an act. */
export function openRequest(side: BankSide, fields: NewRequest): PayRequest {
  const createdMs = side.clock.nowMs();
  const id = newBankId("rq");
  const request = side.requests.put(id, {
    ...fields,
    id,
    status: "open",
    reason: null,
    creditId: null,
    createdMs,
  });
  side.agenda.schedule("bank-request-end", Math.max(0, fields.expiresMs - createdMs), id);
  const { autoplaySeconds } = side.settings.now;
  if (autoplaySeconds !== null) side.agenda.schedule("bank-request-pay", autoplaySeconds * 1_000, id);
  return request;
}

export type NewCredit = Pick<Credit, "account" | "amountMinor" | "reference" | "payer" | "requestId">;

/** Inside an act: money comes to an account. */
export function bookCredit(side: BankSide, fields: NewCredit): Credit {
  const { currency, balanceMinor } = side.accounts.need(fields.account);
  const id = newBankId("cr");
  const credit = side.credits.put(id, {
    ...fields,
    id,
    currency,
    place: side.creditsOf(fields.account).length + 1,
    returnedMinor: 0,
    isSwept: false,
    atMs: side.clock.nowMs(),
  });
  side.accounts.change(fields.account, { balanceMinor: balanceMinor + fields.amountMinor });
  giveNotice(side, fields.account, "credit.received", { credit: showCredit(side, credit) });
  return credit;
}

function needOpen(side: BankSide, id: string): PayRequest {
  const request = side.requests.need(id);
  if (request.status !== "open") throw new AppError("PRECONDITION", "the request has ended already");
  return request;
}

/** The payer says yes: the money comes, and both the credit and the request are told. */
export function payRequest(side: BankSide, id: string): PayRequest {
  return side.store.act(() => {
    const { account, amountMinor, reference } = needOpen(side, id);
    const payer = { name: "Amina Otieno", account: `JB-${id.slice(-10)}` };
    const credit = bookCredit(side, { account, amountMinor, reference, payer, requestId: id });
    const paid = side.requests.change(id, { status: "paid", creditId: credit.id });
    giveNotice(side, account, "request.paid", { request: showRequest(side, paid) });
    return paid;
  });
}

/** The request ends without money. */
export function closeRequest(
  side: BankSide,
  id: string,
  end: { status: PayRequest["status"]; reason: string },
): PayRequest {
  return side.store.act(() => {
    const closed = side.requests.change(needOpen(side, id).id, end);
    giveNotice(side, closed.account, "request.closed", { request: showRequest(side, closed) });
    return closed;
  });
}

export function handleRequestTasks(side: BankSide): void {
  const isOpen = (id: string) => side.requests.get(id)?.status === "open";
  side.agenda.handle("bank-request-pay", (id) => {
    if (isOpen(id)) payRequest(side, id);
  });
  side.agenda.handle("bank-request-end", (id) => {
    if (isOpen(id)) closeRequest(side, id, payerRefusals.expire);
  });
}

import { railDescriptors } from "@stead/contracts/rails";
import type { Tx } from "@stead/db/client";
import { newId } from "@stead/kernel/ids";
import { formatMoney } from "@stead/kernel/money";
import type { RailFact } from "@stead/providers/rails/rail-provider";
import { findExternal, instantNow, readOne, recordAudit, type ServiceContext } from "../context/index.ts";
import { bookRefund, lockPayment } from "../payments/index.ts";
import type { RailAccountRow } from "../rails/index.ts";
import { heldOf, paymentOf } from "./book-leaving.ts";
import { leavesFrom } from "./choose-destination.ts";
import { claimLeft, endPaid, endWithout, failedAfterPaid } from "./finish-disbursement.ts";
import { planCheck } from "./plan-check.ts";
import {
  auditDisbursement,
  beginning,
  insertDisbursement,
  lockNamedDisbursement,
  readNamedDisbursement,
  saveDisbursement,
  type Disbursement,
} from "./rows.ts";
import { isFinal } from "./rules.ts";

export type MovementFact = Extract<RailFact, { kind: "movement" }>;
type Account = Pick<RailAccountRow, "id" | "rail" | "account">;

/** What a movement came to; with `waitsFor`, nothing of it is booked yet. */
export type MovementOutcome = {
  disbursementId?: string;
  paymentId?: string;
  waitsFor?: string;
  note?: string;
};

const underWay = {
  name: "movement_under_way",
  text: `select exists (select from disbursements where agency_id = $1 and payment_id = $2 and rail_account_id = $3
    and way = 'refund' and provider_ref is null and state in ('sending', 'sent', 'uncertain')) as "isOpen"`,
};

/**
 * Books what a provider says of money that was sent out, in the caller's transaction: of a refund of ours, found by our
 * key or the provider's name of it; or of one that was made at the provider's own, which is then booked by its word. It
 * may be told again, in any order. One about a payment that is not known waits for it.
 */
export async function settleMovement(
  tx: Tx,
  ctx: ServiceContext,
  account: Account,
  fact: MovementFact,
): Promise<MovementOutcome> {
  const { requestKey, ref } = fact;
  const named = { railAccountId: account.id, requestKey, ref };
  const row = await lockNamedDisbursement(tx, ctx, named);
  if (row !== undefined) return applyMovement(tx, ctx, account, { row, fact });
  if (fact.moneyId === null) return { waitsFor: "the refund or payout that it is about" };
  const { rail, account: name } = account;
  const paid = { rail, account: name, kind: "payment", externalId: fact.moneyId };
  const paymentId = await findExternal(tx.sql, ctx, paid);
  if (paymentId === undefined) return { waitsFor: "the payment that was refunded" };
  const locked = await lockPayment(tx, ctx, paymentId);
  // One of ours whose answer is not kept yet may be this one. Looked at first: its name is kept before it is no longer so.
  const open = await readOne<{ isOpen: boolean }>(tx.sql, underWay, ctx.agencyId, paymentId, account.id);
  const met = await lockNamedDisbursement(tx, ctx, named);
  if (met !== undefined) return applyMovement(tx, ctx, account, { row: met, fact });
  if (open?.isOpen) return { waitsFor: "a refund of the same payment whose answer is not there yet" };
  return bookTold(tx, ctx, account, { fact, ...locked });
}

/**
 * Whether an event says the opposite of how a refund ended: events come in any order, so the provider is asked how it
 * stands before this one is believed.
 */
export async function isContradicted(
  sql: Tx["sql"],
  ctx: ServiceContext,
  railAccountId: string,
  { requestKey, ref, state }: MovementFact,
): Promise<boolean> {
  if (state === "pending") return false;
  const row = await readNamedDisbursement(sql, ctx, { railAccountId, requestKey, ref });
  if (row === undefined) return false;
  return state === "paid" ? row.state === "failed" || row.state === "cancelled" : row.state === "paid";
}

/** Applies what is said of a refund under its lock. */
export async function applyMovement(
  tx: Tx,
  ctx: ServiceContext,
  account: Account,
  { row, fact }: { row: Disbursement; fact: MovementFact },
): Promise<MovementOutcome> {
  const outcome = { disbursementId: row.id, paymentId: paymentOf(row) };
  const { rail, account: name } = account;
  row.providerRef ??= fact.ref;
  if (fact.state === "paid")
    return { ...outcome, ...(await applyPaid(tx, ctx, { rail, account: name }, row, fact)) };
  if (fact.state === "failed" && row.state === "paid") {
    await recordAudit(tx, ctx, {
      action: "disbursement.failed_after_paid",
      entityType: "disbursement",
      entityId: row.id,
      after: { resultCode: fact.result?.code ?? null },
    });
    const said = fact.result?.text ?? "The provider says that it failed.";
    const resultText = `The provider said that this was paid, and later that it failed: ${said} Look at its statement.`;
    Object.assign(row, { resultCode: failedAfterPaid, resultText });
    await saveDisbursement(tx, ctx, row);
    return { ...outcome, note: resultText };
  }
  if (isFinal(row.state)) return outcome;
  if (fact.state === "failed") {
    const result = fact.result ?? { code: "failed", text: "The provider says that it failed." };
    await endWithout(tx, ctx, row, { state: "failed", result });
    return outcome;
  }
  if (row.state === "sent") await saveDisbursement(tx, ctx, row);
  else {
    row.state = "sent";
    await planCheck(tx, ctx, row);
    await saveDisbursement(tx, ctx, row);
  }
  return outcome;
}

async function applyPaid(
  tx: Tx,
  ctx: ServiceContext,
  { rail, account }: Pick<Account, "rail" | "account">,
  row: Disbursement,
  fact: MovementFact,
): Promise<Pick<MovementOutcome, "waitsFor" | "note">> {
  const { externalId, amountMinor } = fact;
  if (externalId !== null && (await claimLeft(tx, ctx, { rail, account, externalId }, row.id)) !== row.id)
    return { note: "Its receipt number belongs to another refund." };
  if (row.state === "paid") {
    if (row.externalId !== null || externalId === null) return {};
    row.externalId = externalId;
    await saveDisbursement(tx, ctx, row);
    return {};
  }
  const differs = amountMinor !== null && amountMinor !== row.amountMinor;
  const text = differs
    ? `The provider paid ${formatMoney(amountMinor, row.currency)}, not ${formatMoney(row.amountMinor, row.currency)}. Look at its statement.`
    : null;
  const result = text === null ? fact.result : { code: "amount_differs", text };
  const done = await endPaid(tx, ctx, row, { externalId, result });
  if (done === undefined) return { waitsFor: "money of the payment: it holds less than was paid back" };
  return text === null ? {} : { note: text };
}

type Told = { fact: MovementFact } & Awaited<ReturnType<typeof lockPayment>>;

/** A refund that was made at the provider's own: the money has left, so it is booked from whatever the payment holds. */
async function bookTold(
  tx: Tx,
  ctx: ServiceContext,
  account: Account,
  { fact, payment, lease }: Told,
): Promise<MovementOutcome> {
  const { externalId, amountMinor, currency } = fact;
  if (fact.state !== "paid" || amountMinor === null || currency !== payment.currency)
    return { paymentId: payment.id, note: `A refund of it at the provider's own is ${fact.state}.` };
  const { rail, account: name, id: railAccountId } = account;
  const id = newId();
  const external = externalId ?? fact.ref;
  if (external !== null) {
    const ownerId = await claimLeft(tx, ctx, { rail, account: name, externalId: external }, id);
    if (ownerId !== id) return { disbursementId: ownerId, paymentId: payment.id };
  }
  if (heldOf(payment) < amountMinor)
    return { waitsFor: "money of the payment: it holds less than was paid back" };
  const reason = `Refunded with ${railDescriptors[rail].name} itself`;
  const source = "unallocated";
  const left = { source, accountCode: leavesFrom({ rail, source }), hasLeft: true } as const;
  const { refundId } = await bookRefund(tx, ctx, { payment, lease, amountMinor, rail, reason, ...left });
  const at = instantNow(ctx);
  const row: Disbursement = {
    ...beginning(ctx, id),
    id,
    way: "refund",
    rail,
    railAccountId,
    paymentId: payment.id,
    leaseId: payment.leaseId,
    propertyId: lease?.propertyId ?? null,
    source: "unallocated",
    amountMinor,
    currency: payment.currency,
    destinationSealed: null,
    destinationHint: null,
    reason,
    state: "paid",
    providerRef: fact.ref,
    refundId,
    approvedAt: at,
    sentAt: at,
    finishedAt: at,
  };
  await insertDisbursement(tx, ctx, row);
  row.externalId = external;
  await saveDisbursement(tx, ctx, row);
  await auditDisbursement(tx, ctx, "told", row);
  return { disbursementId: id, paymentId: payment.id };
}

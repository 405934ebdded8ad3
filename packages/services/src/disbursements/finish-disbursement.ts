import type { Tx } from "@stead/db/client";
import { assert } from "@stead/kernel/errors";
import {
  agencyToday,
  claimExternal,
  findExternal,
  instantNow,
  type ServiceContext,
} from "../context/index.ts";
import { bookMoney } from "../payments/index.ts";
import { readAccount } from "../rails/index.ts";
import { bookLeft, takeBooked } from "./book-leaving.ts";
import { leavesFrom } from "./choose-destination.ts";
import { notifyEnded } from "./notify-people.ts";
import { auditDisbursement, saveDisbursement, type Disbursement } from "./rows.ts";

/** The result of one whose provider said that it was paid, and later that it was not: for people to settle. */
export const failedAfterPaid = "failed_after_paid";

export type Result = { code: string; text: string };

/** Ends one under its lock without money having left: what was booked for it is taken back. */
export async function endWithout(
  tx: Tx,
  ctx: ServiceContext,
  row: Disbursement,
  { state, result }: { state: "failed" | "cancelled"; result: Result | null },
): Promise<void> {
  const before = { ...row };
  const { refundId } = row;
  if (refundId !== null) {
    const reason = result?.text ?? "it was called off";
    const outcome = await takeBooked(tx, ctx, row, { refundId, reason });
    if (outcome === "reversed") await bringBack(tx, ctx, row);
  }
  finish(ctx, row, state, result);
  await saveDisbursement(tx, ctx, row);
  await auditDisbursement(tx, ctx, state, row, before);
  await notifyEnded(tx, ctx, row, result?.text ?? "It was called off");
}

/** The payment was taken back whole meanwhile, so the money that did not leave comes in anew. */
async function bringBack(tx: Tx, ctx: ServiceContext, row: Disbursement): Promise<void> {
  const { rail, railAccountId, requestKey, amountMinor, currency, leaseId } = row;
  const accountCode = leavesFrom(row);
  const account =
    railAccountId === null ? accountCode : (await readAccount(tx.sql, ctx, railAccountId)).account;
  await bookMoney(tx, ctx, {
    rail,
    account,
    accountCode,
    externalId: `${requestKey}:returned`,
    amountMinor,
    currency,
    receivedOn: agencyToday(ctx),
    reference: null,
    leaseId,
    payer: null,
  });
}

export type ExternalName = { rail: Disbursement["rail"]; account: string; externalId: string };

/** Claims the provider's or bank's number of money that left. Answers whose it is. */
export async function claimLeft(
  tx: Tx,
  ctx: ServiceContext,
  left: ExternalName,
  id: string,
): Promise<string> {
  const name = { ...left, kind: "disbursement" };
  if (await claimExternal(tx, ctx, name, id)) return id;
  const before = await findExternal(tx.sql, ctx, name);
  assert(before, "disbursements: a claim that is there and is not");
  return before;
}

/**
 * Ends one under its lock with the money gone. One that was taken for failed is booked anew, from whatever the payment
 * or deposit holds now; undefined when it holds less, and nothing is written then.
 */
export async function endPaid(
  tx: Tx,
  ctx: ServiceContext,
  row: Disbursement,
  { externalId, result }: { externalId: string | null; result: Result | null },
): Promise<"paid" | undefined> {
  const before = { ...row };
  if (row.state === "failed" || row.state === "cancelled") {
    const refundId = await bookLeft(tx, ctx, row);
    if (refundId === undefined) return undefined;
    row.refundId = refundId;
  }
  row.externalId = externalId ?? row.externalId;
  row.sentAt ??= instantNow(ctx);
  finish(ctx, row, "paid", result);
  await saveDisbursement(tx, ctx, row);
  await auditDisbursement(tx, ctx, "paid", row, before);
  return "paid";
}

function finish(
  ctx: ServiceContext,
  row: Disbursement,
  state: "paid" | "failed" | "cancelled",
  result: Result | null,
): void {
  row.state = state;
  row.resultCode = result?.code ?? null;
  row.resultText = result?.text ?? null;
  row.finishedAt = instantNow(ctx);
  row.nextCheckAt = null;
}

import type { Tx } from "@stead/db/client";
import { maxDate } from "@stead/kernel/dates";
import { AppError, invalidField } from "@stead/kernel/errors";
import { sumMinor } from "@stead/kernel/money";
import { agencyToday, requireVersion, type ServiceContext } from "../context/index.ts";
import { giveToLease } from "./allocate-payment.ts";
import { lockPayments } from "./queries.ts";
import { enterPayment, newPayment } from "./record-payment.ts";
import { takePaymentBack } from "./reverse-payment.ts";

export type PaymentShare = { leaseId: string; amountMinor: number };

const copyPayer = {
  name: "payments_copy_payer",
  text: `insert into payment_payers (agency_id, payment_id, payer_key, name_sealed)
    select agency_id, $3, payer_key, name_sealed from payment_payers where agency_id = $1 and payment_id = $2`,
};

/**
 * Splits money that waits without a lease over several, in the caller's transaction: its receipt is taken back as split,
 * and each lease gets one of its own. The shares add up to it (INVALID otherwise). Returns the new payments' ids.
 */
export async function splitPayment(
  tx: Tx,
  ctx: ServiceContext,
  {
    paymentId,
    version,
    shares,
    reason,
  }: { paymentId: string; version: number; shares: readonly PaymentShare[]; reason: string },
): Promise<string[]> {
  const [payment] = await lockPayments(tx, ctx, [paymentId]);
  if (payment === undefined) throw new AppError("NOT_FOUND", "there is no such payment");
  requireVersion(payment, version);
  if (payment.leaseId !== null || payment.unallocatedMinor !== payment.amountMinor)
    throw new AppError("PRECONDITION", "only money that waits whole and without a lease is split");
  const total = sumMinor(shares.map(({ amountMinor }) => amountMinor));
  if (total !== payment.amountMinor)
    throw invalidField("shares", "sum", `the shares come to ${total}, the receipt is ${payment.amountMinor}`);
  await takePaymentBack(tx, ctx, { paymentId, version, kind: "split", reason });
  const { rail, accountCode, currency, reference } = payment;
  const receivedOn = maxDate(agencyToday(ctx), payment.receivedOn);
  const ids: string[] = [];
  for (const { leaseId, amountMinor } of shares) {
    const part = newPayment({
      leaseId: null,
      payerContactId: null,
      rail,
      accountCode,
      amountMinor,
      currency,
      reference,
      receivedOn,
    });
    await enterPayment(tx, ctx, {
      payment: part,
      lease: null,
      chosen: null,
      isSurplusCredit: false,
      note: `Part of receipt ${payment.number}`,
    });
    await tx.sql(copyPayer, ctx.agencyId, paymentId, part.id);
    const [entered] = await lockPayments(tx, ctx, [part.id]);
    await giveToLease(tx, ctx, { paymentId: part.id, version: entered?.version ?? 1, leaseId });
    ids.push(part.id);
  }
  return ids;
}

import type { Tx } from "@stead/db/client";
import { assert } from "@stead/kernel/errors";
import { claimExternal, findExternal, requirePermission, type ServiceContext } from "../context/index.ts";
import { giveToLease } from "./allocate-payment.ts";
import {
  dayOfArrival,
  draftPayment,
  leaseOfCurrency,
  placePayment,
  readClosedMonths,
  type ArrivedMoney,
  type BookedMoney,
} from "./draft-payment.ts";
import { matchLease } from "./match-lease.ts";
import { lockLease, lockPayments } from "./queries.ts";
import { enterPayment } from "./record-payment.ts";

const insertPayer = {
  name: "money_payer",
  text: `insert into payment_payers (agency_id, payment_id, payer_key, name_sealed) values ($1, $2, $3, $4)`,
};
/**
 * Books money that came in, in the caller's transaction: once for its external id, whichever way and however often it is
 * told. A second telling finds the payment, and gives it its lease when it waits without one. Money that nobody asked
 * for goes to the lease that its reference names, or waits as unallocated. It is never refused: what came in a month
 * that is closed meanwhile is booked today, with a note.
 */
export async function bookMoney(tx: Tx, ctx: ServiceContext, money: ArrivedMoney): Promise<BookedMoney> {
  requirePermission(ctx, "payments:write");
  const payment = draftPayment(money);
  const { rail, account, externalId } = money;
  const name = { rail, account, kind: "payment", externalId };
  if (!(await claimExternal(tx, ctx, name, payment.id)))
    return { paymentId: await meetAgain(tx, ctx, money), isNew: false };
  const leaseId =
    money.leaseId ?? (await matchLease(tx, ctx, { ...money, payerKey: money.payer?.key ?? null }));
  const lease = leaseOfCurrency(leaseId === null ? null : await lockLease(tx, ctx, leaseId), money);
  const closed = await readClosedMonths(tx, ctx, [dayOfArrival(ctx, money, lease)]);
  const { note } = placePayment(ctx, payment, lease, closed);
  const { payer } = money;
  await enterPayment(tx, ctx, {
    payment,
    lease,
    chosen: null,
    isSurplusCredit: true,
    note,
    ...(payer !== null && {
      alongside: () => tx.sql(insertPayer, ctx.agencyId, payment.id, payer.key, payer.nameSealed),
    }),
  });
  return { paymentId: payment.id, isNew: true };
}

/** The payment that was booked before; one that waits without a lease is given the one that is known now. */
async function meetAgain(tx: Tx, ctx: ServiceContext, money: ArrivedMoney): Promise<string> {
  const { rail, account, externalId, leaseId } = money;
  const beforeId = await findExternal(tx.sql, ctx, { rail, account, kind: "payment", externalId });
  assert(beforeId, "payments: a claim that is there and is not");
  if (leaseId === null) return beforeId;
  const [payment] = await lockPayments(tx, ctx, [beforeId]);
  if (payment?.leaseId === null && payment.unallocatedMinor === payment.amountMinor)
    await giveToLease(tx, ctx, { paymentId: beforeId, version: payment.version, leaseId });
  return beforeId;
}

import type { RailId } from "@stead/contracts/rails";
import type { Tx } from "@stead/db/client";
import { minDate, monthStart, type CivilDate } from "@stead/kernel/dates";
import { assert } from "@stead/kernel/errors";
import { agencyToday, readOne, requirePermission, type ServiceContext } from "../context/index.ts";
import type { AccountCode } from "../ledger/index.ts";
import { allocateRest } from "./allocate-payment.ts";
import { leaseToday } from "./apply-plan.ts";
import { matchLease } from "./match-lease.ts";
import { lockLease, lockPayments } from "./queries.ts";
import { enterPayment, newPayment } from "./record-payment.ts";
import type { LeaseState } from "./rows.ts";

/** Money that lies with a provider, or in a bank, by its own word. */
export type ArrivedMoney = {
  rail: RailId | "bank";
  /** The short code or account that it came to: its external ids are unique there. */
  account: string;
  accountCode: AccountCode;
  externalId: string;
  amountMinor: number;
  currency: string;
  receivedOn: CivilDate;
  reference: string | null;
  /** Known where the payer was asked for it; otherwise the reference or the payer may name one. */
  leaseId: string | null;
  payer: Payer | null;
};

/** Who paid: a fingerprint to know them again by, and their name, sealed (`payer <agency>`). */
export type Payer = { key: string | null; nameSealed: string | null };

export type BookedMoney = { paymentId: string; isNew: boolean };

const claim = {
  name: "money_claim",
  text: `insert into external_keys (agency_id, rail, account, kind, external_id, entity_id) values ($1, $2, $3, 'payment', $4, $5)
    on conflict do nothing returning entity_id as id`,
};
const claimed = {
  name: "money_claimed",
  text: `select entity_id as id from external_keys
    where agency_id = $1 and rail = $2 and account = $3 and kind = 'payment' and external_id = $4`,
};
const insertPayer = {
  name: "money_payer",
  text: `insert into payment_payers (agency_id, payment_id, payer_key, name_sealed) values ($1, $2, $3, $4)`,
};
const closedMonth = {
  name: "money_closed_month",
  text: `select month from ledger_periods where agency_id = $1 and month = $2 and status = 'closed'`,
};

/**
 * Books money that came in, in the caller's transaction: once for its external id, whichever way and however often it is
 * told. A second telling finds the payment, and gives it its lease when it waits without one. Money that nobody asked
 * for goes to the lease that its reference names, or waits as unallocated. It is never refused: what came in a month
 * that is closed meanwhile is booked today, with a note.
 */
export async function bookMoney(tx: Tx, ctx: ServiceContext, money: ArrivedMoney): Promise<BookedMoney> {
  requirePermission(ctx, "payments:write");
  const { rail, account, accountCode, externalId, amountMinor, currency, reference } = money;
  const fields = { leaseId: null, payerContactId: null, rail, accountCode, amountMinor, currency, reference };
  const payment = newPayment({ ...fields, receivedOn: money.receivedOn });
  const made = await tx.sql(claim, ctx.agencyId, rail, account, externalId, payment.id);
  if (made.length === 0) return { paymentId: await meetAgain(tx, ctx, money), isNew: false };
  const leaseId =
    money.leaseId ?? (await matchLease(tx, ctx, { ...money, payerKey: money.payer?.key ?? null }));
  const locked = leaseId === null ? null : await lockLease(tx, ctx, leaseId);
  const lease = locked?.currency === currency ? locked : null;
  const { on, note } = await bookingDay(tx, ctx, money, lease);
  Object.assign(payment, {
    leaseId: lease?.id ?? null,
    recordedLeaseId: lease?.id ?? null,
    payerContactId: lease?.contactId ?? null,
    receivedOn: on,
  });
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
  const before = await readOne<{ id: string }>(tx.sql, claimed, ctx.agencyId, rail, account, externalId);
  assert(before, "payments: a claim that is there and is not");
  if (leaseId === null) return before.id;
  const [payment] = await lockPayments(tx, ctx, [before.id]);
  if (payment?.leaseId === null && payment.unallocatedMinor === payment.amountMinor) {
    const { id: paymentId, version } = payment;
    await allocateRest(tx, ctx, {
      paymentId,
      version,
      leaseId,
      source: "unallocated",
      allocations: null,
      isSurplusCredit: true,
    });
  }
  return before.id;
}

async function bookingDay(
  tx: Tx,
  ctx: ServiceContext,
  { receivedOn }: ArrivedMoney,
  lease: LeaseState | null,
): Promise<{ on: CivilDate; note: string | null }> {
  const now = lease ? leaseToday(ctx, lease) : agencyToday(ctx);
  // A provider's clock may be ahead of ours.
  const on = minDate(receivedOn, now);
  const isClosed = await readOne(tx.sql, closedMonth, ctx.agencyId, monthStart(on));
  if (isClosed === undefined) return { on, note: null };
  return { on: now, note: `Received on ${on}, in a month that was closed when it was told` };
}

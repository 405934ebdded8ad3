import { railDescriptors } from "@stead/contracts/rails";
import type { Tx } from "@stead/db/client";
import { civilDateIn } from "@stead/kernel/dates";
import { newId } from "@stead/kernel/ids";
import { formatMoney } from "@stead/kernel/money";
import type { RailFact } from "@stead/providers/rails/rail-provider";
import { publishEvent } from "@stead/queue/events";
import { agencyToday, findExternal, readOne, type ServiceContext } from "../context/index.ts";
import { accounts, postJournal } from "../ledger/index.ts";
import { notify } from "../notifications/index.ts";
import { bookMoney, lockPayments, takePaymentBack } from "../payments/index.ts";
import type { RailAccountRow } from "../rails/index.ts";

import type { FactOutcome } from "./rows.ts";

type DisputeFact = Extract<RailFact, { kind: "dispute" }>;

const open = {
  name: "dispute_open",
  text: `insert into rail_disputes (agency_id, id, rail_account_id, external_id, payment_id, state, amount_minor, currency)
    values ($1, $2, $3, $4, $5, 'opened', $6, $7) on conflict (agency_id, rail_account_id, external_id) do nothing
    returning id`,
};
const lock = {
  name: "dispute_lock",
  text: `select id, state, is_withdrawn as "isWithdrawn", reinstated_payment_id as "reinstatedId" from rail_disputes
    where agency_id = $1 and rail_account_id = $2 and external_id = $3 for update`,
};
const move = {
  name: "dispute_move",
  text: `update rail_disputes set state = $3, is_withdrawn = $4, reinstated_payment_id = $5, fee_minor = fee_minor + $6,
      reason = coalesce(reason, $7), answer_by = coalesce($8, answer_by), closed_at = case when $3 <> 'opened' then coalesce(closed_at, $9) end
    where agency_id = $1 and id = $2`,
};

type DisputeRow = { id: string; state: string; isWithdrawn: boolean; reinstatedId: string | null };

/**
 * Books what a provider takes back from us and gives again. Money that is withdrawn takes its payment back as a
 * chargeback, so what it paid is open again; money that is reinstated comes in as a payment of its own. A dispute about
 * money that is not known yet waits for it. Each step once, in whatever order they are told.
 */
export async function applyDispute(
  tx: Tx,
  ctx: ServiceContext,
  account: RailAccountRow,
  fact: DisputeFact,
): Promise<FactOutcome> {
  const { rail, account: name } = account;
  const paid = { rail, account: name, kind: "payment", externalId: fact.moneyId };
  const paymentId = await findExternal(tx.sql, ctx, paid);
  if (paymentId === undefined) return { waitsFor: "the payment that is disputed" };
  const { amountMinor, currency } = fact;
  const opened = await tx.sql(
    open,
    ctx.agencyId,
    newId(),
    account.id,
    fact.ref,
    paymentId,
    amountMinor,
    currency,
  );
  const dispute = await readOne<DisputeRow>(tx.sql, lock, ctx.agencyId, account.id, fact.ref);
  if (dispute === undefined) return { waitsFor: "the dispute" };
  const next = { ...dispute };
  if (fact.state === "won" || fact.state === "lost") next.state = fact.state;
  if (fact.state === "withdrawn" && !dispute.isWithdrawn) {
    await withdraw(tx, ctx, account, { fact, paymentId, disputeId: dispute.id });
    next.isWithdrawn = true;
  }
  if (fact.state === "reinstated" && dispute.reinstatedId === null) {
    if (!dispute.isWithdrawn) return { waitsFor: "the money to be withdrawn first" };
    next.reinstatedId = await giveAgain(tx, ctx, account, {
      fact,
      paymentId,
      disputeId: dispute.id,
    });
  }
  const isNews =
    fact.state === "withdrawn"
      ? !dispute.isWithdrawn
      : fact.state === "reinstated" && dispute.reinstatedId === null;
  if (isNews && fact.feeMinor !== 0) await bookFee(tx, ctx, account, fact, dispute.id);
  await tx.sql(
    move,
    ctx.agencyId,
    dispute.id,
    next.state,
    next.isWithdrawn,
    next.reinstatedId,
    isNews ? fact.feeMinor : 0,
    fact.reason ?? null,
    fact.answerBy ?? null,
    fact.at,
  );
  if (opened.length > 0) await tellKeepers(tx, ctx, { fact, label: account.label, disputeId: dispute.id });
  await tellDispute(tx, ctx, { id: dispute.id, paymentId });
  return { paymentId };
}

const propertyOf = {
  name: "dispute_property",
  text: 'select property_id as "propertyId" from payments where agency_id = $1 and id = $2',
};

/** Tells those who look at it. */
async function tellDispute(
  tx: Tx,
  ctx: ServiceContext,
  payload: { id: string; paymentId: string },
): Promise<void> {
  const { agencyId } = ctx;
  const row = await readOne<{ propertyId: string | null }>(tx.sql, propertyOf, agencyId, payload.paymentId);
  await publishEvent(tx, {
    agencyId,
    kind: "dispute.changed",
    propertyId: row?.propertyId ?? null,
    payload,
  });
}

const keepers = {
  name: "dispute_keepers",
  text: `select user_id as id from members where agency_id = $1 and role in ('owner', 'accountant')`,
};

type Telling = { fact: DisputeFact; label: string; disputeId: string };

/** Those who keep the books hear of a new dispute, and until when it can be answered. */
async function tellKeepers(tx: Tx, ctx: ServiceContext, { fact, label, disputeId }: Telling): Promise<void> {
  const people = await tx.sql<{ id: string }>(keepers, ctx.agencyId);
  const { answerBy } = fact;
  await notify(tx, ctx, {
    kind: "dispute.opened",
    userIds: people.map(({ id }) => id),
    subject: { kind: "dispute", id: disputeId },
    params: {
      amount: formatMoney(fact.amountMinor, fact.currency),
      account: label,
      answerBy: answerBy ? civilDateIn(ctx.agency.timeZone, Date.parse(answerBy)) : null,
    },
  });
}

type About = { fact: DisputeFact; paymentId: string };

/** The payment goes back whole; what was not disputed of it comes in again at once. */
async function withdraw(
  tx: Tx,
  ctx: ServiceContext,
  account: RailAccountRow,
  { fact, paymentId, disputeId }: About & { disputeId: string },
): Promise<void> {
  const [payment] = await lockPayments(tx, ctx, [paymentId]);
  if (payment === undefined || payment.reversedMinor > 0) return;
  const heldMinor = payment.amountMinor - payment.refundedMinor;
  const restMinor = heldMinor - fact.amountMinor;
  const reason = `The payer disputed it with ${railDescriptors[account.rail].name} (${fact.ref})`;
  if (heldMinor > 0)
    await takePaymentBack(tx, ctx, { paymentId, version: payment.version, kind: "chargeback", reason });
  if (restMinor > 0) await bookAgain(tx, ctx, account, { fact, paymentId }, `${fact.ref}:rest`, restMinor);
  // The payer has that much twice: by the refund and from the provider.
  if (restMinor < 0) await bookLoss(tx, ctx, account, { fact, disputeId, lossMinor: -restMinor });
}

/** What was lost is no loss any more; the rest comes in as a payment. Answers the payment that it is of. */
async function giveAgain(
  tx: Tx,
  ctx: ServiceContext,
  account: RailAccountRow,
  { disputeId, ...about }: About & { disputeId: string },
): Promise<string> {
  const { fact, paymentId } = about;
  const { lossMinor = 0 } =
    (await readOne<{ lossMinor: number }>(tx.sql, lossOf, ctx.agencyId, lossKey(disputeId), badDebt)) ?? {};
  if (lossMinor > 0) await bookLoss(tx, ctx, account, { fact, disputeId, lossMinor: -lossMinor });
  const restMinor = fact.amountMinor - lossMinor;
  return restMinor > 0 ? bookAgain(tx, ctx, account, about, `${fact.ref}:reinstated`, restMinor) : paymentId;
}

const badDebt = accounts.badDebt.code;
const lossKey = (disputeId: string) => `dispute-loss:${disputeId}`;
const lossOf = {
  name: "dispute_loss",
  text: `select coalesce(sum(l.amount_minor), 0)::bigint as "lossMinor" from journals j
    join journal_lines l on l.agency_id = j.agency_id and l.journal_id = j.id
    where j.agency_id = $1 and j.posting_key = $2 and l.account_code = $3`,
};

/** Money that a provider took beyond what was left of the payment, because the rest was refunded; below zero, gave again. */
async function bookLoss(
  tx: Tx,
  ctx: ServiceContext,
  { rail, label }: RailAccountRow,
  { fact, disputeId, lossMinor }: { fact: DisputeFact; disputeId: string; lossMinor: number },
): Promise<void> {
  const { currency } = fact;
  await postJournal(tx, ctx, {
    key: lossMinor > 0 ? lossKey(disputeId) : `${lossKey(disputeId)}:back`,
    event: "rail.dispute_loss",
    entityId: disputeId,
    occurredOn: agencyToday(ctx),
    memo: `${label}: disputed money that was refunded before (${fact.ref})`,
    lines: [
      { account: badDebt, amountMinor: lossMinor, currency },
      { account: railDescriptors[rail].clearing.code, amountMinor: -lossMinor, currency },
    ],
  });
}

async function bookAgain(
  tx: Tx,
  ctx: ServiceContext,
  { rail, account }: RailAccountRow,
  { fact, paymentId }: About,
  externalId: string,
  amountMinor: number,
): Promise<string> {
  const [payment] = await lockPayments(tx, ctx, [paymentId]);
  const booked = await bookMoney(tx, ctx, {
    rail,
    account,
    accountCode: railDescriptors[rail].clearing.code,
    externalId,
    amountMinor,
    currency: fact.currency,
    receivedOn: civilDateIn(ctx.agency.timeZone, Date.parse(fact.at)),
    reference: payment?.reference ?? null,
    leaseId: payment?.leaseId ?? null,
    payer: null,
  });
  return booked.paymentId;
}

async function bookFee(
  tx: Tx,
  ctx: ServiceContext,
  { rail, label }: RailAccountRow,
  { feeMinor, currency, state }: DisputeFact,
  id: string,
): Promise<void> {
  await postJournal(tx, ctx, {
    key: `dispute-fee:${id}:${state}`,
    event: "rail.dispute_fee",
    entityId: id,
    occurredOn: agencyToday(ctx),
    memo: `Fee for a dispute with ${label}`,
    lines: [
      { account: accounts.paymentFees.code, amountMinor: feeMinor, currency },
      { account: railDescriptors[rail].clearing.code, amountMinor: -feeMinor, currency },
    ],
  });
}

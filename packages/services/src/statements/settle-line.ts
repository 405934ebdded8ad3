import { railDescriptors, type RailId } from "@stead/contracts/rails";
import type { Tx } from "@stead/db/client";
import { dayStartMs } from "@stead/kernel/dates";
import { isAppError } from "@stead/kernel/errors";
import { findExternal, readOne, type RailContext } from "../context/index.ts";
import { confirmDisbursement } from "../disbursements/index.ts";
import { applySettlement } from "../inbound/index.ts";
import { accounts } from "../ledger/index.ts";
import { lockPayments, takePaymentBack } from "../payments/index.ts";
import type { RailAccountRow } from "../rails/index.ts";
import { bookingDays } from "./post-fee.ts";
import type { LineRow, Outcome, StatementAccount } from "./rows.ts";

const wait = (note: string): Outcome => ({ state: "waiting", note });

/** What becomes of a line that is neither a receipt nor a fee: it finds its counterpart, or waits for a person. */
export async function settleLine(
  tx: Tx,
  ctx: RailContext,
  account: StatementAccount,
  line: LineRow,
): Promise<Outcome> {
  const { kind, amountMinor, provider } = line;
  if (provider !== null) return matchPayout(tx, ctx, line, provider);
  if (amountMinor > 0)
    return wait(
      "Money came back that was sent out: match it with what it belongs to, or book it as a receipt.",
    );
  if (kind === "settlement" && account.provider !== null) return settleOut(tx, ctx, account.provider, line);
  const sent = await matchSent(tx, ctx, account, line);
  if (sent !== null) return sent;
  if (kind === "reversal" && line.linkedExternalId !== null)
    return takeBack(tx, ctx, account, { line, externalId: line.linkedExternalId });
  return wait(
    "Nothing in the books is this payment: match it with what was recorded, or ignore it with a reason.",
  );
}

const settlementByName = {
  name: "statement_settlement",
  text: `select id, gross_minor as "grossMinor" from rail_settlements
    where agency_id = $1 and rail_account_id = $2 and external_id = $3`,
};
type Settlement = { id: string; grossMinor: number };

/** The provider paid to the bank: found in the books, or booked. */
async function settleOut(tx: Tx, ctx: RailContext, account: RailAccountRow, line: LineRow): Promise<Outcome> {
  const ref = line.externalId ?? line.lineKey;
  const find = () => readOne<Settlement>(tx.sql, settlementByName, ctx.agencyId, account.id, ref);
  const known = await find();
  if (known !== undefined) return { state: "matched", settlementId: known.id };
  const [grossMinor, feeMinor] = [-line.amountMinor, 0];
  const on = (await bookingDays(tx, ctx, [line]))(line.bookedOn);
  const isThatDay = on === line.bookedOn && line.occurredAt !== null;
  const at = isThatDay ? line.occurredAt : new Date(dayStartMs(ctx.agency.timeZone, on)).toISOString();
  await applySettlement(tx, ctx, account, {
    kind: "settlement",
    ref,
    state: "paid",
    grossMinor,
    feeMinor,
    netMinor: grossMinor,
    currency: line.currency,
    at: at ?? "",
    moneyIds: [],
    isWhole: true,
  });
  const made = await find();
  return made === undefined
    ? wait("The payout could not be booked: look for it among the account's settlements.")
    : { state: "booked", settlementId: made.id };
}

const payoutsOfAmount = {
  name: "statement_payouts",
  text: `select s.id from rail_settlements s join rail_accounts a on a.agency_id = s.agency_id and a.id = s.rail_account_id
    where s.agency_id = $1 and a.rail = $2 and s.net_minor = $3 and s.currency = $4
      and s.settled_on between $5::date - 10 and $5::date + 3
      and not exists (select from statement_lines l where l.agency_id = $1 and l.settlement_id = s.id and l.amount_minor > 0)
      and not exists (select from journals j where j.agency_id = $1 and j.reverses_id = s.journal_id)
    order by s.settled_on, s.id limit 1`,
};

/** A provider's payout that arrived at the bank: its settlement has booked it, so it is only matched. */
async function matchPayout(tx: Tx, ctx: RailContext, line: LineRow, provider: RailId): Promise<Outcome> {
  const { amountMinor, currency, bookedOn } = line;
  const found = await readOne<{ id: string }>(
    tx.sql,
    payoutsOfAmount,
    ctx.agencyId,
    provider,
    amountMinor,
    currency,
    bookedOn,
  );
  if (found !== undefined) return { state: "matched", settlementId: found.id };
  const { name } = railDescriptors[provider];
  return wait(
    `This looks like a payout of ${name}, and none of this amount is in the books yet: import the provider's statement, or book it as a receipt.`,
  );
}

const sentOut = {
  name: "statement_sent_out",
  text: `select d.id, d.refund_id as "refundId" from disbursements d
    where d.agency_id = $1 and d.amount_minor = $2 and d.currency = $3 and d.state in ('sending', 'sent', 'uncertain', 'paid')
      and (d.rail_account_id = $4 or ($4::uuid is null and d.rail = 'bank' and (d.source = 'deposit') = ($8 = '${accounts.depositBank.code}')))
      and (d.external_id = $5 or d.external_id is null and d.sent_at::date between $6::date - 7 and $6::date + 1
        or $4::uuid is null and d.sent_at::date between $6::date - 7 and $6::date + 1)
      and ($7::uuid is null or d.payment_id = $7)
      and not exists (select from statement_lines l where l.agency_id = $1 and l.disbursement_id = d.id)
    order by (d.external_id = $5) desc nulls last, d.sent_at, d.id limit 2`,
};
const refundedByHand = {
  name: "statement_refunded",
  text: `select r.id from refunds r where r.agency_id = $1 and r.account_code = $2 and r.amount_minor = $3 and r.currency = $4
      and r.paid_on between $5::date - 5 and $5::date + 5
      and not exists (select from statement_lines l where l.agency_id = $1 and l.refund_id = r.id)
      and not exists (select from disbursements d where d.agency_id = $1 and d.refund_id = r.id)
    order by r.paid_on, r.id limit 2`,
};

/** A refund or a payout of ours, where only one can be meant. */
async function matchSent(
  tx: Tx,
  ctx: RailContext,
  account: StatementAccount,
  line: LineRow,
): Promise<Outcome | null> {
  const amountMinor = -line.amountMinor;
  const railAccountId = account.provider?.id ?? null;
  const takenId = line.linkedExternalId && (await paymentOf(tx, ctx, account, line.linkedExternalId));
  const sent = await tx.sql<{ id: string; refundId: string | null }>(
    sentOut,
    ctx.agencyId,
    amountMinor,
    line.currency,
    railAccountId,
    line.externalId,
    line.bookedOn,
    takenId || null,
    account.accountCode,
  );
  const [first, second] = sent;
  if (first !== undefined && second === undefined) {
    await confirmDisbursement(tx, ctx, { id: first.id, externalId: line.externalId, label: account.label });
    return { state: "matched", disbursementId: first.id, refundId: first.refundId };
  }
  if (line.kind === "reversal") return null;
  const { accountCode } = account;
  const [refund, other] = await tx.sql<{ id: string }>(
    refundedByHand,
    ctx.agencyId,
    accountCode,
    amountMinor,
    line.currency,
    line.bookedOn,
  );
  if (refund !== undefined && other === undefined) return { state: "matched", refundId: refund.id };
  return null;
}

const paymentByLine = {
  name: "statement_payment_of_line",
  text: `select l.payment_id as id from statement_lines l
    where l.agency_id = $1 and l.account_id = $2 and l.external_id = $3 and l.payment_id is not null and l.amount_minor > 0
    order by l.booked_on desc limit 1`,
};

async function paymentOf(
  tx: Tx,
  ctx: RailContext,
  account: StatementAccount,
  externalId: string,
): Promise<string | undefined> {
  const { id, rail, number } = account;
  if (rail !== "bank")
    return findExternal(tx.sql, ctx, { rail, account: number, kind: "payment", externalId });
  const found = await readOne<{ id: string }>(tx.sql, paymentByLine, ctx.agencyId, id, externalId);
  return found?.id;
}

/** Money that came was taken back by the provider or the bank: the receipt goes, and what it paid is open again. */
async function takeBack(
  tx: Tx,
  ctx: RailContext,
  account: StatementAccount,
  { line, externalId }: { line: LineRow; externalId: string },
): Promise<Outcome> {
  const foundId = await paymentOf(tx, ctx, account, externalId);
  if (foundId === undefined) return wait(`${externalId}, which this takes back, is not in the books.`);
  const [payment] = await lockPayments(tx, ctx, [foundId]);
  if (payment === undefined || payment.amountMinor !== -line.amountMinor)
    return wait(`This takes back part of ${externalId} only: record the refund, and match it with this.`);
  if (payment.reversedMinor > 0) return { state: "matched", paymentId: payment.id };
  const { id: paymentId, version } = payment;
  const taking = { paymentId, version, kind: "bounced", reason: `Taken back by ${account.label}` } as const;
  try {
    await takePaymentBack(tx, ctx, { ...taking, ...(await dayOfTaking(tx, ctx, line, paymentId)) });
    return { state: "booked", paymentId };
  } catch (error) {
    // Refused before anything was written: the receipt was refunded in part.
    if (isAppError(error, "PRECONDITION")) return wait(`The receipt cannot be taken back: ${error.message}.`);
    throw error;
  }
}

const lastEvent = {
  name: "statement_last_event",
  text: `select max(occurred_on) as "on" from journals where agency_id = $1 and entity_id = $2`,
};

/** The statement's day, unless something happened to the receipt later or that month is closed: then today. */
async function dayOfTaking(
  tx: Tx,
  ctx: RailContext,
  line: LineRow,
  paymentId: string,
): Promise<{ reversedOn?: string }> {
  const on = (await bookingDays(tx, ctx, [line]))(line.bookedOn);
  const last = await readOne<{ on: string | null }>(tx.sql, lastEvent, ctx.agencyId, paymentId);
  return last?.on !== null && last !== undefined && last.on > on ? {} : { reversedOn: on };
}

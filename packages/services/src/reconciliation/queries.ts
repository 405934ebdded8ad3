import type { RailId } from "@stead/contracts/rails";
import type { Tx } from "@stead/db/client";
import type { CivilDate } from "@stead/kernel/dates";
import { readOne, type ServiceContext } from "../context/index.ts";
import type { StatementAccount } from "../statements/index.ts";

/** A line of the day, and what the books have for it. */
export type DayLine = {
  id: string;
  kind: string;
  amountMinor: number;
  state: string;
  externalId: string | null;
  provider: RailId | null;
  note: string | null;
  paymentId: string | null;
  settlementId: string | null;
  /** What its record comes to on this account; null for a line without one. */
  bookMinor: number | null;
};

// A receipt is what came; the same link on money that went is the receipt that was taken back.
const bookMinor = `case
  when l.settlement_id is not null then case when l.amount_minor < 0 then -s.gross_minor else s.net_minor end
  when l.disbursement_id is not null then -d.amount_minor
  when l.refund_id is not null then -f.amount_minor
  when l.payment_id is not null then sign(l.amount_minor)::bigint * p.amount_minor
  when l.journal_id is not null then l.amount_minor end`;
const recordJoins = `left join payments p on p.agency_id = l.agency_id and p.id = l.payment_id
  left join rail_settlements s on s.agency_id = l.agency_id and s.id = l.settlement_id
  left join refunds f on f.agency_id = l.agency_id and f.id = l.refund_id
  left join disbursements d on d.agency_id = l.agency_id and d.id = l.disbursement_id`;

const linesOfDay = {
  name: "day_lines",
  text: `select l.id, l.kind, l.amount_minor as "amountMinor", l.state, l.external_id as "externalId", l.provider, l.note,
      l.payment_id as "paymentId", l.settlement_id as "settlementId", ${bookMinor} as "bookMinor"
    from statement_lines l ${recordJoins}
    where l.agency_id = $1 and l.account_id = $2 and l.booked_on = $3
    order by l.line_no, l.id`,
};

export function readDayLines(
  tx: Tx,
  ctx: ServiceContext,
  accountId: string,
  day: CivilDate,
): Promise<DayLine[]> {
  return tx.sql<DayLine>(linesOfDay, ctx.agencyId, accountId, day);
}

/** A record of the books that no line of a statement is. */
export type Unlinked = {
  record: "payment" | "settlement";
  id: string;
  label: string;
  /** As a statement would have it: money in is positive. */
  amountMinor: number;
  group: "receipts" | "settlements" | "paid_out";
};

const notMistaken = `not exists (select from payment_reversals v where v.agency_id = p.agency_id and v.payment_id = p.id
  and v.kind in ('mistake'))`;
const noLine = (column: string, sign: string) =>
  `not exists (select from statement_lines l where l.agency_id = $1 and l.${column} and l.amount_minor ${sign} 0)`;

const unlinkedOfRail = {
  name: "day_unlinked_rail",
  text: `select 'payment' as record, p.id, concat('Receipt ', p.number, ', ', k.external_id) as label, p.amount_minor as "amountMinor",
      'receipts' as "group"
    from payments p join external_keys k on k.agency_id = p.agency_id and k.entity_id = p.id and k.kind = 'payment'
    where p.agency_id = $1 and p.received_on = $2 and k.rail = $3 and k.account = $4 and ${noLine("payment_id = p.id", ">")}
    union all
    select 'settlement', s.id, concat('Payout ', s.external_id), -s.gross_minor, 'settlements' from rail_settlements s
    where s.agency_id = $1 and s.settled_on = $2 and s.rail_account_id = $5 and ${noLine("settlement_id = s.id", "<")}`,
};
// Parts of a receipt that was split over leases are that receipt.
const unlinkedOfBank = {
  name: "day_unlinked_bank",
  text: `select 'payment' as record, p.id, concat('Receipt ', p.number) as label, p.amount_minor as "amountMinor", 'receipts' as "group"
    from payments p
    where p.agency_id = $1 and p.received_on = $2 and p.rail = 'bank' and p.account_code = $3 and p.currency = $4
      and (p.note is null or p.note not like 'Part of receipt %') and ${notMistaken} and ${noLine("payment_id = p.id", ">")}
    union all
    select 'payment', f.payment_id, concat('Refund ', f.number), -f.amount_minor, 'paid_out' from refunds f
    where f.agency_id = $1 and f.paid_on = $2 and f.account_code = $3 and f.currency = $4 and f.payment_id is not null
      and ${noLine("refund_id = f.id", "<")}
    union all
    select 'settlement', s.id, concat('Payout ', s.external_id), s.net_minor, 'settlements' from rail_settlements s
    where s.agency_id = $1 and s.settled_on = $2 and s.currency = $4 and $3 = '1000' and ${noLine("settlement_id = s.id", ">")}
      and not exists (select from journals j where j.agency_id = $1 and j.reverses_id = s.journal_id)`,
};

/** What the books have of a day that no statement has. `day` is that of the books. */
export function readUnlinked(
  tx: Tx,
  ctx: ServiceContext,
  { id, rail, number, accountCode, currency, provider }: StatementAccount,
  day: CivilDate,
): Promise<Unlinked[]> {
  return provider === null
    ? tx.sql<Unlinked>(unlinkedOfBank, ctx.agencyId, day, accountCode, currency)
    : tx.sql<Unlinked>(unlinkedOfRail, ctx.agencyId, day, rail, number, id);
}

// The account's balance at the end of the day by its statements: of what the fullest file says of its last day.
const balanceOf = (account: string) => `(select t.balance_minor from statement_days t
  where t.agency_id = $1 and t.account_id = ${account} and t.day <= $3
  order by t.day desc, t.line_count desc, t.statement_id desc limit 1)`;

// Accounts that share the ledger account, each with its balance; and how far both sides are apart only because one has it a
// day earlier than the other.
const balances = {
  name: "day_balances",
  text: `with sibling as (
      select r.id from rail_accounts r where r.agency_id = $1 and r.rail = $4 and r.currency = $5 and r.is_active
      union select b.id from bank_accounts b where b.agency_id = $1 and $4 = 'bank' and b.account_code = $6 and b.currency = $5 and b.is_active
      union select $2::uuid),
    told as (select s.id, ${balanceOf("s.id")} as balance from sibling s),
    moved as (select l.amount_minor, l.booked_on, case
        when l.settlement_id is not null then s.settled_on
        when l.refund_id is not null then f.paid_on
        when l.payment_id is not null and l.amount_minor > 0 then p.received_on
        when l.payment_id is not null then v.reversed_on
        else l.booked_on end as in_books_on
      from statement_lines l ${recordJoins}
      left join payment_reversals v on v.agency_id = l.agency_id and v.payment_id = l.payment_id
      where l.agency_id = $1 and l.account_id in (select id from sibling) and l.state in ('booked', 'matched'))
    select exists (select from bank_statements s where s.agency_id = $1 and $2 in (s.rail_account_id, s.bank_account_id)
        and s.state in ('booking', 'done') and $3 between s.from_on and s.to_on) as "isCovered",
      (select case when bool_and(balance is not null) then sum(balance)::bigint end from told) as "theirMinor",
      (select coalesce(sum(j.amount_minor), 0)::bigint from journal_lines j join journals n on n.agency_id = j.agency_id and n.id = j.journal_id
        where j.agency_id = $1 and j.account_code = $6 and j.currency = $5 and n.occurred_on <= $3) as "ledgerMinor",
      (select coalesce(sum(amount_minor) filter (where booked_on <= $3 and in_books_on > $3), 0)::bigint
        - coalesce(sum(amount_minor) filter (where booked_on > $3 and in_books_on <= $3), 0)::bigint from moved) as "timingMinor",
      (select coalesce(sum(s.net_minor), 0)::bigint from rail_settlements s
        where s.agency_id = $1 and $4 = 'bank' and $6 = '1000' and s.currency = $5 and s.settled_on <= $3 and ${noLine("settlement_id = s.id", ">")}
          and not exists (select from journals j where j.agency_id = $1 and j.reverses_id = s.journal_id)) as "onTheWayMinor"`,
};

export type Balances = {
  /** Whether a statement tells of the day. */
  isCovered: boolean;
  /** Of all accounts that share the ledger account; null when one of them tells none. */
  theirMinor: number | null;
  ledgerMinor: number;
  /** What the statement has by the end of the day and the books have later, less the other way round. */
  timingMinor: number;
  /** Payouts that the provider made and the bank has not shown yet. */
  onTheWayMinor: number;
};

export async function readBalances(
  tx: Tx,
  ctx: ServiceContext,
  { id, rail, currency, accountCode }: StatementAccount,
  day: CivilDate,
): Promise<Balances> {
  const row = await readOne<Balances>(tx.sql, balances, ctx.agencyId, id, day, rail, currency, accountCode);
  return row ?? { isCovered: false, theirMinor: null, ledgerMinor: 0, timingMinor: 0, onTheWayMinor: 0 };
}

const booked = {
  name: "day_pulled_known",
  text: `select k.external_id as "externalId", p.id, p.number, p.amount_minor as "amountMinor", p.received_on as "receivedOn"
    from external_keys k join payments p on p.agency_id = k.agency_id and p.id = k.entity_id
    where k.agency_id = $1 and k.rail = $2 and k.account = $3 and k.kind = 'payment'
      and (k.external_id = any($4::text[]) or p.received_on = $5)`,
};

export type BookedReceipt = {
  externalId: string;
  id: string;
  number: number;
  amountMinor: number;
  receivedOn: CivilDate;
};

/** The receipts of an account with these names, and those of the day. */
export function readBookedReceipts(
  tx: Pick<Tx, "sql">,
  ctx: ServiceContext,
  { rail, number }: StatementAccount,
  { externalIds, day }: { externalIds: readonly string[]; day: CivilDate },
): Promise<BookedReceipt[]> {
  return tx.sql<BookedReceipt>(booked, ctx.agencyId, rail, number, externalIds, day);
}

import type { Tx } from "@stead/db/client";
import { AppError } from "@stead/kernel/errors";
import { firstDayToLink, linkAttempts, type StatementReceipt } from "../collecting/index.ts";
import { inTransaction, type RailContext } from "../context/index.ts";
import { postJournals } from "../ledger/index.ts";
import { bookReceipts, mostReceiptsAtOnce, type ArrivedMoney } from "../payments/index.ts";
import { bookingDays, feeOf } from "./post-fee.ts";
import {
  lineColumns,
  lockBooking,
  openWords,
  settleLines,
  type LineRow,
  type Outcome,
  type StatementAccount,
} from "./rows.ts";
import { chooseReceipt, type Candidate } from "./rules.ts";
import { settleLine } from "./settle-line.ts";
import { payerNameOf } from "../rails/index.ts";

const newLines = (filter: string) => `select ${lineColumns} from statement_lines l
  where l.agency_id = $1 and l.account_id = $2 and l.state = 'new' and ${filter}
  order by l.booked_on, l.line_no, l.id limit $3 for update of l`;
const isReceipt = `l.amount_minor > 0 and l.kind in ('receipt', 'other') and l.provider is null`;

const receipts = { name: "statement_receipts", text: newLines(isReceipt) };
const fees = { name: "statement_fees", text: newLines(`l.kind = 'fee'`) };
const others = { name: "statement_others", text: newLines(`not (${isReceipt}) and l.kind <> 'fee'`) };

const openCount = {
  name: "statement_open_count",
  text: `select count(*)::int as count from statement_lines where agency_id = $1 and account_id = $2 and state = 'new'`,
};

// A payout that the provider had not told of yet may be known by now.
const askAgain = {
  name: "statement_ask_again",
  text: `update statement_lines set state = 'new', note = null, version = version + 1
    where agency_id = $1 and account_id = $2 and state = 'waiting' and decided_by is null and provider is not null`,
};

// Receipts that people recorded by hand, and payouts that are still to arrive, of the same amount within a few days.
const candidatesOfLines = {
  name: "",
  text: `with asked as (select l.id, l.amount_minor, l.currency, l.booked_on, l.external_id from statement_lines l
      where l.agency_id = $1 and l.id = any($2::uuid[]))
    select q.id as "lineId", p.id as "paymentId", p.number, p.reference, exists (
        select from external_keys k where k.agency_id = $1 and k.rail = 'bank' and k.account = p.account_code
          and k.external_id = q.external_id and k.entity_id = p.id) as "isNamed"
    from asked q
    join payments p on p.agency_id = $1 and p.rail = 'bank' and p.account_code = $3 and p.amount_minor = q.amount_minor
      and p.currency = q.currency and p.received_on between q.booked_on - 5 and q.booked_on + 5
    join payment_balances b on b.agency_id = p.agency_id and b.payment_id = p.id and b.reversed_minor = 0
    where not exists (select from statement_lines o where o.agency_id = $1 and o.payment_id = p.id)
    order by q.id, p.received_on, p.number`,
};

const chunkTimeoutMs = 120_000;

/**
 * Books what is new of an account, whichever file brought it: receipts and fees up to 1,000 a transaction, in a fixed
 * number of statements; then, one by one, what looks for its counterpart. Throws CANCELLED between chunks when
 * `ctx.signal` is aborted; what was booked stays.
 */
export async function bookLines(
  ctx: RailContext,
  account: StatementAccount,
  { onProgress }: { onProgress?: ((done: number, total: number) => void) | undefined } = {},
): Promise<void> {
  if (account.provider === null) await ctx.db.sql(askAgain, ctx.agencyId, account.id);
  const [{ count: total } = { count: 0 }] = await ctx.db.sql<{ count: number }>(
    openCount,
    ctx.agencyId,
    account.id,
  );
  let done = 0;
  for (const [step, size] of [
    [bookReceiptChunk, mostReceiptsAtOnce],
    [bookFeeChunk, mostReceiptsAtOnce],
    [settleNext, 1],
  ] as const) {
    for (;;) {
      if (ctx.signal?.aborted)
        throw new AppError("CANCELLED", "the import was stopped; what was booked stays");
      const count = await step(ctx, account, size);
      done += count;
      onProgress?.(Math.min(done, total), total);
      if (count < size) break;
    }
  }
  await linkReceipts(ctx, account);
}

/** One transaction that holds the account's booking; runs again after a deadlock. */
function chunk<T>(ctx: RailContext, account: StatementAccount, work: (tx: Tx) => Promise<T>): Promise<T> {
  const db = {
    ...ctx.db,
    transaction: <R>(inner: (tx: Tx) => Promise<R>) =>
      ctx.db.transaction(inner, { timeoutMs: chunkTimeoutMs }),
  };
  return inTransaction({ ...ctx, db }, async (tx) => {
    await lockBooking(tx, account.id);
    return work(tx);
  });
}

function bookReceiptChunk(ctx: RailContext, account: StatementAccount, limit: number): Promise<number> {
  return chunk(ctx, account, async (tx) => {
    const lines = await tx.sql<LineRow>(receipts, ctx.agencyId, account.id, limit);
    if (lines.length === 0) return 0;
    const decided = await decide(tx, ctx, account, lines);
    const open = lines.filter(({ id }) => !decided.has(id));
    const booked = await bookReceipts(
      tx,
      ctx,
      open.map((line) => arrivalOf(ctx, account, line)),
    );
    open.forEach(({ id }, index) => {
      const { paymentId, isNew } = booked[index] ?? { paymentId: null, isNew: false };
      decided.set(id, { state: isNew ? "booked" : "matched", paymentId });
    });
    await settleLines(
      tx,
      ctx,
      [...decided].map(([id, outcome]) => ({ id, ...outcome })),
    );
    return lines.length;
  });
}

/** What of a bank's receipts was recorded by hand before. Providers name their receipts, so nothing is to be guessed. */
async function decide(
  tx: Tx,
  ctx: RailContext,
  account: StatementAccount,
  lines: readonly LineRow[],
): Promise<Map<string, Outcome>> {
  const decided = new Map<string, Outcome>();
  if (account.provider !== null) return decided;
  const ids = lines.map(({ id }) => id);
  const rows = await tx.sql<Candidate & { lineId: string }>(
    candidatesOfLines,
    ctx.agencyId,
    ids,
    account.accountCode,
  );
  const byLine = Map.groupBy(rows, ({ lineId }) => lineId);
  const taken = new Set<string>();
  for (const { id, reference } of lines) {
    const candidates = (byLine.get(id) ?? []).filter(({ paymentId }) => !taken.has(paymentId));
    const choice = chooseReceipt(reference, candidates);
    if (choice.kind === "match") {
      taken.add(choice.paymentId);
      decided.set(id, { state: "matched", paymentId: choice.paymentId });
    }
    if (choice.kind === "ask")
      decided.set(id, {
        state: "waiting",
        note: `Receipt ${choice.number} of this amount was recorded by hand: match it, or book this as money of its own.`,
      });
  }
  return decided;
}

/** The money of a line. A provider's receipt has the name that its callback has; a bank's has its key. */
export function arrivalOf(ctx: RailContext, account: StatementAccount, line: LineRow): ArrivedMoney {
  const { rail, number, accountCode } = account;
  const { counterparty } = openWords(ctx, line.wordsSealed);
  const { payerKey: key, amountMinor, currency, reference } = line;
  const nameSealed = counterparty === null ? null : payerNameOf(ctx, counterparty);
  return {
    rail,
    account: number,
    accountCode,
    externalId: account.provider === null ? line.lineKey : (line.externalId ?? line.lineKey),
    amountMinor,
    currency,
    receivedOn: line.bookedOn,
    reference,
    leaseId: null,
    payer: key === null && nameSealed === null ? null : { key, nameSealed },
  };
}

function bookFeeChunk(ctx: RailContext, account: StatementAccount, limit: number): Promise<number> {
  return chunk(ctx, account, async (tx) => {
    const lines = await tx.sql<LineRow>(fees, ctx.agencyId, account.id, limit);
    if (lines.length === 0) return 0;
    const dayOf = await bookingDays(tx, ctx, lines);
    const postings = lines.map((line) => feeOf(account, line, dayOf(line.bookedOn)));
    const posted = await postJournals(tx, ctx, postings);
    const journals = new Map(posted.map(({ key, journalId }) => [key, journalId]));
    const outcomes = lines.map(({ id }, index) => ({
      id,
      state: "booked" as const,
      journalId: journals.get(postings[index]?.key ?? "") ?? null,
    }));
    await settleLines(tx, ctx, outcomes);
    return lines.length;
  });
}

function settleNext(ctx: RailContext, account: StatementAccount): Promise<number> {
  return chunk(ctx, account, async (tx) => {
    const [line] = await tx.sql<LineRow>(others, ctx.agencyId, account.id, 1);
    if (line === undefined) return 0;
    await settleLines(tx, ctx, [{ id: line.id, ...(await settleLine(tx, ctx, account, line)) }]);
    return 1;
  });
}

const receiptsSince = {
  name: "statement_receipts_since",
  text: `select payment_id as "paymentId", booked_on as "bookedOn" from statement_lines
    where agency_id = $1 and account_id = $2 and payment_id is not null and booked_on >= $3`,
};

/** Prompts and links that this money answers are told so: their callbacks were lost. */
async function linkReceipts(ctx: RailContext, account: StatementAccount): Promise<void> {
  if (account.provider === null) return;
  const since = await firstDayToLink(ctx, account.id);
  if (since === null) return;
  const receipts = await ctx.db.sql<StatementReceipt>(receiptsSince, ctx.agencyId, account.id, since);
  await linkAttempts(ctx, { railAccountId: account.id, receipts });
}

import type { Tx } from "@stead/db/client";
import { AppError, assert } from "@stead/kernel/errors";
import {
  recordAudit,
  requirePermission,
  requireWholeAgency,
  takeNumbers,
  together,
  type ServiceContext,
} from "../context/index.ts";
import { leaseToday } from "./apply-plan.ts";
import {
  dayOfArrival,
  draftPayment,
  leaseOfCurrency,
  placePayment,
  readClosedMonths,
  type ArrivedMoney,
  type BookedMoney,
} from "./draft-payment.ts";
import { matchLeases } from "./match-lease.ts";
import { openSettlement, receive } from "./posting.ts";
import { openBooks, settleByPolicy, type Books } from "./record-payments.ts";
import type { PaymentState } from "./rows.ts";
import { scheduleCredits } from "./schedule-credit.ts";
import { tellDesk } from "./tell-desk.ts";
import { writeSettlement } from "./write-settlement.ts";

/** More in one transaction would hold the receipts' counter too long. */
export const mostReceiptsAtOnce = 1_000;

// In the order of their names, so that two lists that overlap wait for each other and never cross.
const claimMany = {
  name: "money_claim",
  text: `insert into external_keys (agency_id, rail, account, kind, external_id, entity_id)
    select $1, c.rail, c.account, 'payment', c.external_id, c.entity_id
    from unnest($2::text[], $3::text[], $4::text[], $5::uuid[]) as c (rail, account, external_id, entity_id)
    order by c.rail, c.account, c.external_id
    on conflict do nothing returning entity_id as id`,
};
const claimedMany = {
  name: "",
  text: `select k.entity_id as id, k.rail, k.account, k.external_id as "externalId" from external_keys k
    join unnest($2::text[], $3::text[], $4::text[]) as c (rail, account, external_id)
      on k.rail = c.rail and k.account = c.account and k.external_id = c.external_id
    where k.agency_id = $1 and k.kind = 'payment'`,
};
const insertPayers = {
  name: "money_payers",
  text: `insert into payment_payers (agency_id, payment_id, payer_key, name_sealed)
    select $1, p.id, p.key, p.name from unnest($2::uuid[], $3::text[], $4::text[]) as p (id, key, name)`,
};

type Entry = { money: ArrivedMoney; payment: PaymentState; leaseId: string | null };
type Created = { payment: PaymentState; propertyId: string | null; note: string | null };

/**
 * `bookMoney` for up to 1,000 arrivals at once, in the caller's transaction and a fixed number of statements: each is
 * booked once for its external id, goes to the lease that its reference or its payer names, or waits as unallocated.
 * The answers stand in the order of the arrivals. No external id may stand in the list twice.
 */
export async function bookReceipts(
  tx: Tx,
  ctx: ServiceContext,
  arrivals: readonly ArrivedMoney[],
): Promise<BookedMoney[]> {
  requirePermission(ctx, "payments:write");
  requireWholeAgency(ctx);
  if (arrivals.length === 0) return [];
  if (arrivals.length > mostReceiptsAtOnce)
    throw new AppError("TOO_LARGE", `book at most ${mostReceiptsAtOnce} receipts at once`);
  const drafts = arrivals.map((money) => ({ money, payment: draftPayment(money) }));
  const claimed = await claim(tx, ctx, drafts);
  const fresh = drafts.filter(({ payment }) => claimed.get(payment.id) === payment.id);
  const asked = fresh.map(({ money }) => ({ ...money, payerKey: money.payer?.key ?? null }));
  const named = await matchLeases(tx, ctx, asked);
  const entries = fresh.map((draft, index) => ({
    ...draft,
    leaseId: draft.money.leaseId ?? named[index] ?? null,
  }));
  if (entries.length > 0) await enter(tx, ctx, entries);
  return drafts.map(({ payment }) => {
    const paymentId = claimed.get(payment.id);
    assert(paymentId, "payments: a claim that is there and is not");
    return { paymentId, isNew: paymentId === payment.id };
  });
}

const keyOf = ({ rail, account, externalId }: Pick<ArrivedMoney, "rail" | "account" | "externalId">) =>
  JSON.stringify([rail, account, externalId]);

/** For the id of each draft the payment that its money is: its own, or the one that was booked before. */
async function claim(
  tx: Tx,
  ctx: ServiceContext,
  drafts: readonly Omit<Entry, "leaseId">[],
): Promise<Map<string, string>> {
  const columns = [
    drafts.map(({ money }) => money.rail),
    drafts.map(({ money }) => money.account),
    drafts.map(({ money }) => money.externalId),
  ] as const;
  const ids = drafts.map(({ payment }) => payment.id);
  const made = await tx.sql<{ id: string }>(claimMany, ctx.agencyId, ...columns, ids);
  if (made.length === drafts.length) return new Map(ids.map((id) => [id, id]));
  type Claimed = { id: string; rail: string; account: string; externalId: string };
  const rows = await tx.sql<Claimed>(claimedMany, ctx.agencyId, ...columns);
  const byKey = new Map(rows.map((row) => [JSON.stringify([row.rail, row.account, row.externalId]), row.id]));
  return new Map(drafts.map(({ money, payment }) => [payment.id, byKey.get(keyOf(money)) ?? ""]));
}

/** Enters new money into the books: numbers, journals, and where each amount goes. */
async function enter(tx: Tx, ctx: ServiceContext, entries: readonly Entry[]): Promise<void> {
  const leaseIds = [...new Set(entries.flatMap(({ leaseId }) => leaseId ?? []))];
  const books = await openBooks(tx, ctx, leaseIds);
  const placed = entries.map((entry) => {
    const found = entry.leaseId === null ? null : books.leases.get(entry.leaseId);
    return { ...entry, lease: leaseOfCurrency(found, entry.money) };
  });
  const days = placed.map(({ money, lease }) => dayOfArrival(ctx, money, lease));
  const closed = await readClosedMonths(tx, ctx, days);
  const firstNumber = await takeNumbers(tx, ctx, "receipt", entries.length);
  const settlement = openSettlement();
  const created = placed.map(({ payment, lease }, index): Created => {
    const { note } = placePayment(ctx, payment, lease, closed);
    payment.number = firstNumber + index;
    receive(settlement, { payment, lease, on: payment.receivedOn });
    if (lease) settleByPolicy(ctx, books, settlement, { payment, lease, today: leaseToday(ctx, lease) });
    return { payment, propertyId: lease?.propertyId ?? null, note };
  });
  await together([
    writeSettlement(tx, ctx, settlement, created),
    writePayers(tx, ctx, entries),
    scheduleCredits(tx, ctx, creditedLeases(books, created)),
    placed.some(({ lease }) => lease === null) && tellDesk(tx, ctx),
    recordAudit(
      tx,
      ctx,
      ...created.map(({ payment }) => ({
        action: "payment.recorded",
        entityType: "payment",
        entityId: payment.id,
        after: payment,
      })),
    ),
  ]);
}

async function writePayers(tx: Tx, ctx: ServiceContext, entries: readonly Entry[]): Promise<void> {
  const known = entries.flatMap(({ money: { payer }, payment }) =>
    payer ? [{ id: payment.id, ...payer }] : [],
  );
  if (known.length === 0) return;
  const [ids, keys] = [known.map(({ id }) => id), known.map(({ key }) => key)];
  await tx.sql(
    insertPayers,
    ctx.agencyId,
    ids,
    keys,
    known.map(({ nameSealed }) => nameSealed),
  );
}

function creditedLeases(books: Books, created: readonly Created[]) {
  const ids = new Set(
    created.flatMap(({ payment }) => (payment.creditMinor > 0 && payment.leaseId ? [payment.leaseId] : [])),
  );
  return [...ids].flatMap((id) => {
    const lease = books.leases.get(id);
    return lease ? [{ lease, invoices: books.invoices.get(id) ?? [] }] : [];
  });
}

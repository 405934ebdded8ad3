import type { Tx } from "@stead/db/client";
import { isAppError } from "@stead/kernel/errors";
import type { MoneyReceived, RailFact, RailProvider } from "@stead/providers/rails/rail-provider";
import {
  arrivalOf,
  filterLinkable,
  linkAttempt,
  lockNamedAttempts,
  moveAttempt,
  type AttemptState,
} from "../collecting/index.ts";
import { filterClaimed, inTransaction, together, type RailContext } from "../context/index.ts";
import { bookReceipts } from "../payments/index.ts";
import { openProvider, type RailAccountRow } from "../rails/index.ts";
import { bodyPurpose, lockTogether, noteApplied, type InboundRow } from "./rows.ts";

/** Events that are booked in one transaction; more gain little and hold the receipts' counter longer. */
export const mostTogether = 128;

type Arrival = Extract<RailFact, { kind: "money" | "attempt" }>;
type Told = { event: InboundRow; fact: Arrival; money: MoneyReceived };
type Ready = Told & { attempt: AttemptState | null };
type Booked = Ready & { paymentId: string };

/** Something that was to be booked with others turned out to be booked already: each is applied alone. */
class Crossed extends Error {
  override readonly name = "Crossed";
}

/** Those of some events that are booked now, and those that were free to be. */
export type BookedTogether = { booked: ReadonlySet<string>; free: ReadonlySet<string> };

/**
 * Books events of one account together with others that wait beside them: they take their receipts' numbers in one
 * transaction, so that nobody waits for the number of one after the other. Each is claimed, booked and noted as if it
 * were alone; what is not plainly new money and as it was asked for is left to its own job. Waits for no other group.
 */
export async function applyTogether(
  ctx: RailContext,
  account: RailAccountRow,
  events: readonly InboundRow[],
): Promise<BookedTogether> {
  const provider = openProvider(ctx, account);
  let free = new Set<string>();
  let booked: Booked[] = [];
  try {
    booked = await inTransaction(ctx, async (tx) => {
      const about = { railAccountId: account.id, most: mostTogether };
      const locked = await lockTogether(tx, ctx, events, about);
      free = new Set(locked.map(({ id }) => id));
      if (locked.length < 2) return [];
      const told = locked.flatMap((one) => readArrival(ctx, provider, one));
      const ready = await choose(tx, ctx, account, told);
      return ready.length < 2 ? [] : book(tx, ctx, account, ready);
    });
  } catch (error) {
    if (!(error instanceof Crossed))
      ctx.log.warn({ error, railAccountId: account.id }, "events were not booked together");
    return { booked: new Set(), free: new Set(events.map(({ id }) => id)) };
  }
  await link(ctx, account, booked);
  return { booked: new Set(booked.map(({ event }) => event.id)), free };
}

/** The money that an event tells, when it tells nothing else. */
function readArrival(ctx: RailContext, provider: RailProvider, event: InboundRow): Told[] {
  const { id, topic, receivedAt, bodySealed } = event;
  try {
    const body = ctx.rails.sealer.open(bodySealed, bodyPurpose(ctx.agencyId, id));
    const [fact, ...others] = provider.read({ topic, body, receivedAt });
    if (fact === undefined || others.length > 0) return [];
    if (fact.kind !== "money" && (fact.kind !== "attempt" || fact.state !== "paid")) return [];
    return fact.money === null ? [] : [{ event, fact, money: fact.money }];
  } catch (error) {
    if (!isAppError(error)) throw error;
    return [];
  }
}

/** Those whose money is new, each once, with its collection under its lock where that asked for as much. */
async function choose(
  tx: Tx,
  ctx: RailContext,
  { id: railAccountId, rail, account }: RailAccountRow,
  told: readonly Told[],
): Promise<Ready[]> {
  const names = told.flatMap(({ fact }) => (fact.kind === "attempt" ? [fact] : []));
  const findAttempt = await lockNamedAttempts(tx, ctx, railAccountId, names);
  const externalIds = told.map(({ money }) => money.externalId);
  const taken = await filterClaimed(tx.sql, ctx, { rail, account, kind: "payment" }, externalIds);
  const ready: Ready[] = [];
  for (const one of told) {
    const { fact, money } = one;
    const attempt = fact.kind === "attempt" ? findAttempt(fact) : null;
    const isAsked =
      attempt === null || (attempt.amountMinor === money.amountMinor && attempt.currency === money.currency);
    const names = [money.externalId, ...(attempt === null ? [] : [attempt.id])];
    if (!isAsked || names.some((name) => taken.has(name))) continue;
    for (const name of names) taken.add(name);
    ready.push({ ...one, attempt });
  }
  return ready;
}

async function book(
  tx: Tx,
  ctx: RailContext,
  account: RailAccountRow,
  ready: readonly Ready[],
): Promise<Booked[]> {
  const arrivals = ready.map(({ money, attempt }) =>
    arrivalOf(ctx, account, { money, leaseId: attempt?.leaseId ?? null }),
  );
  const payments = await bookReceipts(tx, ctx, arrivals);
  const booked = ready.map((one, index) => {
    const payment = payments[index];
    if (payment === undefined || !payment.isNew) throw new Crossed();
    return { ...one, paymentId: payment.paymentId };
  });
  await together([
    noteApplied(
      tx,
      ctx,
      booked.map(({ event, attempt, paymentId }) => ({
        id: event.id,
        receivedAt: event.receivedAt,
        attemptId: attempt?.id ?? null,
        paymentId,
      })),
    ),
    ...booked.map(
      ({ attempt, paymentId }) =>
        attempt && moveAttempt(tx, ctx, attempt, { state: "paid", result: null, paymentId }),
    ),
  ]);
  return booked;
}

/** Money that came without the name of a collection may answer one. */
async function link(ctx: RailContext, account: RailAccountRow, booked: readonly Booked[]): Promise<void> {
  const unnamed = booked.filter(({ fact }) => fact.kind === "money");
  const linkable = await filterLinkable(
    ctx,
    account.id,
    unnamed.map(({ paymentId }) => paymentId),
  );
  for (const { paymentId, money } of unnamed)
    if (linkable.has(paymentId)) await linkAttempt(ctx, account, { paymentId, money });
}

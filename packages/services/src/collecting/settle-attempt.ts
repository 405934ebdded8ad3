import { railDescriptors } from "@stead/contracts/rails";
import type { Tx } from "@stead/db/client";
import { civilDateIn } from "@stead/kernel/dates";
import type { MoneyReceived, RailFact, RailResult } from "@stead/providers/rails/rail-provider";
import { instantNow, type ServiceContext } from "../context/index.ts";
import { bookMoney, type ArrivedMoney, type BookedMoney } from "../payments/index.ts";
import { payerOf, type RailAccountRow } from "../rails/index.ts";
import type { RailContext } from "../context/index.ts";
import { isFinal, joinStates } from "./rules.ts";
import { tellAttempt, type AttemptState } from "./rows.ts";

export type Account = Pick<RailAccountRow, "id" | "rail" | "account">;

const update = {
  name: "attempt_move",
  text: `update payment_attempts set state = $3, payment_id = coalesce(payment_id, $4), result_code = case when state = $3 then result_code else $5 end,
      result_text = case when state = $3 then result_text else $6 end, finished_at = case when $7::boolean then coalesce(finished_at, $8::timestamptz) end,
      version = version + 1
    where agency_id = $1 and id = $2`,
};

/** Moves a collection under its lock to what it and the news come to. Nothing new: nothing is written. */
export async function moveAttempt(
  tx: Tx,
  ctx: ServiceContext,
  attempt: AttemptState,
  news: Pick<AttemptState, "state" | "paymentId"> & { result: RailResult | null },
): Promise<void> {
  const state = joinStates(attempt.state, news.state);
  const paymentId = attempt.paymentId ?? news.paymentId;
  if (state === attempt.state && paymentId === attempt.paymentId) return;
  // What an end without money said is of no use once the money is there.
  const result = state === news.state ? news.result : null;
  const now = instantNow(ctx);
  await tx.sql(
    update,
    ctx.agencyId,
    attempt.id,
    state,
    paymentId,
    result?.code ?? null,
    result?.text ?? null,
    isFinal(state),
    now,
  );
  Object.assign(attempt, { state, paymentId });
  await tellAttempt(tx, ctx, attempt);
}

/** Applies what an event or an answer says of a collection, under its lock, and books its money. */
export async function settleAttempt(
  tx: Tx,
  ctx: RailContext,
  account: Account,
  { attempt, fact }: { attempt: AttemptState; fact: Extract<RailFact, { kind: "attempt" }> },
): Promise<BookedMoney | null> {
  const { money, state, result } = fact;
  const booked = money && (await bookReceived(tx, ctx, account, { money, leaseId: attempt.leaseId }));
  await moveAttempt(tx, ctx, attempt, { state, result, paymentId: booked?.paymentId ?? null });
  return booked;
}

/** Books money of an account of a rail: once, whichever way it is told. */
export function bookReceived(
  tx: Tx,
  ctx: RailContext,
  account: Account,
  received: Received,
): Promise<BookedMoney> {
  return bookMoney(tx, ctx, arrivalOf(ctx, account, received));
}

type Received = { money: MoneyReceived; leaseId: string | null };

/** What a provider told, as the books take it. */
export function arrivalOf(
  ctx: RailContext,
  { rail, account }: Account,
  { money, leaseId }: Received,
): ArrivedMoney {
  const { externalId, amountMinor, currency, receivedAt, reference, payerKey, payerName } = money;
  return {
    rail,
    account,
    accountCode: railDescriptors[rail].clearing.code,
    externalId,
    amountMinor,
    currency,
    receivedOn: civilDateIn(ctx.agency.timeZone, Date.parse(receivedAt)),
    reference,
    leaseId,
    payer: payerOf(ctx, { key: payerKey, name: payerName }),
  };
}

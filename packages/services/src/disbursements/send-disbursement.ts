import type { Tx } from "@stead/db/client";
import { AppError } from "@stead/kernel/errors";
import type { MovementStarted, RailAnswer, RailProvider } from "@stead/providers/rails/rail-provider";
import { RetryLater } from "@stead/queue/retries";
import { inTransaction, requirePermission, type RailContext, type RailVerb } from "../context/index.ts";
import { patience, readAccount, type RailAccountRow } from "../rails/index.ts";
import { openOrRefuse, openPayee, readOrigin } from "./choose-destination.ts";
import { endWithout } from "./finish-disbursement.ts";
import { planCheck } from "./plan-check.ts";
import { lockDisbursement, saveDisbursement, type Disbursement } from "./rows.ts";
import { canSendAgain, isFinal } from "./rules.ts";
import { applyMovement } from "./settle-movement.ts";

/** After this a request that nobody kept the answer of is looked at again. */
const answerMs = 2 * 60_000;
const pauseMs = 60_000;

const unknownAnswer = {
  code: "answer_lost",
  text: "The provider was asked, and its answer was lost. It is being found out whether the money left; do not pay it back again yet.",
};

type Taken = {
  row: Disbursement;
  account: RailAccountRow;
  provider: RailProvider;
  /** An earlier request may have arrived. */
  isRepeated: boolean;
};

/**
 * Sends an approved refund to its provider. `sending` is committed before the call and the refund's own key goes with
 * it, so a crash leaves either a request that may be repeated under its key, or one that is asked about. What nothing
 * was sent of waits and is tried later (RetryLater); what the provider refuses has failed, and its money is back where
 * it was.
 */
export async function sendDisbursement({ ctx, input }: RailVerb<{ disbursementId: string }>): Promise<void> {
  requirePermission(ctx, "refunds:write");
  const taken = await inTransaction(ctx, (tx) => take(tx, ctx, input.disbursementId));
  if (taken === undefined) return;
  const said = await call(ctx, taken);
  const later = await inTransaction(ctx, (tx) => keep(tx, ctx, taken, said));
  if (later !== undefined) throw new RetryLater(later.atMs, later.text);
}

/** Claims it for sending; undefined when there is nothing to send. */
async function take(tx: Tx, ctx: RailContext, id: string): Promise<Taken | undefined> {
  const row = await lockDisbursement(tx, ctx, id);
  const isRepeated = row.state === "sending";
  if ((row.state !== "approved" && !isRepeated) || row.railAccountId === null) return undefined;
  const nowMs = ctx.clock.nowMs();
  if (isRepeated && !canSendAgain(row, nowMs)) {
    Object.assign(row, {
      state: "uncertain",
      resultCode: unknownAnswer.code,
      resultText: unknownAnswer.text,
    });
    await planCheck(tx, ctx, row);
    await saveDisbursement(tx, ctx, row);
    return undefined;
  }
  const account = await readAccount(tx.sql, ctx, row.railAccountId);
  const provider = account.isActive
    ? openOrRefuse(ctx, account)
    : `${account.label} is switched off. Switch it on and try again.`;
  if (typeof provider === "string") {
    if (!isRepeated)
      await endWithout(tx, ctx, row, { state: "failed", result: { code: "settings", text: provider } });
    return undefined;
  }
  row.state = "sending";
  row.sentAt ??= new Date(nowMs).toISOString();
  row.nextCheckAt = new Date(nowMs + answerMs).toISOString();
  await saveDisbursement(tx, ctx, row);
  return { row, account, provider, isRepeated };
}

/** Asks the provider to move the money, outside any transaction. */
async function call(ctx: RailContext, { row, provider }: Taken): Promise<RailAnswer<MovementStarted>> {
  const { requestKey, amountMinor, currency, reason, way, paymentId } = row;
  const request = { requestKey, amountMinor, currency, reason };
  if (way === "pay_out" && provider.payOut) {
    const payee = openPayee(ctx, row);
    if (payee !== null && "phone" in payee) return provider.payOut({ ...request, ...payee }, patience(ctx));
  }
  if (way === "refund" && provider.refund) {
    const origin = await readOrigin(ctx.db.sql, ctx, paymentId);
    if (origin !== undefined) return provider.refund({ ...request, moneyId: origin.moneyId }, patience(ctx));
  }
  throw new AppError("INTERNAL", "disbursements: a way that its rail does not have");
}

type Later = { atMs: number; text: string };

/** Keeps what the provider answered. Its word may have come by an event already: then only its name is news. */
async function keep(
  tx: Tx,
  ctx: RailContext,
  { row: taken, account, isRepeated }: Taken,
  said: RailAnswer<MovementStarted>,
): Promise<Later | undefined> {
  const row = await lockDisbursement(tx, ctx, taken.id);
  const isOpen = row.state === "sending" || row.state === "uncertain";
  if (said.outcome === "ok") {
    row.providerRef ??= said.value.ref;
    if (!isFinal(row.state)) await follow(tx, ctx, row, "sent", null);
    else await saveDisbursement(tx, ctx, row);
    for (const fact of said.value.facts)
      if (fact.kind === "movement") await applyMovement(tx, ctx, account, { row, fact });
    return undefined;
  }
  if (!isOpen) return undefined;
  if (said.outcome === "uncertain") {
    await follow(tx, ctx, row, "uncertain", { code: "uncertain", text: said.text });
    return undefined;
  }
  const { category, result, retryAfterMs = pauseMs } = said;
  if (category === "repeated") {
    await follow(tx, ctx, row, "sent", result);
    return undefined;
  }
  if (category === "throttled" || category === "down")
    return wait(tx, ctx, row, { result, retryAfterMs, isRepeated });
  // It refuses this request; whether it did an earlier one, it does not say.
  if (isRepeated) await follow(tx, ctx, row, "uncertain", result);
  else await endWithout(tx, ctx, row, { state: "failed", result });
  return undefined;
}

type Answer = { code: string; text: string };

/** It is with the provider, or may be: the next word of it is asked for. */
async function follow(
  tx: Tx,
  ctx: RailContext,
  row: Disbursement,
  state: "sent" | "uncertain",
  result: Answer | null,
): Promise<void> {
  Object.assign(row, { state, resultCode: result?.code ?? null, resultText: result?.text ?? null });
  await planCheck(tx, ctx, row);
  await saveDisbursement(tx, ctx, row);
}

/** Nothing was sent this time: it waits for its turn, and may be called off while no request of it is open. */
async function wait(
  tx: Tx,
  ctx: RailContext,
  row: Disbursement,
  { result, retryAfterMs, isRepeated }: { result: Answer; retryAfterMs: number; isRepeated: boolean },
): Promise<Later> {
  const atMs = ctx.clock.nowMs() + retryAfterMs;
  if (!isRepeated) Object.assign(row, { state: "approved", sentAt: null });
  Object.assign(row, { resultCode: result.code, resultText: result.text });
  row.nextCheckAt = new Date(atMs + answerMs).toISOString();
  await saveDisbursement(tx, ctx, row);
  return { atMs, text: result.text };
}

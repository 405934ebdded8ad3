import type { Tx } from "@stead/db/client";
import type { RailFact } from "@stead/providers/rails/rail-provider";
import { bookReceived, lockNamedAttempt, settleAttempt } from "../collecting/index.ts";
import type { RailContext } from "../context/index.ts";
import { settleMovement } from "../disbursements/index.ts";
import type { RailAccountRow } from "../rails/index.ts";
import { applyDispute } from "./apply-dispute.ts";
import { applySettlement } from "./apply-settlement.ts";
import type { FactOutcome } from "./rows.ts";

/** Books one fact in the caller's transaction. Each is safe to apply again. */
export async function applyFact(
  tx: Tx,
  ctx: RailContext,
  account: RailAccountRow,
  fact: RailFact,
): Promise<FactOutcome> {
  switch (fact.kind) {
    case "attempt":
      return applyAttempt(tx, ctx, account, fact);
    case "money": {
      const { paymentId } = await bookReceived(tx, ctx, account, { money: fact.money, leaseId: null });
      return { paymentId };
    }
    case "other":
      return { note: fact.text };
    case "dispute":
      return applyDispute(tx, ctx, account, fact);
    case "settlement":
      await applySettlement(tx, ctx, account, fact);
      return {};
    case "movement":
      return settleMovement(tx, ctx, account, fact);
  }
}

async function applyAttempt(
  tx: Tx,
  ctx: RailContext,
  account: RailAccountRow,
  fact: Extract<RailFact, { kind: "attempt" }>,
): Promise<FactOutcome> {
  const { ref, attemptId } = fact;
  const attempt = await lockNamedAttempt(tx, ctx, { railAccountId: account.id, ref, attemptId });
  if (attempt !== undefined) {
    const booked = await settleAttempt(tx, ctx, account, { attempt, fact });
    return { attemptId: attempt.id, paymentId: booked?.paymentId ?? null };
  }
  // The callback may overtake the answer that names the collection.
  if (fact.money === null) return { waitsFor: "the collection that it is about" };
  const { paymentId } = await bookReceived(tx, ctx, account, { money: fact.money, leaseId: null });
  return { paymentId };
}

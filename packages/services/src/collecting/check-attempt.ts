import { railDescriptors, type RailDescriptor } from "@stead/contracts/rails";
import { enqueue } from "@stead/queue/enqueue";
import { RetryLater } from "@stead/queue/retries";
import { inTransaction, requirePermission } from "../context/index.ts";
import { openProvider, patience, readAccount } from "../rails/index.ts";
import type { RailContext, RailVerb } from "../context/index.ts";
import { lockAttempt, type AttemptState } from "./rows.ts";
import { isFinal, nextCheckMs } from "./rules.ts";
import { moveAttempt, settleAttempt } from "./settle-attempt.ts";

const counted = {
  name: "attempt_checked",
  text: `update payment_attempts set checks = checks + 1 where agency_id = $1 and id = $2`,
};

const silence = {
  code: "no_answer",
  text: "The provider has not said whether it was paid. Its statement will tell; do not ask for the money again yet.",
};

/**
 * Asks the provider about a collection of which nothing was heard. After the last time it is unknown: the provider's
 * list of transactions or its statement settles it then, and a late success still books the money.
 */
export async function checkAttempt({ ctx, input }: RailVerb<{ attemptId: string }>): Promise<void> {
  requirePermission(ctx, "payments:write");
  const attempt = await inTransaction(ctx, (tx) => lockAttempt(tx, ctx, input.attemptId));
  if (isFinal(attempt.state)) return;
  // Its caller died between writing it down and keeping the answer: nobody knows whether it was asked.
  if (attempt.providerRef === null) return giveUp(ctx, attempt.id);
  const account = await readAccount(ctx.db.sql, ctx, attempt.railAccountId);
  const said = await openProvider(ctx, account).queryAttempt(
    { ref: attempt.providerRef, startedAt: attempt.createdAt },
    patience(ctx),
  );
  if (said.outcome !== "ok") {
    if (said.outcome === "failed" && (said.category === "throttled" || said.category === "down"))
      throw new RetryLater(ctx.clock.nowMs() + (said.retryAfterMs ?? 15_000), said.result.text);
    return follow(ctx, attempt);
  }
  await inTransaction(ctx, async (tx) => {
    const locked = await lockAttempt(tx, ctx, attempt.id);
    for (const fact of said.value)
      if (fact.kind === "attempt") await settleAttempt(tx, ctx, account, { attempt: locked, fact });
    if (locked.state === "paid" && locked.paymentId === null && isPullable(account.rail))
      await enqueue(tx, ctx, "rails.pull", { agencyId: ctx.agencyId, railAccountId: account.id });
  });
  await follow(ctx, attempt);
}

const isPullable = (rail: AttemptState["rail"]) => {
  const { capabilities }: RailDescriptor = railDescriptors[rail];
  return capabilities.includes("pull");
};

/** Counts the asking, and plans the next one while it is open. */
async function follow(ctx: RailContext, { id, createdAt, expiresAt }: AttemptState): Promise<void> {
  const isOver = await inTransaction(ctx, async (tx) => {
    const attempt = await lockAttempt(tx, ctx, id);
    if (isFinal(attempt.state)) return false;
    await tx.sql(counted, ctx.agencyId, id);
    const { capabilities }: RailDescriptor = railDescriptors[attempt.rail];
    const at = nextCheckMs(
      {
        startedMs: Date.parse(createdAt),
        expiresMs: Date.parse(expiresAt),
        checks: attempt.checks + 1,
        nowMs: ctx.clock.nowMs(),
      },
      capabilities.includes("prompt"),
    );
    if (at === null) return true;
    await enqueue(tx, ctx, "collecting.check", { agencyId: ctx.agencyId, attemptId: id }, { runAfterMs: at });
    return false;
  });
  if (isOver) await giveUp(ctx, id);
}

async function giveUp(ctx: RailContext, id: string): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    const attempt = await lockAttempt(tx, ctx, id);
    await moveAttempt(tx, ctx, attempt, { state: "unknown", paymentId: null, result: silence });
    if (isPullable(attempt.rail))
      await enqueue(tx, ctx, "rails.pull", { agencyId: ctx.agencyId, railAccountId: attempt.railAccountId });
  });
}

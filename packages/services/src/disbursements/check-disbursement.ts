import type { RailAnswer, RailFact } from "@stead/providers/rails/rail-provider";
import { RetryLater } from "@stead/queue/retries";
import { inTransaction, requirePermission, type RailVerb, type RailContext } from "../context/index.ts";
import { patience, readAccount, type RailAccountRow } from "../rails/index.ts";
import { openOrRefuse, readOrigin } from "./choose-destination.ts";
import { planCheck } from "./plan-check.ts";
import { lockDisbursement, saveDisbursement, type Disbursement } from "./rows.ts";
import { applyMovement } from "./settle-movement.ts";

const pauseMs = 60_000;

const silence = {
  code: "no_answer",
  text: "The provider has not said whether the money arrived. Look for it on the provider's statement, and write down here what it says.",
};

/**
 * Asks the provider what became of a refund that is on its way or uncertain. An answer ends it; without one it is asked
 * about again, less and less often, and in the end left to people. Nothing is ever sent again here.
 */
export async function checkDisbursement({ ctx, input }: RailVerb<{ disbursementId: string }>): Promise<void> {
  requirePermission(ctx, "refunds:write");
  const row = await inTransaction(ctx, (tx) => lockDisbursement(tx, ctx, input.disbursementId));
  if ((row.state !== "sent" && row.state !== "uncertain") || row.railAccountId === null) return;
  const account = await readAccount(ctx.db.sql, ctx, row.railAccountId);
  const said = await query(ctx, account, row);
  if (said?.outcome === "failed" && (said.category === "throttled" || said.category === "down"))
    throw new RetryLater(ctx.clock.nowMs() + (said.retryAfterMs ?? pauseMs), said.result.text);
  await inTransaction(ctx, async (tx) => {
    const locked = await lockDisbursement(tx, ctx, row.id);
    if (said?.outcome === "ok")
      for (const fact of said.value)
        if (fact.kind === "movement") await applyMovement(tx, ctx, account, { row: locked, fact });
    if (locked.state !== "sent" && locked.state !== "uncertain") return;
    locked.checks++;
    await planCheck(tx, ctx, locked);
    if (locked.nextCheckAt === null)
      Object.assign(locked, { state: "uncertain", resultCode: silence.code, resultText: silence.text });
    await saveDisbursement(tx, ctx, locked);
  });
}

/** What the provider says of it; undefined where it cannot be asked, such as with settings that lack something. */
async function query(
  ctx: RailContext,
  account: RailAccountRow,
  { requestKey, providerRef: ref, way, paymentId }: Disbursement,
): Promise<RailAnswer<readonly RailFact[]> | undefined> {
  const origin = way === "refund" ? await readOrigin(ctx.db.sql, ctx, paymentId) : undefined;
  const provider = openOrRefuse(ctx, account);
  if (typeof provider === "string") return undefined;
  return provider.queryMovement?.({ requestKey, ref, moneyId: origin?.moneyId ?? null }, patience(ctx));
}

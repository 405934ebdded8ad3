import { requirePermission, requireWholeAgency, type Verb } from "../context/index.ts";

const stop = {
  name: "billing_run_stop",
  text: `update billing_runs set status = $3, finished_at = $4 where agency_id = $1 and id = $2 and status in ('queued', 'running')`,
};

/** Marks a run whose job was given up or cancelled. What it issued stays; starting the month again goes on from there. */
export async function stopBillingRun({
  ctx,
  input,
}: Verb<{ billingRunId: string; outcome: "failed" | "cancelled" }>): Promise<void> {
  requirePermission(ctx, "billing:write");
  requireWholeAgency(ctx);
  await ctx.db.sql(
    stop,
    ctx.agencyId,
    input.billingRunId,
    input.outcome,
    new Date(ctx.clock.nowMs()).toISOString(),
  );
}

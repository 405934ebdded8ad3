import {
  instantNow,
  inTransaction,
  requirePermission,
  requireWholeAgency,
  type Verb,
} from "../context/index.ts";
import { tellRunFailed, type EndedRun } from "./tell-run-end.ts";

const stop = {
  name: "billing_run_stop",
  text: `update billing_runs set status = $3, finished_at = $4 where agency_id = $1 and id = $2 and status in ('queued', 'running')
    returning id, period_start as "periodStart", created_by as "createdBy"`,
};

/** Marks a run whose job was given up or cancelled. What it issued stays; starting the month again goes on from there. */
export async function stopBillingRun({
  ctx,
  input,
}: Verb<{ billingRunId: string; outcome: "failed" | "cancelled" }>): Promise<void> {
  requirePermission(ctx, "billing:write");
  requireWholeAgency(ctx);
  const { billingRunId, outcome } = input;
  const at = instantNow(ctx);
  await inTransaction(ctx, async (tx) => {
    const [run] = await tx.sql<EndedRun>(stop, ctx.agencyId, billingRunId, outcome, at);
    if (run !== undefined && outcome === "failed") await tellRunFailed(tx, ctx, run);
  });
}

import { requirePermission, requireWholeAgency, type Verb } from "../context/index.ts";

const resume = {
  name: "billing_run_resume",
  text: `update billing_runs set status = 'queued', finished_at = null where agency_id = $1 and id = $2 and status = 'failed'`,
};

/** Marks a run whose job was given up and is tried again: it goes on behind what it issued. */
export async function resumeBillingRun({ ctx, input }: Verb<{ billingRunId: string }>): Promise<void> {
  requirePermission(ctx, "billing:write");
  requireWholeAgency(ctx);
  await ctx.db.sql(resume, ctx.agencyId, input.billingRunId);
}

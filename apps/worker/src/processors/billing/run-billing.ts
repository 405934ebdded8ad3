import type { Handler } from "@stead/queue/handlers";
import { resumeBillingRun, runBillingChunks, stopBillingRun } from "@stead/services/billing";
import type { WorkerDeps } from "../../deps.ts";

export function runBilling(deps: WorkerDeps): Handler<"billing.run"> {
  return {
    run: async ({ billingRunId }, job) => {
      const run = await runBillingChunks({
        ctx: await deps.contextOf(job),
        input: { billingRunId },
        onProgress: job.progress,
      });
      return { invoiceCount: run.invoiceCount, chargeCount: run.chargeCount };
    },
    abandon: async ({ billingRunId }, job, { outcome }) => {
      await stopBillingRun({ ctx: await deps.contextOf(job), input: { billingRunId, outcome } });
    },
    revive: async ({ billingRunId }, job) => {
      await resumeBillingRun({ ctx: await deps.contextOf(job), input: { billingRunId } });
    },
  };
}

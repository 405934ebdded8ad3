import type { Handler } from "@stead/queue/handlers";
import { startMonth as startBillingOfMonth } from "@stead/services/billing";
import type { WorkerDeps } from "../../deps.ts";

export function startMonth(deps: WorkerDeps): Handler<"billing.start-month"> {
  return {
    run: async (_payload, job) => {
      await startBillingOfMonth({ ctx: await deps.contextOf(job) });
    },
  };
}

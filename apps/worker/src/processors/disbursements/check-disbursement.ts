import type { Handler } from "@stead/queue/handlers";
import { checkDisbursement as check } from "@stead/services/disbursements";
import type { WorkerDeps } from "../../deps.ts";

export function checkDisbursement(deps: WorkerDeps): Handler<"disbursements.check"> {
  return {
    run: async ({ disbursementId }, job) =>
      check({ ctx: await deps.railContextOf(job), input: { disbursementId } }),
  };
}

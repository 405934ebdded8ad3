import type { Handler } from "@stead/queue/handlers";
import { sendDisbursement as send } from "@stead/services/disbursements";
import type { WorkerDeps } from "../../deps.ts";

export function sendDisbursement(deps: WorkerDeps): Handler<"disbursements.send"> {
  return {
    run: async ({ disbursementId }, job) =>
      send({ ctx: await deps.railContextOf(job), input: { disbursementId } }),
  };
}

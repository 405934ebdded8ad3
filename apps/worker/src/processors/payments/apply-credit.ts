import type { Handler } from "@stead/queue/handlers";
import { applyCredit as apply } from "@stead/services/payments";
import type { WorkerDeps } from "../../deps.ts";

export function applyCredit(deps: WorkerDeps): Handler<"payments.apply-credit"> {
  return { run: async ({ leaseId }, job) => apply({ ctx: await deps.contextOf(job), input: { leaseId } }) };
}

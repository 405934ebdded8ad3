import type { Handler } from "@stead/queue/handlers";
import { proveDays } from "@stead/services/reconciliation";
import type { WorkerDeps } from "../../deps.ts";

export function proveAgencyDays(deps: WorkerDeps): Handler<"reconciliation.prove"> {
  return { run: async (_payload, job) => proveDays({ ctx: await deps.railContextOf(job) }) };
}

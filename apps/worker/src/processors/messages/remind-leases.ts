import type { Handler } from "@stead/queue/handlers";
import { remindLeases as remind } from "@stead/services/messages";
import type { WorkerDeps } from "../../deps.ts";

export function remindLeases(deps: WorkerDeps): Handler<"messages.remind"> {
  return { run: async (_payload, job) => ({ written: await remind({ ctx: await deps.contextOf(job) }) }) };
}

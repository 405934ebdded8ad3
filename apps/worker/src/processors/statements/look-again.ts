import type { Handler } from "@stead/queue/handlers";
import { lookAgain } from "@stead/services/statements";
import type { WorkerDeps } from "../../deps.ts";

export function lookAtPayouts(deps: WorkerDeps): Handler<"statements.look-again"> {
  return { run: async (_, job) => lookAgain({ ctx: await deps.railContextOf(job) }) };
}

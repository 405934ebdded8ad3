import type { Handler } from "@stead/queue/handlers";
import { checkAttempt as check } from "@stead/services/collecting";
import type { WorkerDeps } from "../../deps.ts";

export function checkAttempt(deps: WorkerDeps): Handler<"collecting.check"> {
  return {
    run: async ({ attemptId }, job) => check({ ctx: await deps.railContextOf(job), input: { attemptId } }),
  };
}

import type { Handler } from "@stead/queue/handlers";
import { pullMoney } from "@stead/services/inbound";
import type { WorkerDeps } from "../../deps.ts";

export function pullRail(deps: WorkerDeps): Handler<"rails.pull"> {
  return {
    run: async ({ railAccountId }, job) =>
      pullMoney({ ctx: await deps.railContextOf(job), input: { railAccountId } }),
  };
}

import type { Handler } from "@stead/queue/handlers";
import { sweepFiles } from "@stead/services/files";
import type { WorkerDeps } from "../../deps.ts";

export function sweepExpired(deps: WorkerDeps): Handler<"files.sweep"> {
  return {
    run: async (_payload, job) => ({
      deleted: await sweepFiles({ ctx: await deps.contextOf(job), files: deps.files }),
    }),
  };
}

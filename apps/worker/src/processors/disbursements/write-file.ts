import type { Handler } from "@stead/queue/handlers";
import { writeBankFile } from "@stead/services/disbursements";
import type { WorkerDeps } from "../../deps.ts";

export function writeFile(deps: WorkerDeps): Handler<"disbursements.write-file"> {
  return {
    run: async ({ batchId }, job) =>
      writeBankFile({ ctx: await deps.railContextOf(job), input: { batchId }, files: deps.files }),
  };
}

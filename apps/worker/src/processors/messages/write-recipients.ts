import type { Handler } from "@stead/queue/handlers";
import { writeRecipients as write } from "@stead/services/messages";
import type { WorkerDeps } from "../../deps.ts";

export function writeRecipients(deps: WorkerDeps): Handler<"messages.write-recipients"> {
  return {
    run: async ({ broadcastId }, job) => {
      const ctx = await deps.contextOf(job);
      const progress = (done: number) => job.progress(done);
      return { recipients: await write(ctx, { broadcastId, jobRunId: job.jobRunId, progress }) };
    },
  };
}

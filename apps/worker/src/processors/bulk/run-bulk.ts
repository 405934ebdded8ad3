import type { Handler } from "@stead/queue/handlers";
import { runBulk, stopBulk } from "@stead/services/bulk";
import { resumeWork } from "@stead/services/jobs";
import type { WorkerDeps } from "../../deps.ts";

export function changeMany(deps: WorkerDeps): Handler<"bulk.run"> {
  return {
    run: async ({ operationId }, job) =>
      runBulk({
        ctx: await deps.contextOf(job),
        input: { operationId, jobRunId: job.jobRunId },
        onProgress: job.progress,
      }),
    abandon: async ({ operationId }, job, { outcome, error }) => {
      const problem = outcome === "failed" ? error.message : null;
      const input = { operationId, jobRunId: job.jobRunId, outcome, problem };
      await stopBulk({ ctx: await deps.contextOf(job), input });
    },
    revive: async ({ operationId }, job) => {
      const input = { table: "bulk_operations", id: operationId, jobRunId: job.jobRunId } as const;
      await resumeWork({ ctx: await deps.contextOf(job), input });
    },
  };
}

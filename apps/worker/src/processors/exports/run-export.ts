import type { Handler } from "@stead/queue/handlers";
import { runExport, stopExport } from "@stead/services/exports";
import { resumeWork } from "@stead/services/jobs";
import type { WorkerDeps } from "../../deps.ts";

export function exportList(deps: WorkerDeps): Handler<"exports.run"> {
  return {
    run: async ({ exportId }, job) =>
      runExport({
        ctx: await deps.railContextOf(job),
        input: { exportId, jobRunId: job.jobRunId },
        files: deps.files,
        onProgress: job.progress,
      }),
    abandon: async ({ exportId }, job, { outcome, error }) => {
      const problem = outcome === "failed" ? error.message : null;
      const input = { exportId, jobRunId: job.jobRunId, outcome, problem };
      await stopExport({ ctx: await deps.contextOf(job), input });
    },
    revive: async ({ exportId }, job) => {
      const input = { table: "exports", id: exportId, jobRunId: job.jobRunId } as const;
      await resumeWork({ ctx: await deps.contextOf(job), input });
    },
  };
}

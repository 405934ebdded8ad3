import type { Handler } from "@stead/queue/handlers";
import { resumeWork } from "@stead/services/jobs";
import { makeReport as make, stopReport } from "@stead/services/reports";
import type { WorkerDeps } from "../../deps.ts";

export function makeReport(deps: WorkerDeps): Handler<"reports.make"> {
  return {
    run: async ({ runId }, job) =>
      make({
        ctx: await deps.contextOf(job),
        input: { runId, jobRunId: job.jobRunId },
        files: deps.files,
        pdf: deps.pdf,
        onProgress: job.progress,
      }),
    abandon: async ({ runId }, job, { outcome, error }) => {
      const problem = outcome === "failed" ? error.message : null;
      const input = { runId, jobRunId: job.jobRunId, outcome, problem };
      await stopReport({ ctx: await deps.contextOf(job), input });
    },
    revive: async ({ runId }, job) => {
      const input = { table: "report_runs", id: runId, jobRunId: job.jobRunId } as const;
      await resumeWork({ ctx: await deps.contextOf(job), input });
    },
  };
}

import type { Handler } from "@stead/queue/handlers";
import { importStatement, resumeStatement, stopStatement } from "@stead/services/statements";
import type { WorkerDeps } from "../../deps.ts";

export function bookStatement(deps: WorkerDeps): Handler<"statements.import"> {
  return {
    run: async ({ statementId }, job) => {
      const input = { statementId, jobRunId: job.jobRunId };
      const ctx = await deps.railContextOf(job);
      await importStatement({ ctx, input, files: deps.files, onProgress: job.progress });
    },
    abandon: async ({ statementId }, job, { outcome, error }) => {
      const problem = outcome === "failed" ? error.message : null;
      const input = { statementId, jobRunId: job.jobRunId, outcome, problem };
      await stopStatement({ ctx: await deps.contextOf(job), input });
    },
    revive: async ({ statementId }, job) => {
      const input = { statementId, jobRunId: job.jobRunId };
      await resumeStatement({ ctx: await deps.contextOf(job), input });
    },
  };
}

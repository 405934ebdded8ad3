import type { Handler } from "@stead/queue/handlers";
import { runImportAnalysis } from "@stead/services/imports";
import type { WorkerDeps } from "../../deps.ts";
import { resumeImportOf } from "./resume-import.ts";
import { stopImportOf } from "./stop-import.ts";

export function analyseImport(deps: WorkerDeps): Handler<"imports.analyse"> {
  return {
    run: async ({ importId }, job) => {
      const input = { importId, jobRunId: job.jobRunId };
      await runImportAnalysis({
        ctx: await deps.contextOf(job),
        input,
        files: deps.files,
        onProgress: job.progress,
      });
    },
    abandon: stopImportOf(deps),
    revive: resumeImportOf(deps, "analysing"),
  };
}

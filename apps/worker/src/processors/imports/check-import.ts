import type { Handler } from "@stead/queue/handlers";
import { runImportCheck } from "@stead/services/imports";
import type { WorkerDeps } from "../../deps.ts";
import { resumeImportOf } from "./resume-import.ts";
import { stopImportOf } from "./stop-import.ts";

export function checkImport(deps: WorkerDeps): Handler<"imports.check"> {
  return {
    run: async ({ importId }, job) => {
      const input = { importId, jobRunId: job.jobRunId };
      await runImportCheck({
        ctx: await deps.contextOf(job),
        input,
        files: deps.files,
        onProgress: job.progress,
      });
    },
    abandon: stopImportOf(deps),
    revive: resumeImportOf(deps, "checking"),
  };
}

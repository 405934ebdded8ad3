import type { Handler } from "@stead/queue/handlers";
import { runImportUndo } from "@stead/services/imports";
import type { WorkerDeps } from "../../deps.ts";
import { resumeImportOf } from "./resume-import.ts";
import { stopImportOf } from "./stop-import.ts";

export function undoImport(deps: WorkerDeps): Handler<"imports.undo"> {
  return {
    run: async ({ importId }, job) => {
      const input = { importId, jobRunId: job.jobRunId };
      await runImportUndo({ ctx: await deps.contextOf(job), input, onProgress: job.progress });
    },
    abandon: stopImportOf(deps),
    revive: resumeImportOf(deps, "undoing"),
  };
}

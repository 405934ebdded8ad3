import type { JobContext } from "@stead/queue/handlers";
import { resumeImport, type ResumeImportInput } from "@stead/services/imports";
import type { WorkerDeps } from "../../deps.ts";

/** Tells an import that its job, which was given up, is tried again. */
export function resumeImportOf(
  deps: WorkerDeps,
  status: ResumeImportInput["status"],
): (payload: { importId: string }, job: JobContext) => Promise<void> {
  return async ({ importId }, job) => {
    await resumeImport({
      ctx: await deps.contextOf(job),
      input: { importId, jobRunId: job.jobRunId, status },
    });
  };
}

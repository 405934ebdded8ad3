import type { JobContext, JobEnd } from "@stead/queue/handlers";
import { stopImport } from "@stead/services/imports";
import type { WorkerDeps } from "../../deps.ts";

/** Tells an import that its job ended without doing its work, and why. */
export function stopImportOf(
  deps: WorkerDeps,
): (payload: { importId: string }, job: JobContext, end: JobEnd) => Promise<void> {
  return async ({ importId }, job, { outcome, error }) => {
    const problem = outcome === "failed" ? error.message : null;
    await stopImport({
      ctx: await deps.contextOf(job),
      input: { importId, jobRunId: job.jobRunId, outcome, problem },
    });
  };
}

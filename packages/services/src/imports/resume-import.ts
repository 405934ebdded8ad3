import { requirePermission, requireWholeAgency, type Verb } from "../context/index.ts";

const resume = {
  name: "import_resume",
  text: `update imports set status = $4, problem = null, finished_at = null, version = version + 1
    where agency_id = $1 and id = $2 and job_run_id = $3 and (status = 'failed' or $4 = 'undoing' and status = 'done')`,
};

export type ResumeImportInput = {
  importId: string;
  jobRunId: string;
  status: "analysing" | "checking" | "applying" | "undoing";
};

/** Marks an import whose job was given up and is tried again: it goes on behind what it did. Nothing when it went on otherwise. */
export async function resumeImport({ ctx, input }: Verb<ResumeImportInput>): Promise<void> {
  requirePermission(ctx, "imports:write");
  requireWholeAgency(ctx);
  await ctx.db.sql(resume, ctx.agencyId, input.importId, input.jobRunId, input.status);
}

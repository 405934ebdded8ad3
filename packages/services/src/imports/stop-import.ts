import { requirePermission, requireWholeAgency, type Verb } from "../context/index.ts";

const stop = {
  name: "import_stop",
  text: `update imports set status = $4, problem = $5, finished_at = $6, version = version + 1
    where agency_id = $1 and id = $2 and job_run_id = $3 and status in ('uploaded', 'analysing', 'checking', 'applying')`,
};

export type StopImportInput = {
  importId: string;
  jobRunId: string;
  outcome: "failed" | "cancelled";
  problem: string | null;
};

/** Marks an import whose job was given up or cancelled. What it applied stays, and applying it again goes on from there. */
export async function stopImport({ ctx, input }: Verb<StopImportInput>): Promise<void> {
  requirePermission(ctx, "imports:write");
  requireWholeAgency(ctx);
  const { importId, jobRunId, outcome, problem } = input;
  await ctx.db.sql(
    stop,
    ctx.agencyId,
    importId,
    jobRunId,
    outcome,
    problem,
    new Date(ctx.clock.nowMs()).toISOString(),
  );
}

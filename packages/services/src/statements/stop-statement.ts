import { requirePermission, requireWholeAgency, type Verb } from "../context/index.ts";
import { stopUpload, type StopInput } from "../jobs/index.ts";

const stop = {
  name: "statement_stop",
  text: `update bank_statements set state = $4, problem = $5, finished_at = $6, version = version + 1
    where agency_id = $1 and id = $2 and job_run_id = $3 and state in ('reading', 'booking')
    returning file_name as "fileName", created_by as "createdBy"`,
};
const resume = {
  name: "statement_resume",
  text: `update bank_statements set state = case when format is null then 'reading' else 'booking' end, problem = null,
      finished_at = null, version = version + 1
    where agency_id = $1 and id = $2 and job_run_id = $3 and state = 'failed'`,
};

/** Marks a statement whose job was given up or cancelled. What it booked stays. Who uploaded it is told of a failure. */
export function stopStatement({ ctx, input }: Verb<StopInput & { statementId: string }>): Promise<void> {
  return stopUpload(ctx, { kind: "statement", id: input.statementId, stop }, input);
}

/** Marks a statement whose job was given up and is tried again: it goes on behind what it did. */
export async function resumeStatement({
  ctx,
  input,
}: Verb<{ statementId: string; jobRunId: string }>): Promise<void> {
  requirePermission(ctx, "payments:write");
  requireWholeAgency(ctx);
  await ctx.db.sql(resume, ctx.agencyId, input.statementId, input.jobRunId);
}

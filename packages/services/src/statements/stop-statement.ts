import { instantNow, requirePermission, requireWholeAgency, type Verb } from "../context/index.ts";
import type { StopInput } from "../jobs/index.ts";
import { notify } from "../notifications/index.ts";

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
export async function stopStatement({
  ctx,
  input,
}: Verb<StopInput & { statementId: string }>): Promise<void> {
  requirePermission(ctx, "payments:write");
  requireWholeAgency(ctx);
  const { statementId, jobRunId, outcome, problem } = input;
  await ctx.db.transaction(async (tx) => {
    const at = instantNow(ctx);
    const [stopped] = await tx.sql<{ fileName: string; createdBy: string | null }>(
      stop,
      ctx.agencyId,
      statementId,
      jobRunId,
      outcome,
      problem,
      at,
    );
    if (stopped === undefined || stopped.createdBy === null || outcome === "cancelled") return;
    await notify(tx, ctx, {
      kind: "statement.failed",
      userIds: [stopped.createdBy],
      subject: { kind: "statement", id: statementId },
      params: { name: stopped.fileName, reason: problem ?? "it was given up" },
    });
  });
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

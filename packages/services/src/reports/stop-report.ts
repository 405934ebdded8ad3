import type { ReportKind } from "@stead/contracts/reports";
import { readOne, type Verb } from "../context/index.ts";
import { notify } from "../notifications/index.ts";
import type { ReportJobInput } from "./make-report.ts";
import { reports } from "./find-definition.ts";

const stop = {
  name: "report_run_stop",
  text: `update report_runs set status = $4, problem = $5, finished_at = $6
    where agency_id = $1 and id = $2 and job_run_id = $3 and status in ('queued', 'running')
    returning kind, created_by as "createdBy"`,
};

export type StopReportInput = ReportJobInput & { outcome: "failed" | "cancelled"; problem: string | null };

/** Ends a run whose job did not do its work; the person is told of a failure. Safe to run again. */
export async function stopReport({ ctx, input }: Verb<StopReportInput>): Promise<void> {
  const { runId, jobRunId, outcome, problem } = input;
  const at = new Date(ctx.clock.nowMs()).toISOString();
  await ctx.db.transaction(async (tx) => {
    const stopped = await readOne<{ kind: ReportKind; createdBy: string }>(
      tx.sql,
      stop,
      ctx.agencyId,
      runId,
      jobRunId,
      outcome,
      problem,
      at,
    );
    if (stopped === undefined || outcome === "cancelled") return;
    await notify(tx, ctx, {
      kind: "report.failed",
      userIds: [stopped.createdBy],
      subject: { kind: "report_run", id: runId },
      params: { name: reports[stopped.kind].title, reason: problem ?? "" },
    });
  });
}

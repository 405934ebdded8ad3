import type { ReportKind } from "@stead/contracts/reports";
import type { Verb } from "../context/index.ts";
import { stopWork, type StopInput } from "../jobs/index.ts";
import { notify } from "../notifications/index.ts";
import { reports } from "./definitions/index.ts";

const work = { table: "report_runs", columns: `kind, created_by as "createdBy"` } as const;

export type StopReportInput = StopInput & { runId: string };

/** Ends a run whose job did not do its work; the person is told of a failure. Safe to run again. */
export async function stopReport({ ctx, input: { runId, ...stop } }: Verb<StopReportInput>): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    type Stopped = { kind: ReportKind; createdBy: string };
    const stopped = await stopWork<Stopped>(tx.sql, ctx, work, { id: runId, ...stop });
    if (stopped === undefined || stop.outcome === "cancelled") return;
    await notify(tx, ctx, {
      kind: "report.failed",
      userIds: [stopped.createdBy],
      subject: { kind: "report_run", id: runId },
      params: { name: reports[stopped.kind].title, reason: stop.problem ?? "" },
    });
  });
}

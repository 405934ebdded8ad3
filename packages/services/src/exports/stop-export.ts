import { readOne, type Verb } from "../context/index.ts";
import { notify } from "../notifications/index.ts";
import { tableOf } from "./describe-tables.ts";
import type { ExportJobInput } from "./run-export.ts";
import type { ExportList } from "@stead/contracts/exports";

const stop = {
  name: "export_stop",
  text: `update exports set status = $4, problem = $5, finished_at = $6
    where agency_id = $1 and id = $2 and job_run_id = $3 and status in ('queued', 'running')
    returning list, created_by as "createdBy"`,
};

export type StopExportInput = ExportJobInput & { outcome: "failed" | "cancelled"; problem: string | null };

/** Ends an export whose job did not do its work; the person is told of a failure. Safe to run again. */
export async function stopExport({ ctx, input }: Verb<StopExportInput>): Promise<void> {
  const { exportId, jobRunId, outcome, problem } = input;
  const at = new Date(ctx.clock.nowMs()).toISOString();
  await ctx.db.transaction(async (tx) => {
    const stopped = await readOne<{ list: ExportList; createdBy: string }>(
      tx.sql,
      stop,
      ctx.agencyId,
      exportId,
      jobRunId,
      outcome,
      problem,
      at,
    );
    if (stopped === undefined || outcome === "cancelled") return;
    await notify(tx, ctx, {
      kind: "export.failed",
      userIds: [stopped.createdBy],
      subject: { kind: "export", id: exportId },
      params: { name: tableOf(stopped.list).title, reason: problem ?? "" },
    });
  });
}

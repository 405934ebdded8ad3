import type { ExportList } from "@stead/contracts/exports";
import type { Verb } from "../context/index.ts";
import { stopWork, type StopInput } from "../jobs/index.ts";
import { notify } from "../notifications/index.ts";
import { tableOf } from "./describe-tables.ts";

const work = { table: "exports", columns: `list, created_by as "createdBy"` } as const;

export type StopExportInput = StopInput & { exportId: string };

/** Ends an export whose job did not do its work; the person is told of a failure. Safe to run again. */
export async function stopExport({
  ctx,
  input: { exportId, ...stop },
}: Verb<StopExportInput>): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    type Stopped = { list: ExportList; createdBy: string };
    const stopped = await stopWork<Stopped>(tx.sql, ctx, work, { id: exportId, ...stop });
    if (stopped === undefined || stop.outcome === "cancelled") return;
    await notify(tx, ctx, {
      kind: "export.failed",
      userIds: [stopped.createdBy],
      subject: { kind: "export", id: exportId },
      params: { name: tableOf(stopped.list).title, reason: stop.problem ?? "" },
    });
  });
}

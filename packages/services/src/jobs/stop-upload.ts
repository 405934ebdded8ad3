import type { Statement } from "@stead/db/client";
import {
  instantNow,
  readOne,
  requirePermission,
  requireWholeAgency,
  type ServiceContext,
} from "../context/index.ts";
import { notify } from "../notifications/index.ts";
import type { StopInput } from "./stop-work.ts";

type Upload = {
  kind: "import" | "statement";
  id: string;
  /**
   * Ends the upload `$2` of the agency `$1`, if it is still the work of job `$3`, with outcome `$4`, problem `$5` and
   * time `$6`; returns its "fileName" and "createdBy".
   */
  stop: Statement;
};

/** Ends an uploaded file whose job was given up or cancelled; whoever uploaded it is told of a failure. */
export async function stopUpload(
  ctx: ServiceContext,
  { kind, id, stop }: Upload,
  { jobRunId, outcome, problem }: StopInput,
): Promise<void> {
  requirePermission(ctx, kind === "import" ? "imports:write" : "payments:write");
  requireWholeAgency(ctx);
  await ctx.db.transaction(async (tx) => {
    type Stopped = { fileName: string; createdBy: string | null };
    const values = [ctx.agencyId, id, jobRunId, outcome, problem, instantNow(ctx)];
    const stopped = await readOne<Stopped>(tx.sql, stop, ...values);
    if (stopped === undefined || stopped.createdBy === null || outcome === "cancelled") return;
    await notify(tx, ctx, {
      kind: `${kind}.failed`,
      userIds: [stopped.createdBy],
      subject: { kind, id },
      params: { name: stopped.fileName, reason: problem ?? "it was given up" },
    });
  });
}

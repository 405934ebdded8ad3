import type { ReportLinkInput } from "@stead/contracts/reports";
import { readOne, recordAudit, requireFound, requirePermission, type Verb } from "../context/index.ts";
import { giveDownloadLink } from "../files/index.ts";
import { requireReport } from "./ask-report.ts";
import { reports } from "./definitions/index.ts";
import { readRun } from "./run-rows.ts";

const fileOf = {
  name: "report_file_of",
  text: `select file_id as "fileId" from report_files where agency_id = $1 and run_id = $2 and format = $3`,
};

/**
 * A link to a file of a run that the actor may see and whose report they may still read; it works without a session
 * until it expires. NOT_FOUND for a format that was not made, PRECONDITION once the file has expired.
 */
export async function createReportLink({
  ctx,
  input,
}: Verb<ReportLinkInput>): Promise<{ url: string; expiresAt: string }> {
  requirePermission(ctx, "reports:read");
  return ctx.db.transaction(async (tx) => {
    const { kind } = await readRun(tx.sql, ctx, input.id);
    requireReport(ctx, reports[kind]);
    const row = await readOne<{ fileId: string }>(tx.sql, fileOf, ctx.agencyId, input.id, input.format);
    const { fileId } = requireFound(row, "file");
    await recordAudit(tx, ctx, {
      action: "report.link_given",
      entityType: "report_run",
      entityId: input.id,
      after: { format: input.format },
    });
    return giveDownloadLink(tx, ctx, { fileId });
  });
}

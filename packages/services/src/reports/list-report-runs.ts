import type { Page } from "@stead/contracts/lists";
import type { ListReportRunsInput, ReportRunDto } from "@stead/contracts/reports";
import { condition, readPage, requirePermission, when, type Verb } from "../context/index.ts";
import { readRun, runColumns, runTables, toRunDto, visibleRuns, type RunRow } from "./run-rows.ts";

/** Reports that were made, newest first: one's own, or all for those who manage them. */
export async function listReportRuns({ ctx, input }: Verb<ListReportRunsInput>): Promise<Page<ReportRunDto>> {
  requirePermission(ctx, "reports:read");
  const page = await readPage<RunRow>(
    ctx,
    {
      name: "report_runs_list",
      select: runColumns,
      from: runTables,
      where: [
        condition("r.agency_id = $1"),
        visibleRuns(ctx),
        when(input.kind, (kind) => condition("r.kind = ?", kind)),
        when(input.status, (status) => condition("r.status = ?", status)),
        when(input.origin, (origin) => condition("r.origin = ?", origin)),
        when(input.scheduleId, (id) => condition("r.schedule_id = ?::uuid", id)),
      ],
      order: {
        name: "created",
        columns: [
          { expression: "r.created_at", type: "timestamptz" },
          { expression: "r.id", type: "uuid" },
        ],
        direction: input.order ?? "desc",
      },
      cursorOf: (row) => [row.createdAt, row.id],
    },
    input,
  );
  return { ...page, items: page.items.map((row) => toRunDto(ctx, row)) };
}

/** A report that was made or is being made. NOT_FOUND for one that the actor may not see. */
export async function getReportRun({ ctx, input }: Verb<{ id: string }>): Promise<ReportRunDto> {
  requirePermission(ctx, "reports:read");
  return readRun(ctx.db.sql, ctx, input.id);
}

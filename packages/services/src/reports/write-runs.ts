import type {
  MakeReportFilesInput,
  ReportFormat,
  ReportRequest,
  ReportRunDto,
} from "@stead/contracts/reports";
import type { Tx } from "@stead/db/client";
import { AppError } from "@stead/kernel/errors";
import { newId } from "@stead/kernel/ids";
import { enqueue } from "@stead/queue/enqueue";
import {
  actingUserId,
  instantNow,
  once,
  recordAudit,
  requirePerson,
  type ServiceContext,
  type Verb,
} from "../context/index.ts";
import { askReport, type Question } from "./ask-report.ts";
import { readRun } from "./run-rows.ts";

const insert = {
  name: "report_run_insert",
  text: `insert into report_runs (agency_id, id, kind, params, origin, formats, status, row_count, duration_ms, schedule_id, job_run_id,
      created_by, created_at, finished_at)
    values ($1, $2, $3, $4::jsonb, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
};

/** Notes that a report was made for the screen; one that was still good is no run. */
export async function noteScreenRun(
  ctx: ServiceContext,
  { kind, params }: Question,
  { rowCount, durationMs }: { rowCount: number; durationMs: number },
): Promise<void> {
  const at = instantNow(ctx);
  const userId = actingUserId(ctx);
  const values = [
    kind,
    JSON.stringify(params),
    "screen",
    [],
    "done",
    rowCount,
    durationMs,
    null,
    null,
    userId,
  ];
  await ctx.db.sql(insert, ctx.agencyId, newId(), ...values, at, at);
}

export type NewRun = {
  request: ReportRequest;
  formats: readonly ReportFormat[];
  userId: string;
  scheduleId: string | null;
};

/** Writes a run and its job, in the caller's transaction. Rights are checked again when it is made. */
export async function startRun(tx: Tx, ctx: ServiceContext, run: NewRun): Promise<string> {
  const id = newId();
  const payload = { agencyId: ctx.agencyId, runId: id };
  const jobRun = { subjectId: id, actorUserId: run.userId, about: run.request.kind };
  const jobRunId = await enqueue(tx, ctx, "reports.make", payload, { jobRun });
  const { kind, params } = run.request;
  const origin = run.scheduleId === null ? "file" : "schedule";
  const at = instantNow(ctx);
  const formats = [...new Set(run.formats)];
  const values = [
    kind,
    JSON.stringify(params),
    origin,
    formats,
    "queued",
    0,
    null,
    run.scheduleId,
    jobRunId,
    run.userId,
  ];
  await tx.sql(insert, ctx.agencyId, id, ...values, at, null);
  return id;
}

/** Files of one person that wait or are being made. */
const mostAtOnce = 10;
const countOpen = {
  name: "report_runs_open",
  text: `select count(*)::int as count from report_runs where agency_id = $1 and created_by = $2 and status in ('queued', 'running')`,
};

/**
 * Begins to make files of a report; the work is a job, and the person is told of its end. FORBIDDEN without the right
 * to the report, TOO_MANY while ten of the person's are under way.
 */
export async function makeReportFiles({ ctx, input }: Verb<MakeReportFilesInput>): Promise<ReportRunDto> {
  const { kind, params } = await askReport(ctx, input.request);
  const userId = requirePerson(ctx);
  return ctx.db.transaction((tx) =>
    once(tx, ctx, { operation: "reports.make", input }, async () => {
      const [open] = await tx.sql<{ count: number }>(countOpen, ctx.agencyId, userId);
      if ((open?.count ?? 0) >= mostAtOnce)
        throw new AppError("TOO_MANY", `${mostAtOnce} of your reports are being made; wait for one of them`);
      // Days are kept as they were shown, whenever the job runs.
      const request = { kind, params } as ReportRequest;
      const id = await startRun(tx, ctx, { request, formats: input.formats, userId, scheduleId: null });
      await recordAudit(tx, ctx, {
        action: "report.requested",
        entityType: "report_run",
        entityId: id,
        after: { kind, formats: input.formats.join(" ") },
      });
      return readRun(tx.sql, ctx, id);
    }),
  );
}

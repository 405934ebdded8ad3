import type { ReportKind, ReportRunDto } from "@stead/contracts/reports";
import type { Sql } from "@stead/db/client";
import { condition, readOne, requireFound, type Condition, type ServiceContext } from "../context/index.ts";
import { reports } from "./definitions/index.ts";
import { subjectColumn } from "./queries.ts";

export type RunRow = Omit<ReportRunDto, "title" | "isMine" | "params" | "files"> & {
  kind: ReportKind;
  params: unknown;
  createdBy: string | null;
  files: Omit<ReportRunDto["files"][number], "isExpired">[];
};

/** A row of `report_runs r`; `$1` is the agency. */
export const runColumns = `r.id, r.kind, r.params, ${subjectColumn("r.params")}, r.origin, r.status, r.schedule_id as "scheduleId", s.name as "scheduleName",
  r.row_count as "rowCount", r.duration_ms as "durationMs", r.was_cached as "wasCached", r.formats, r.job_run_id as "jobRunId",
  coalesce(b.progress_done, 0) as "progressDone", b.progress_total as "progressTotal",
  b.cancel_requested_at is not null as "isCancelRequested", r.problem, u.name as "byName", r.created_by as "createdBy",
  r.created_at as "createdAt", r.finished_at as "finishedAt",
  coalesce((select jsonb_agg(jsonb_build_object('format', x.format, 'name', f.name, 'sizeBytes', f.size_bytes,
      'expiresAt', to_char(f.expires_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) order by x.format)
    from report_files x join files f on f.agency_id = $1 and f.id = x.file_id
    where x.agency_id = $1 and x.run_id = r.id), '[]') as files`;

export const runTables = `report_runs r
  left join report_schedules s on s.agency_id = $1 and s.id = r.schedule_id
  left join job_runs b on b.agency_id = $1 and b.id = r.job_run_id
  left join users u on u.id = r.created_by`;

/** Runs that the actor may see: their own; all of them for those who manage reports of the whole agency. */
export function visibleRuns(ctx: ServiceContext): Condition | undefined {
  if (ctx.propertyIds === null && ctx.permissions.has("reports:write")) return undefined;
  return condition("r.created_by = ?::uuid", ctx.actor.id);
}

const one = {
  name: "report_run_get",
  text: `select ${runColumns} from ${runTables} where r.agency_id = $1 and r.id = $2 and ($3::uuid is null or r.created_by = $3)`,
};

/** A run that the actor may see. Throws NOT_FOUND. */
export async function readRun(sql: Sql, ctx: ServiceContext, id: string): Promise<ReportRunDto> {
  const owner = visibleRuns(ctx) === undefined ? null : ctx.actor.id;
  return toRunDto(ctx, requireFound(await readOne<RunRow>(sql, one, ctx.agencyId, id, owner), "run"));
}

export function toRunDto(ctx: ServiceContext, { createdBy, params, files, ...row }: RunRow): ReportRunDto {
  const now = ctx.clock.nowMs();
  return {
    ...row,
    title: reports[row.kind].title,
    // Parameters were checked before they were written.
    params: params as ReportRunDto["params"],
    isMine: createdBy !== null && createdBy === ctx.actor.id,
    files: files.map((file) => ({
      ...file,
      isExpired: file.expiresAt !== null && Date.parse(file.expiresAt) <= now,
    })),
  };
}

import type { ExportDto, ExportList } from "@stead/contracts/exports";
import type { Sql } from "@stead/db/client";
import { readOne, type ServiceContext } from "../context/index.ts";
import { tableOf } from "./describe-tables.ts";

/** Of `exports e`, its file `f` and its job `r`. */
export const exportColumns = `e.id, e.list, e.format, e.status, e.row_count as "rowCount", e.problem, e.job_run_id as "jobRunId",
  e.created_at as "createdAt", e.finished_at as "finishedAt", coalesce(r.progress_done, 0) as "progressDone",
  r.progress_total as "progressTotal", r.cancel_requested_at is not null as "isCancelRequested",
  case when f.deleted_at is null and f.id is not null then
    json_build_object('name', f.name, 'sizeBytes', f.size_bytes,
      'expiresAt', to_char(f.expires_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) end as file`;

export const exportJoins = `left join files f on f.agency_id = e.agency_id and f.id = e.file_id
  left join job_runs r on r.agency_id = e.agency_id and r.id = e.job_run_id`;

const byId = {
  name: "export_get",
  text: `select ${exportColumns} from exports e ${exportJoins} where e.agency_id = $1 and e.id = $2 and e.created_by = $3`,
};

export type ExportRow = Omit<ExportDto, "title"> & { list: ExportList };

/** An expired file is none, also before its content is deleted. */
export function toExportDto({ clock }: Pick<ServiceContext, "clock">, row: ExportRow): ExportDto {
  const isGone = row.file !== null && Date.parse(row.file.expiresAt) <= clock.nowMs();
  return { ...row, title: tableOf(row.list).title, file: isGone ? null : row.file };
}

/** An export of the actor's own; undefined for anything else. */
export async function readExport(sql: Sql, ctx: ServiceContext, id: string): Promise<ExportDto | undefined> {
  const row = await readOne<ExportRow>(sql, byId, ctx.agencyId, id, ctx.actor.id);
  return row && toExportDto(ctx, row);
}

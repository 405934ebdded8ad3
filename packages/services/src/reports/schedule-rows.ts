import type { CreateReportScheduleInput, ReportKind, ReportScheduleDto } from "@stead/contracts/reports";
import type { Sql, Tx } from "@stead/db/client";
import { removeSchedule, saveSchedule } from "@stead/queue/schedules";
import { readOne, requireFound, type ServiceContext } from "../context/index.ts";
import { reports } from "./definitions/index.ts";
import { cronOf } from "./rules.ts";
import { subjectColumn } from "./queries.ts";

/** The job that a schedule has enqueued. */
export const scheduleJob = "reports.run-schedule";

export type ScheduleRow = Omit<ReportScheduleDto, "title" | "params"> & {
  kind: ReportKind;
  params: unknown;
  createdAt: string;
};

/** A row of `report_schedules s`; `$1` is the agency. */
export const scheduleColumns = `s.id, s.name, s.kind, s.params, ${subjectColumn("s.params")}, s.covers, s.cadence, s.weekday, s.day_of_month as "dayOfMonth", s.hour, s.formats,
  coalesce((select jsonb_agg(jsonb_build_object('userId', u.id, 'name', u.name) order by u.name, u.id)
    from members m join users u on u.id = m.user_id where m.agency_id = $1 and m.user_id = any(s.recipients)), '[]') as recipients,
  s.is_enabled as "isEnabled", q.next_run_at as "nextRunAt",
  (select max(r.created_at) from report_runs r where r.agency_id = $1 and r.schedule_id = s.id) as "lastRunAt",
  b.name as "byName", s.version, s.created_at as "createdAt"`;

export const scheduleTables = `report_schedules s
  left join schedules q on q.agency_id = $1 and q.name = '${scheduleJob}' and q.key = s.id::text and q.is_enabled
  left join users b on b.id = s.created_by`;

const one = {
  name: "report_schedule_get",
  text: `select ${scheduleColumns} from ${scheduleTables} where s.agency_id = $1 and s.id = $2 and s.ended_at is null`,
};

/** A schedule that has not been ended. Throws NOT_FOUND. */
export async function readSchedule(sql: Sql, ctx: ServiceContext, id: string): Promise<ReportScheduleDto> {
  const row = await readOne<ScheduleRow>(sql, one, ctx.agencyId, id);
  return toScheduleDto(requireFound(row, "schedule"));
}

export function toScheduleDto({ createdAt: _, params, ...row }: ScheduleRow): ReportScheduleDto {
  // Parameters were checked before they were written.
  return { ...row, title: reports[row.kind].title, params: params as ReportScheduleDto["params"] };
}

/** Has the queue run the schedule at its times, or never while it rests. */
export async function writeTimes(
  tx: Pick<Tx, "sql">,
  ctx: ServiceContext,
  {
    id,
    ...schedule
  }: Pick<CreateReportScheduleInput, "cadence" | "weekday" | "dayOfMonth" | "hour" | "isEnabled"> & {
    id: string;
  },
): Promise<void> {
  if (!schedule.isEnabled) return removeSchedule(tx, ctx, { name: scheduleJob, key: id });
  await saveSchedule(tx, ctx, {
    name: scheduleJob,
    key: id,
    cron: cronOf(schedule),
    timeZone: ctx.agency.timeZone,
    payload: { agencyId: ctx.agencyId, scheduleId: id },
  });
}

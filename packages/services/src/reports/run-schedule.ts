import {
  ReportRequest,
  type ReportCovers,
  type ReportFormat,
  type ReportKind,
} from "@stead/contracts/reports";
import { withEffect } from "@stead/queue/effects";
import { agencyToday, readOne, type Verb } from "../context/index.ts";
import { reports } from "./definitions/index.ts";
import { coveredDays } from "./rules.ts";
import { startRun } from "./write-runs.ts";

const due = {
  name: "report_schedule_due",
  text: `select s.kind, s.params, s.covers, s.formats,
      array(select m.user_id from members m where m.agency_id = $1 and m.user_id = any(s.recipients) order by m.user_id) as "userIds"
    from report_schedules s where s.agency_id = $1 and s.id = $2 and s.is_enabled and s.ended_at is null`,
};

type Due = {
  kind: ReportKind;
  params: object;
  covers: ReportCovers;
  formats: ReportFormat[];
  userIds: string[];
};

/**
 * Starts a run of a scheduled report for each of its recipients who is still a member, with the days that it covers
 * today. Once a day, however often its job runs; nothing for a schedule that rests.
 */
export async function runReportSchedule({
  ctx,
  input: { scheduleId },
}: Verb<{ scheduleId: string }>): Promise<{ runCount: number }> {
  const today = agencyToday(ctx);
  return ctx.db.transaction(async (tx) => {
    const schedule = await readOne<Due>(tx.sql, due, ctx.agencyId, scheduleId);
    if (schedule === undefined) return { runCount: 0 };
    const { kind, formats, userIds } = schedule;
    const days = coveredDays(schedule.covers, today);
    const takesDay = reports[kind].params.includes("asOf");
    const request = ReportRequest.parse({
      kind,
      params: { ...schedule.params, ...(takesDay ? { asOf: days.to } : days) },
    });
    const key = `report:${scheduleId}:${today}`;
    const done = await withEffect(tx, { agencyId: ctx.agencyId, key }, async () => {
      for (const userId of userIds) await startRun(tx, ctx, { request, formats, userId, scheduleId });
      return userIds.length;
    });
    return { runCount: done.isNew ? done.result : 0 };
  });
}

import type { Page } from "@stead/contracts/lists";
import type { ListReportSchedulesInput, ReportScheduleDto } from "@stead/contracts/reports";
import { condition, readPage, requirePermission, type ServiceContext, type Verb } from "../context/index.ts";
import { scheduleColumns, scheduleTables, toScheduleDto, type ScheduleRow } from "./schedule-rows.ts";

/**
 * Scheduled reports, newest first: all for those who manage them without a limit to properties, else those that one
 * made or gets.
 */
export async function listReportSchedules({
  ctx,
  input,
}: Verb<ListReportSchedulesInput>): Promise<Page<ReportScheduleDto>> {
  requirePermission(ctx, "reports:read");
  const seesAll = ctx.propertyIds === null && ctx.permissions.has("reports:write");
  const page = await readPage<ScheduleRow>(
    ctx,
    {
      name: "report_schedules_list",
      select: scheduleColumns,
      from: scheduleTables,
      where: [
        condition("s.agency_id = $1 and s.ended_at is null"),
        seesAll
          ? undefined
          : condition("(s.created_by = ?::uuid or ?::uuid = any(s.recipients))", ctx.actor.id, ctx.actor.id),
      ],
      order: {
        name: "created",
        columns: [
          { expression: "s.created_at", type: "timestamptz" },
          { expression: "s.id", type: "uuid" },
        ],
        direction: input.order ?? "desc",
      },
      cursorOf: (row) => [row.createdAt, row.id],
    },
    input,
  );
  return { ...page, items: page.items.map(toScheduleDto) };
}

const people = {
  name: "report_people",
  text: `select m.user_id as "userId", u.name from members m join users u on u.id = m.user_id
    where m.agency_id = $1 order by u.name, u.id`,
};

/** Members to whom a report can be sent. */
export async function listReportPeople({
  ctx,
}: {
  ctx: ServiceContext;
}): Promise<{ items: { userId: string; name: string }[] }> {
  requirePermission(ctx, "reports:write");
  return { items: await ctx.db.sql(people, ctx.agencyId) };
}

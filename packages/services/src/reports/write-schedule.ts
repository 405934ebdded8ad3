import {
  reportParams,
  type CreateReportScheduleInput,
  type EndReportScheduleInput,
  type ReportScheduleDto,
  type UpdateReportScheduleInput,
} from "@stead/contracts/reports";
import type { Tx } from "@stead/db/client";
import { AppError, invalidField } from "@stead/kernel/errors";
import { newId } from "@stead/kernel/ids";
import { removeSchedule } from "@stead/queue/schedules";
import {
  agencyToday,
  instantNow,
  once,
  recordAudit,
  requirePermission,
  requirePerson,
  requireVersion,
  type ServiceContext,
  type Verb,
} from "../context/index.ts";
import { askReport } from "./ask-report.ts";
import { reports } from "./definitions/index.ts";
import { coveredDays } from "./rules.ts";
import { readSchedule, scheduleJob, writeTimes } from "./schedule-rows.ts";

type Fields = Omit<CreateReportScheduleInput, "idempotencyKey">;

const insert = {
  name: "report_schedule_insert",
  text: `insert into report_schedules (agency_id, id, name, kind, params, covers, cadence, weekday, day_of_month, hour, formats, recipients,
      is_enabled, created_by)
    values ($1, $2, $3, $4, $5::jsonb, $6, $7, $8, $9, $10, $11, $12::uuid[], $13, $14)`,
};
const update = {
  name: "report_schedule_update",
  text: `update report_schedules set name = $3, kind = $4, params = $5::jsonb, covers = $6, cadence = $7, weekday = $8, day_of_month = $9,
      hour = $10, formats = $11, recipients = $12::uuid[], is_enabled = $13, version = version + 1
    where agency_id = $1 and id = $2`,
};
const lock = {
  name: "report_schedule_lock",
  text: `select version from report_schedules
    where agency_id = $1 and id = $2 and ended_at is null and ($3::uuid is null or created_by = $3) for update`,
};
const members = {
  name: "report_schedule_members",
  text: `select user_id as "userId" from members where agency_id = $1 and user_id = any($2::uuid[])`,
};
const end = {
  name: "report_schedule_end",
  text: `update report_schedules set ended_at = $3, is_enabled = false, version = version + 1 where agency_id = $1 and id = $2`,
};

/** Only what belongs to the cadence is kept. */
function valuesOf(input: Fields): unknown[] {
  const { name, kind, params, covers, cadence, hour, isEnabled } = input;
  const weekday = cadence === "weekly" ? input.weekday : null;
  const dayOfMonth = cadence === "monthly" ? input.dayOfMonth : null;
  const formats = [...new Set(input.formats)];
  const recipients = [...new Set(input.recipientIds)];
  return [
    name,
    kind,
    JSON.stringify(params),
    covers,
    cadence,
    weekday,
    dayOfMonth,
    hour,
    formats,
    recipients,
    isEnabled,
  ];
}

/** Throws unless the report can be made like this by who sets it up, for people who are members. */
async function check(tx: Pick<Tx, "sql">, ctx: ServiceContext, input: Fields): Promise<void> {
  const found = await tx.sql<{ userId: string }>(members, ctx.agencyId, input.recipientIds);
  const known = new Set(found.map(({ userId }) => userId));
  if (input.recipientIds.some((id) => !known.has(id)))
    throw invalidField("recipientIds", "member", "choose members of the agency");
}

/** Throws as the report itself would: without the right, for parameters that it does not have, or days too many. */
async function requireAnswerable(ctx: ServiceContext, { kind, params, covers }: Fields): Promise<void> {
  const days = coveredDays(covers, agencyToday(ctx));
  const takesDay = reports[kind].params.includes("asOf");
  const full = reportParams[kind].safeParse({ ...params, ...(takesDay ? { asOf: days.to } : days) });
  if (!full.success) {
    const path = full.error.issues[0]?.path.join(".");
    throw invalidField(path ? `params.${path}` : "params", "params", "this report needs other parameters");
  }
  // The kind and the parameters of that kind belong together; the union of kinds hides it.
  await askReport(ctx, { kind, params: full.data } as Parameters<typeof askReport>[1]);
}

/**
 * Has a report made again and again for members, on the agency's clocks; each gets what their own rights show.
 * FORBIDDEN without the right to the report, INVALID for parameters that it does not have or people who are no members.
 */
export async function createReportSchedule({
  ctx,
  input,
}: Verb<CreateReportScheduleInput>): Promise<ReportScheduleDto> {
  requirePermission(ctx, "reports:write");
  const userId = requirePerson(ctx);
  await requireAnswerable(ctx, input);
  return ctx.db.transaction((tx) =>
    once(tx, ctx, { operation: "reports.schedule", input }, async () => {
      await check(tx, ctx, input);
      const id = newId();
      await tx.sql(insert, ctx.agencyId, id, ...valuesOf(input), userId);
      await writeTimes(tx, ctx, { id, ...input });
      const after = await readSchedule(tx.sql, ctx, id);
      await recordAudit(tx, ctx, {
        action: "report_schedule.created",
        entityType: "report_schedule",
        entityId: id,
        after: traceOf(after),
      });
      return after;
    }),
  );
}

/** Changes a schedule. CONFLICT on a stale version; otherwise as when it is made. */
export async function updateReportSchedule({
  ctx,
  input,
}: Verb<UpdateReportScheduleInput>): Promise<ReportScheduleDto> {
  requirePermission(ctx, "reports:write");
  await requireAnswerable(ctx, input);
  return ctx.db.transaction(async (tx) => {
    const before = await lockSchedule(tx, ctx, input);
    await check(tx, ctx, input);
    await tx.sql(update, ctx.agencyId, input.id, ...valuesOf(input));
    await writeTimes(tx, ctx, input);
    const after = await readSchedule(tx.sql, ctx, input.id);
    await recordAudit(tx, ctx, {
      action: "report_schedule.updated",
      entityType: "report_schedule",
      entityId: input.id,
      before: traceOf(before),
      after: traceOf(after),
    });
    return after;
  });
}

/** Ends a schedule; what it made stays. CONFLICT on a stale version. */
export async function endReportSchedule({
  ctx,
  input,
}: Verb<EndReportScheduleInput>): Promise<{ id: string }> {
  requirePermission(ctx, "reports:write");
  return ctx.db.transaction(async (tx) => {
    await lockSchedule(tx, ctx, input);
    await tx.sql(end, ctx.agencyId, input.id, instantNow(ctx));
    await removeSchedule(tx, ctx, { name: scheduleJob, key: input.id });
    await recordAudit(tx, ctx, {
      action: "report_schedule.ended",
      entityType: "report_schedule",
      entityId: input.id,
    });
    return { id: input.id };
  });
}

async function lockSchedule(
  tx: Tx,
  ctx: ServiceContext,
  { id, version }: { id: string; version: number },
): Promise<ReportScheduleDto> {
  // Whoever is limited to some properties changes what they set up themselves.
  const maker = ctx.propertyIds === null ? null : ctx.actor.id;
  const [row] = await tx.sql<{ version: number }>(lock, ctx.agencyId, id, maker);
  if (row === undefined) throw new AppError("NOT_FOUND", "there is no such schedule");
  const schedule = await readSchedule(tx.sql, ctx, id);
  requireVersion(schedule, version);
  return schedule;
}

/** What the audit tells of a schedule: who gets it by their ids. */
function traceOf({
  recipients,
  formats,
  params,
  nextRunAt: _,
  lastRunAt: __,
  ...schedule
}: ReportScheduleDto): object {
  const recipientIds = recipients.map(({ userId }) => userId).join(" ");
  return { ...schedule, recipientIds, formats: formats.join(" "), params: JSON.stringify(params) };
}

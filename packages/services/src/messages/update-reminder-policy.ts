import type { ReminderPolicyDto, ReminderStep } from "@stead/contracts/messages";
import { AppError, invalidField } from "@stead/kernel/errors";
import { nextRunMs } from "@stead/queue/cron";
import { recordAudit, requirePermission, requireWholeAgency, type Verb } from "../context/index.ts";
import { getReminderPolicy, readReminderPolicy } from "./get-reminder-policy.ts";
import { checkTemplate } from "./rules.ts";

const write = {
  name: "reminder_policy_write",
  text: `insert into reminder_policies as p (agency_id, is_enabled, send_hour, least_overdue_minor, steps, version)
    values ($1, $2, $3, $4, $5::jsonb, 1)
    on conflict (agency_id) do update set is_enabled = excluded.is_enabled, send_hour = excluded.send_hour,
      least_overdue_minor = excluded.least_overdue_minor, steps = excluded.steps, version = p.version + 1
      where p.version = $6
    returning version`,
};
const writeSchedule = {
  name: "reminder_schedule_write",
  text: `insert into schedules as s (agency_id, name, cron, time_zone, payload, is_enabled, next_run_at)
    values ($1, 'messages.remind', $2, $3, jsonb_build_object('agencyId', $1::uuid), $4, to_timestamp($5::float8 / 1000))
    on conflict (agency_id, name, key) do update
      set cron = excluded.cron, time_zone = excluded.time_zone, is_enabled = excluded.is_enabled, next_run_at = excluded.next_run_at`,
};

function checkSteps(steps: readonly ReminderStep[]): void {
  const days = new Set<number>();
  for (const [place, step] of steps.entries()) {
    if (days.has(step.day))
      throw invalidField(
        `steps.${place}.day`,
        "each_once",
        "two steps on one day: give each a day of its own",
      );
    days.add(step.day);
    checkTemplate(`steps.${place}.subject`, step.subject);
    checkTemplate(`steps.${place}.body`, step.body);
    if (step.channel !== "sms" && step.subject === "")
      throw invalidField(`steps.${place}.subject`, "missing", "a mail needs a subject");
  }
}

/**
 * Changes the cadence. Throws INVALID for a text that names a field which does not exist, CONFLICT when somebody
 * changed it meanwhile.
 */
export async function updateReminderPolicy({
  ctx,
  input,
}: Verb<ReminderPolicyDto>): Promise<ReminderPolicyDto> {
  requirePermission(ctx, "messages:write");
  requireWholeAgency(ctx);
  checkSteps(input.steps);
  const { isEnabled, sendHour, leastOverdueMinor, version } = input;
  const steps = input.steps.toSorted((left, right) => left.day - right.day);
  await ctx.db.transaction(async (tx) => {
    const before = await readReminderPolicy(tx.sql, ctx.agencyId);
    const [row] = await tx.sql(
      write,
      ctx.agencyId,
      isEnabled,
      sendHour,
      leastOverdueMinor,
      JSON.stringify(steps),
      version,
    );
    if (row === undefined || before.version !== version)
      throw new AppError("CONFLICT", "somebody changed the reminders meanwhile", { version: before.version });
    const cron = `0 ${sendHour} * * *`;
    const next = nextRunMs(cron, ctx.agency.timeZone, ctx.clock.nowMs());
    await tx.sql(writeSchedule, ctx.agencyId, cron, ctx.agency.timeZone, isEnabled, next);
    await recordAudit(tx, ctx, {
      action: "reminders.updated",
      entityType: "reminder_policy",
      entityId: ctx.agencyId,
      before: { ...before, steps: before.steps.map(({ day, channel }) => `${day}: ${channel}`).join(", ") },
      after: {
        isEnabled,
        sendHour,
        leastOverdueMinor,
        steps: steps.map(({ day, channel }) => `${day}: ${channel}`).join(", "),
      },
    });
  });
  return getReminderPolicy({ ctx });
}

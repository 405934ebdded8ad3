import { allocationClasses, type AgencyPolicies } from "@stead/contracts/agency";
import { invalidField } from "@stead/kernel/errors";

/** Policies after an edit. Throws INVALID when the allocation classes do not name each class once. */
export function mergePolicies(
  current: AgencyPolicies,
  edit: { [Key in keyof AgencyPolicies]?: AgencyPolicies[Key] | undefined },
): AgencyPolicies {
  const given = Object.fromEntries(Object.entries(edit).filter(([, value]) => value !== undefined));
  const merged: AgencyPolicies = { ...current, ...given };
  if (new Set(merged.allocationClasses).size !== allocationClasses.length) {
    throw invalidField(
      "policies.allocationClasses",
      "each_once",
      "name each class once, in the order in which they are paid",
    );
  }
  return merged;
}

/** Recurring work of an agency, in its time zone. The name is that of the job. */
export type ScheduleRule = { name: string; cron: string; nextRunMs: number; isEnabled: boolean };

/**
 * The schedules every agency has: its books are proved at 02:00, its figures folded every five minutes, and its month
 * billed from 01:00 of the first day where the policy wants that.
 */
export function schedulesOf(
  policies: Pick<AgencyPolicies, "isBillingScheduled">,
  timeZone: string,
  nowMs: number,
): ScheduleRule[] {
  const now = Temporal.Instant.fromEpochMilliseconds(nowMs).toZonedDateTimeISO(timeZone);
  const soonest = (time: Temporal.ZonedDateTime, step: Temporal.DurationLike) =>
    (Temporal.ZonedDateTime.compare(time, now) > 0 ? time : time.add(step)).epochMilliseconds;
  return [
    {
      name: "ledger.proof",
      cron: "0 2 * * *",
      nextRunMs: soonest(now.startOfDay().with({ hour: 2 }), { days: 1 }),
      isEnabled: true,
    },
    { name: "figures.fold", cron: "*/5 * * * *", nextRunMs: nowMs, isEnabled: true },
    {
      name: "billing.start-month",
      cron: "0 1 1 * *",
      nextRunMs: soonest(now.startOfDay().with({ day: 1, hour: 1 }), { months: 1 }),
      isEnabled: policies.isBillingScheduled,
    },
  ];
}

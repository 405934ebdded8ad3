import type { ReportCovers, ResolvedParams } from "@stead/contracts/reports";
import { addDays, addMonths, monthEnd, monthStart, type CivilDate } from "@stead/kernel/dates";
import { invalidField } from "@stead/kernel/errors";
import type { ReportDefinition } from "./define-report.ts";

/** Months of a period that nobody chose, the one of today included. */
const usualMonths = 12;

/**
 * The parameters with their days filled in. Throws INVALID for a day ahead, a period that ends before it begins, or one
 * that is longer than the report can be.
 */
export function resolveParams(
  definition: Pick<ReportDefinition, "params" | "mostMonths">,
  params: ResolvedParams,
  today: CivilDate,
): ResolvedParams {
  const takes = new Set(definition.params);
  if (takes.has("asOf")) {
    const asOf = params.asOf ?? today;
    requireNotAhead("asOf", asOf, today);
    return { ...params, asOf };
  }
  const to = params.to ?? today;
  requireNotAhead("to", to, today);
  const { mostMonths } = definition;
  // A report of any length begins where its rows do.
  if (mostMonths === null && params.from === undefined) return { ...params, to };
  const from = params.from ?? addMonths(monthStart(to), 1 - usualMonths);
  if (from > to)
    throw invalidField(pathOf("from"), "not_after", "choose a day that is not after the last one");
  if (mostMonths !== null && monthsOf(from, to, mostMonths + 1).length > mostMonths)
    throw invalidField(pathOf("from"), "too_long", `choose at most ${mostMonths} months`);
  return takes.has("by") ? { by: "month", ...params, from, to } : { ...params, from, to };
}

function requireNotAhead(field: string, day: CivilDate, today: CivilDate): void {
  if (day > today) throw invalidField(pathOf(field), "not_future", "choose today or a past day");
}

const pathOf = (field: string) => `request.params.${field}`;

export type ReportMonth = { firstOn: CivilDate; lastOn: CivilDate };

/** The months of a period, the first and the last one cut to it. No more than `most`. */
export function monthsOf(from: CivilDate, to: CivilDate, most = 600): ReportMonth[] {
  const months: ReportMonth[] = [];
  for (let firstOn = from; firstOn <= to && months.length < most;) {
    const end = monthEnd(firstOn);
    months.push({ firstOn, lastOn: end < to ? end : to });
    firstOn = addDays(end, 1);
  }
  return months;
}

/** The days that a scheduled report covers when it is made on a day. */
export function coveredDays(covers: ReportCovers, today: CivilDate): { from: CivilDate; to: CivilDate } {
  const yesterday = addDays(today, -1);
  switch (covers) {
    case "yesterday":
      return { from: yesterday, to: yesterday };
    case "last_7_days":
      return { from: addDays(today, -7), to: yesterday };
    case "last_month": {
      const to = addDays(monthStart(today), -1);
      return { from: monthStart(to), to };
    }
    case "month_to_date":
      return { from: monthStart(yesterday), to: yesterday };
    case "last_12_months": {
      const to = addDays(monthStart(today), -1);
      return { from: addMonths(monthStart(to), -11), to };
    }
    case "year_to_date":
      return { from: `${yesterday.slice(0, 4)}-01-01`, to: yesterday };
  }
}

/** A cron expression for a cadence, on the clocks of the agency. */
export function cronOf({
  cadence,
  weekday,
  dayOfMonth,
  hour,
}: {
  cadence: "daily" | "weekly" | "monthly";
  weekday: number | null;
  dayOfMonth: number | null;
  hour: number;
}): string {
  if (cadence === "weekly") {
    if (weekday === null) throw invalidField("weekday", "required", "choose the day of the week");
    return `0 ${hour} * * ${weekday % 7}`;
  }
  if (cadence === "monthly") {
    if (dayOfMonth === null) throw invalidField("dayOfMonth", "required", "choose the day of the month");
    return `0 ${hour} ${dayOfMonth} * *`;
  }
  return `0 ${hour} * * *`;
}

import { addDays, addMonths, daysBetween, maxDate, monthEnd, type CivilDate } from "@stead/kernel/dates";
import type { Period } from "./prorate-amount.ts";

export type Frequency =
  | "once"
  | "weekly"
  | "four_weekly"
  | "monthly"
  | "quarterly"
  | "half_yearly"
  | "yearly";
export type RecurringFrequency = Exclude<Frequency, "once">;

/** What decides where periods begin and when they are due. */
export type PeriodTerms = {
  startOn: CivilDate;
  /** calendar: civil months, quarters, half-years, years. anniversary: from the start day to the day before the next. */
  billingAnchor: "calendar" | "anniversary";
  /** Day of the month on which calendar periods are due; kept through shorter months. */
  dueDay: number;
};

const monthsOf = { monthly: 1, quarterly: 3, half_yearly: 6, yearly: 12 } as const;
const daysOf = { weekly: 7, four_weekly: 28 } as const;

function isCountedInDays(frequency: RecurringFrequency): frequency is keyof typeof daysOf {
  return frequency in daysOf;
}

function monthIndex(date: CivilDate): number {
  return Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7)) - 1;
}

function monthAt(index: number): CivilDate {
  return `${String(Math.floor(index / 12)).padStart(4, "0")}-${String((index % 12) + 1).padStart(2, "0")}-01`;
}

function calendarPeriod(months: number, date: CivilDate): Period {
  const index = Math.floor(monthIndex(date) / months) * months;
  return { start: monthAt(index), end: monthEnd(monthAt(index + months - 1)), months, anchorDay: 1 };
}

function anniversaryPeriod(months: number, startOn: CivilDate, date: CivilDate): Period {
  const anchorDay = Number(startOn.slice(8));
  let count = Math.floor((monthIndex(date) - monthIndex(startOn)) / months) * months;
  if (addMonths(startOn, count, anchorDay) > date) count -= months;
  const start = addMonths(startOn, count, anchorDay);
  return { start, end: addDays(addMonths(startOn, count + months, anchorDay), -1), months, anchorDay };
}

function periodOfDays(length: number, startOn: CivilDate, date: CivilDate): Period {
  const start = addDays(startOn, Math.floor(daysBetween(startOn, date) / length) * length);
  return { start, end: addDays(start, length - 1), months: null, anchorDay: 1 };
}

/** The period of a frequency that a day lies in. Weeks are counted from the lease's first day. */
export function periodAt(terms: PeriodTerms, frequency: RecurringFrequency, date: CivilDate): Period {
  if (isCountedInDays(frequency)) return periodOfDays(daysOf[frequency], terms.startOn, date);
  const months = monthsOf[frequency];
  return terms.billingAnchor === "calendar"
    ? calendarPeriod(months, date)
    : anniversaryPeriod(months, terms.startOn, date);
}

/**
 * When a period is due: a calendar period on the due day of its first month (the 31st is the last day of a shorter
 * month), the others on their first day; never before the first day that is billed.
 */
export function dueDateOf(terms: PeriodTerms, period: Period, firstOn: CivilDate): CivilDate {
  const isCalendar = terms.billingAnchor === "calendar" && period.months !== null;
  const due = isCalendar && terms.dueDay !== 1 ? addMonths(period.start, 0, terms.dueDay) : period.start;
  return maxDate(due, firstOn);
}

import {
  addDays,
  addMonths,
  daysBetween,
  daysInYear,
  maxDate,
  minDate,
  type CivilDate,
} from "@stead/kernel/dates";
import { multiplyRatio } from "@stead/kernel/money";

export type ProrationMethod =
  | "none"
  | "actual"
  | "standard30"
  | "thirty_day_month"
  | "annual365"
  | "annual_actual";

/** One whole period of an amount, both end days included. */
export type Period = {
  start: CivilDate;
  end: CivilDate;
  /** How many months it has; null for periods that are counted in days (weekly, four-weekly). */
  months: number | null;
  /** The day of the month on which its months begin, before clamping to a month's end. */
  anchorDay: number;
};

/** The days that are charged: from the first to the last, both counted. */
export type DayRange = { from: CivilDate; to: CivilDate };

/** The part of a period's amount that is charged, as a fraction; 1/1 for the whole. */
export type Share = { numerator: number; denominator: number };

const whole: Share = { numerator: 1, denominator: 1 };

/** Days from the first to the last, both counted. */
export function countDays({ from, to }: DayRange): number {
  return daysBetween(from, to) + 1;
}

/**
 * The share of a period that some of its days are charged for (domain rules: rent proration). A full period is 1
 * whatever the method, and no share is more than 1. Weekly and four-weekly periods count their own days.
 */
export function shareOf(method: ProrationMethod, period: Period, days: DayRange): Share {
  if (method === "none" || (days.from === period.start && days.to === period.end)) return whole;
  const occupied = countDays(days);
  const own = { numerator: occupied, denominator: countDays({ from: period.start, to: period.end }) };
  if (period.months === null || method === "actual") return own;
  return atMostWhole(shareOfMonths(method, { ...period, months: period.months }, days, occupied));
}

function shareOfMonths(
  method: Exclude<ProrationMethod, "none" | "actual">,
  period: Period & { months: number },
  days: DayRange,
  occupied: number,
): Share {
  const { months } = period;
  switch (method) {
    case "standard30":
      return { numerator: occupied, denominator: 30 * months };
    case "thirty_day_month":
      return { numerator: daysOfThirty(period, days), denominator: 30 * months };
    case "annual365":
      return { numerator: 12 * occupied, denominator: 365 * months };
    case "annual_actual":
      return { numerator: 12 * occupied, denominator: daysInYear(days.from) * months };
  }
}

function atMostWhole(share: Share): Share {
  return share.numerator >= share.denominator ? whole : share;
}

/** Days when every month has thirty: a month that is charged in full counts 30, and its 31st day none of its own. */
function daysOfThirty(
  { start, end, months, anchorDay }: Period & { months: number },
  days: DayRange,
): number {
  let total = 0;
  for (let index = 0; index < months; index++) {
    const first = index === 0 ? start : addMonths(start, index, anchorDay);
    const last = index === months - 1 ? end : addDays(addMonths(start, index + 1, anchorDay), -1);
    const from = maxDate(first, days.from);
    const to = minDate(last, days.to);
    if (from > to) continue;
    const left = 30 - daysBetween(first, from);
    total += from === first && to === last ? 30 : Math.max(1, Math.min(countDays({ from, to }), left));
  }
  return total;
}

/**
 * What some days of a period cost: the period's amount times the share, rounded once, half up, to the currency's
 * billing unit, and never beyond the amount itself. All amounts are minor units; a concession's are negative.
 */
export function prorate(
  amountMinor: number,
  {
    method,
    period,
    days,
    unitMinor,
  }: { method: ProrationMethod; period: Period; days: DayRange; unitMinor: number },
): number {
  const share = shareOf(method, period, days);
  if (share.numerator === share.denominator) return amountMinor;
  const part = multiplyRatio(amountMinor, share.numerator, share.denominator, unitMinor);
  return Math.abs(part) > Math.abs(amountMinor) ? amountMinor : part;
}

import type { AgeingBucketsDto } from "@stead/contracts/arrears";
import type { DashboardDto } from "@stead/contracts/dashboard";
import { addMonths, daysBetween, monthStart, type CivilDate } from "@stead/kernel/dates";
import { sumMinor } from "@stead/kernel/money";

/** A figure of one currency: a month's for what is charged, paid and received, a due date's for what is open. */
export type Figure = { currency: string; metric: string; onDate: CivilDate | null; amountMinor: number };

/** How many months the dashboard looks back, this one included. */
const monthsShown = 18;

/** The months that are shown, oldest first, each by its first day. */
export function shownMonths(today: CivilDate): CivilDate[] {
  return Array.from({ length: monthsShown }, (_, index) =>
    addMonths(monthStart(today), index - monthsShown + 1),
  );
}

/** Open amounts by days past due (domain rules: arrears ageing). */
export function ageOpen(
  open: readonly { dueOn: CivilDate; amountMinor: number }[],
  today: CivilDate,
): AgeingBucketsDto {
  const buckets: AgeingBucketsDto = {
    notDue: 0,
    dueToday: 0,
    days1to30: 0,
    days31to60: 0,
    days61to90: 0,
    over90: 0,
  };
  for (const { dueOn, amountMinor } of open) buckets[bucketOf(daysBetween(dueOn, today))] += amountMinor;
  return buckets;
}

function bucketOf(days: number): keyof AgeingBucketsDto {
  if (days < 0) return "notDue";
  if (days === 0) return "dueToday";
  if (days <= 30) return "days1to30";
  if (days <= 60) return "days31to60";
  return days <= 90 ? "days61to90" : "over90";
}

/** The currencies with figures, the agency's own first. */
export function currenciesOf(figures: readonly Figure[], own: string): string[] {
  const others = new Set(figures.map(({ currency }) => currency));
  others.delete(own);
  return [own, ...[...others].toSorted()];
}

type MonthFigures = DashboardDto["thisMonth"];
type MoneyFigures = Pick<
  DashboardDto,
  "thisMonth" | "lastMonth" | "months" | "arrears" | "overdueMinor" | "depositHeldMinor"
>;

/** The money of one currency, out of its figures. */
export function moneyFigures(figures: readonly Figure[], today: CivilDate): MoneyFigures {
  const open = figures.flatMap(({ metric, onDate, amountMinor }) =>
    metric === "open" && onDate !== null ? [{ dueOn: onDate, amountMinor }] : [],
  );
  const sumOf = (metric: string, month: CivilDate) =>
    sumMinor(
      figures
        .filter((figure) => figure.metric === metric && figure.onDate === month)
        .map(({ amountMinor }) => amountMinor),
    );
  const monthFigures = (month: CivilDate): MonthFigures => ({
    month,
    chargedMinor: sumOf("charged", month),
    paidMinor: sumOf("paid", month),
    openMinor: sumMinor(
      open.filter(({ dueOn }) => monthStart(dueOn) === month).map(({ amountMinor }) => amountMinor),
    ),
    receivedMinor: sumOf("received", month),
  });
  const months = shownMonths(today).map(monthFigures);
  const arrears = ageOpen(open, today);
  return {
    thisMonth: monthFigures(monthStart(today)),
    lastMonth: monthFigures(addMonths(monthStart(today), -1)),
    months: months.map(({ month, chargedMinor, paidMinor, receivedMinor }) => ({
      month,
      chargedMinor,
      paidMinor,
      receivedMinor,
    })),
    arrears,
    overdueMinor: arrears.days1to30 + arrears.days31to60 + arrears.days61to90 + arrears.over90,
    depositHeldMinor: sumMinor(
      figures.filter(({ metric }) => metric === "deposit_held").map(({ amountMinor }) => amountMinor),
    ),
  };
}

/** Units by what they are today, and what began (units known, leases) or was over by each shown month. */
export type UnitCount = {
  kind: "now" | "known" | "begun" | "over";
  state: string | null;
  month: CivilDate | null;
  count: number;
};

type UnitFigures = Pick<DashboardDto, "occupancy" | "occupancyByMonth">;

/** Occupancy today, and at the end of each month; this month's is today's. Units under notice are occupied. */
export function unitFigures(counts: readonly UnitCount[], today: CivilDate): UnitFigures {
  const now = (state: string) =>
    sumMinor(counts.filter((row) => row.kind === "now" && row.state === state).map(({ count }) => count));
  const until = (kind: UnitCount["kind"], month: CivilDate) =>
    sumMinor(
      counts
        .filter((row) => row.kind === kind && row.month !== null && row.month <= month)
        .map(({ count }) => count),
    );
  const occupiedCount = now("occupied") + now("notice");
  const occupancy = {
    unitCount: occupiedCount + now("vacant") + now("unrentable"),
    occupiedCount,
    noticeCount: now("notice"),
    vacantCount: now("vacant"),
    unrentableCount: now("unrentable"),
  };
  const past = shownMonths(today)
    .slice(0, -1)
    .map((month) => ({
      month,
      unitCount: until("known", month),
      occupiedCount: until("begun", month) - until("over", month),
    }));
  return {
    occupancy,
    occupancyByMonth: [...past, { month: monthStart(today), unitCount: occupancy.unitCount, occupiedCount }],
  };
}

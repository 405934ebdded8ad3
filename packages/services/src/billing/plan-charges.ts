import type { Explanation } from "@stead/contracts/fields";
import { billingUnitMinor } from "@stead/kernel/currencies";
import { addDays, maxDate, minDate, type CivilDate } from "@stead/kernel/dates";
import { multiplyRatio } from "@stead/kernel/money";
import {
  explainAhead,
  explainBehind,
  explainPart,
  explainRest,
  explainWhole,
  withTax,
  type Reckoning,
} from "./explain-charge.ts";
import {
  dueDateOf,
  periodAt,
  type Frequency,
  type PeriodTerms,
  type RecurringFrequency,
} from "./plan-periods.ts";
import { prorate, type DayRange, type Period, type ProrationMethod } from "./prorate-amount.ts";

export type ItemKind = "rent" | "utility" | "service" | "parking" | "concession" | "other";

/** One amount of a lease. It runs from its first to its last day, both included. */
export type ScheduleItem = {
  id: string;
  kind: ItemKind;
  description: string;
  /** Per period in minor units; negative for a concession. */
  amountMinor: number;
  taxPpm: number;
  frequency: Frequency;
  fromOn: CivilDate;
  toOn: CivilDate | null;
};

/** All of a lease that decides what it is charged. */
export type LeaseTerms = PeriodTerms & {
  currency: string;
  /** Last day that is charged: the day it ended, the move-out day of a notice, or the end of the term. */
  lastOn: CivilDate | null;
  /** Nothing before this day is charged. */
  billFromOn: CivilDate;
  /** First day of the tenant's stay: earlier than the start where this lease renews one that ended the day before. */
  occupiedFromOn: CivilDate;
  prorationMethod: ProrationMethod;
  prorateOn: "first" | "second";
  items: readonly ScheduleItem[];
};

export type ChargeKey = { itemId: string; periodStart: CivilDate };

export type PlannedCharge = ChargeKey & {
  kind: ItemKind;
  description: string;
  periodEnd: CivilDate;
  dueOn: CivilDate;
  netMinor: number;
  taxMinor: number;
  isProrated: boolean;
  explanation: Explanation;
  /** First day of the whole period that it is a part of. */
  wholeStart: CivilDate;
  /** Charges of earlier items of the same line that may have billed these days already. */
  earlier: readonly ChargeKey[];
  /** The first item of its line: equal for all items that an amendment made out of one. */
  lineId: string;
};

/** An item with the items that it continues without a gap, earliest first. */
type LinkedItem = { item: ScheduleItem; earlier: readonly ScheduleItem[] };

function linkItems(items: readonly ScheduleItem[]): LinkedItem[] {
  if (items.length === 1) return items.map((item) => ({ item, earlier: [] }));
  const byStart = items.toSorted(
    (a, b) =>
      compare(a.fromOn, b.fromOn) || compare(a.toOn ?? "9999", b.toOn ?? "9999") || compare(a.id, b.id),
  );
  const linked: LinkedItem[] = [];
  for (const item of byStart) {
    const before = linked.find(
      (other) =>
        isContinuedBy(other.item, item) && !linked.some((next) => next.earlier.at(-1) === other.item),
    );
    linked.push({ item, earlier: before === undefined ? [] : [...before.earlier, before.item] });
  }
  return linked;
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

function isContinuedBy(before: ScheduleItem, after: ScheduleItem): boolean {
  const isSameLine =
    before.kind === after.kind &&
    before.description === after.description &&
    before.frequency === after.frequency;
  return (
    isSameLine &&
    before.frequency !== "once" &&
    before.toOn !== null &&
    addDays(before.toOn, 1) === after.fromOn
  );
}

/** The charges of a lease whose due dates lie in the window (both ends included), by due date. Amounts of zero are left out. */
export function planCharges(terms: LeaseTerms, window: DayRange): PlannedCharge[] {
  const firstOn = maxDate(terms.startOn, terms.billFromOn);
  const charges = linkItems(terms.items).flatMap((linked) =>
    linked.item.frequency === "once"
      ? planOnce(terms, linked.item, firstOn)
      : planRecurring(terms, linked, linked.item.frequency, firstOn, window),
  );
  return charges
    .filter((charge) => charge.dueOn >= window.from && charge.dueOn <= window.to && charge.netMinor !== 0)
    .toSorted(byDueDate);
}

const placeOfKind: Partial<Record<ItemKind, number>> = { rent: -1, concession: 1 };

/** By due date; the rent first and concessions last, as people expect them on an invoice. */
function byDueDate(a: PlannedCharge, b: PlannedCharge): number {
  const place = (placeOfKind[a.kind] ?? 0) - (placeOfKind[b.kind] ?? 0);
  return (
    compare(a.dueOn, b.dueOn) ||
    place ||
    compare(a.periodStart, b.periodStart) ||
    compare(a.description, b.description)
  );
}

function planOnce(terms: LeaseTerms, item: ScheduleItem, firstOn: CivilDate): PlannedCharge[] {
  const on = item.fromOn;
  if (on < firstOn || (terms.lastOn !== null && on > terms.lastOn)) return [];
  const period = { start: on, end: on, months: null, anchorDay: 1 };
  const explanation = { ...explainWhole(reckon(terms, item, period)), rule: "a single amount" };
  return [
    chargeOf(
      terms,
      { item, earlier: [] },
      { period, days: { from: on, to: on }, dueOn: on, netMinor: item.amountMinor, explanation },
    ),
  ];
}

function planRecurring(
  terms: LeaseTerms,
  linked: LinkedItem,
  frequency: RecurringFrequency,
  firstOn: CivilDate,
  window: DayRange,
): PlannedCharge[] {
  const { item } = linked;
  const lastOn = earliest(terms.lastOn, item.toOn, window.to);
  const charges: PlannedCharge[] = [];
  let period = periodAt(terms, frequency, maxDate(maxDate(firstOn, window.from), item.fromOn));
  // A period can be due in the window and begin before it; it never begins after it is due.
  while (period.start <= lastOn) {
    const from = maxDate(maxDate(period.start, item.fromOn), firstOn);
    const to = earliest(terms.lastOn, item.toOn, period.end);
    const dueOn = dueDateOf(terms, period, firstOn);
    if (from <= to && dueOn >= window.from) {
      charges.push(
        chargeOf(terms, linked, {
          period,
          days: { from, to },
          dueOn,
          ...amountOf(terms, linked, period, { from, to }),
        }),
      );
    }
    period = periodAt(terms, frequency, addDays(period.end, 1));
  }
  return charges;
}

function earliest(left: CivilDate | null, middle: CivilDate | null, right: CivilDate): CivilDate {
  return minDate(minDate(left ?? right, middle ?? right), right);
}

function reckon(terms: LeaseTerms, item: ScheduleItem, period: Period): Reckoning {
  const { currency, prorationMethod: method } = terms;
  return { amountMinor: item.amountMinor, currency, method, period, unitMinor: billingUnitMinor(currency) };
}

type Amount = { netMinor: number; explanation: Explanation };

function amountOf(terms: LeaseTerms, linked: LinkedItem, period: Period, days: DayRange): Amount {
  const { item } = linked;
  const reckoning = reckon(terms, item, period);
  const price = (range: DayRange) => prorate(item.amountMinor, { ...reckoning, days: range });
  const deferred = deferredAmount(terms, linked, period);
  if (deferred !== undefined) return deferred;
  if (days.from === period.start && days.to === period.end)
    return { netMinor: item.amountMinor, explanation: explainWhole(reckoning) };
  // A cut period is reckoned as stretches from its first day, so that its parts sum exactly when the amounts are equal.
  const stretch = { from: stretchStart(terms, linked, period, days.from), to: days.to };
  const stretchMinor = price(stretch);
  if (stretch.from === days.from)
    return { netMinor: stretchMinor, explanation: explainPart(reckoning, days, stretchMinor) };
  const before = { from: stretch.from, to: addDays(days.from, -1) };
  const beforeMinor = price(before);
  return {
    netMinor: stretchMinor - beforeMinor,
    explanation: explainRest(reckoning, { stretch, stretchMinor, before, beforeMinor }),
  };
}

/** The first day of the period on which the tenant was charged for the same line. */
function stretchStart(
  terms: LeaseTerms,
  { item, earlier }: LinkedItem,
  period: Period,
  from: CivilDate,
): CivilDate {
  const lineStart = earlier[0]?.fromOn ?? item.fromOn;
  const isCarriedOn = lineStart <= terms.startOn && terms.billFromOn <= terms.startOn;
  const firstOn = isCarriedOn
    ? terms.occupiedFromOn
    : maxDate(maxDate(lineStart, terms.startOn), terms.billFromOn);
  return minDate(from, maxDate(period.start, firstOn));
}

/** `prorateOn: second`: the first period in full and the second for the days of the first, where both are whole otherwise. */
function deferredAmount(
  terms: LeaseTerms,
  { item, earlier }: LinkedItem,
  period: Period,
): Amount | undefined {
  if (
    terms.prorateOn === "first" ||
    terms.prorationMethod === "none" ||
    period.months === null ||
    item.frequency === "once"
  )
    return undefined;
  const startsWithLease =
    earlier.length === 0 &&
    item.fromOn <= terms.startOn &&
    terms.billFromOn <= terms.startOn &&
    terms.occupiedFromOn === terms.startOn;
  const first = periodAt(terms, item.frequency, terms.startOn);
  if (!startsWithLease || first.start === terms.startOn) return undefined;
  const second = periodAt(terms, item.frequency, addDays(first.end, 1));
  const lastOn = earliest(terms.lastOn, item.toOn, second.end);
  if (lastOn < second.end) return undefined;
  const days = { from: terms.startOn, to: first.end };
  if (period.start === first.start)
    return { netMinor: item.amountMinor, explanation: explainAhead(reckon(terms, item, first), days) };
  if (period.start !== second.start) return undefined;
  const reckoning = reckon(terms, item, first);
  const netMinor = prorate(item.amountMinor, { ...reckoning, days });
  return { netMinor, explanation: explainBehind(reckoning, days, netMinor) };
}

function chargeOf(
  terms: LeaseTerms,
  { item, earlier }: LinkedItem,
  {
    period,
    days,
    dueOn,
    netMinor,
    explanation,
  }: Amount & { period: Period; days: DayRange; dueOn: CivilDate },
): PlannedCharge {
  const taxMinor =
    item.taxPpm === 0 ? 0 : multiplyRatio(netMinor, item.taxPpm, 1_000_000, billingUnitMinor(terms.currency));
  const firstOn = maxDate(terms.startOn, terms.billFromOn);
  return {
    itemId: item.id,
    lineId: earlier[0]?.id ?? item.id,
    kind: item.kind,
    description: item.description,
    periodStart: days.from,
    periodEnd: days.to,
    dueOn,
    netMinor,
    taxMinor,
    isProrated: netMinor !== item.amountMinor,
    explanation: withTax(explanation, { taxPpm: item.taxPpm, taxMinor, currency: terms.currency }),
    wholeStart: period.start,
    earlier: earlier.map(({ id, fromOn }) => ({
      itemId: id,
      periodStart: maxDate(maxDate(period.start, fromOn), firstOn),
    })),
  };
}

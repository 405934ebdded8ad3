import { addDays, addMonths, monthEnd, monthStart, type CivilDate } from "@stead/kernel/dates";
import { chooseHabit, type Habit } from "./habits.ts";
import { inventPerson, type Person, type Region } from "./people.ts";
import type { Random } from "./random.ts";

export type UnitFacts = { id: string; propertyId: string; rentMinor: number; currency: string };

/** One stay of one tenant in one unit, as invented. */
export type Tenancy = {
  leaseId: string;
  contactId: string;
  person: Person;
  unit: UnitFacts;
  startOn: CivilDate;
  /** Agreed last day; null when it runs on. */
  endOn: CivilDate | null;
  /** The day the tenant left, when that is past. */
  endedOn: CivilDate | null;
  /** Notice was given: the day it was, and the last day to come. */
  notice: { noticeOn: CivilDate; moveOutOn: CivilDate } | null;
  rentMinor: number;
  depositMinor: number;
  /** A monthly amount beside the rent (water, parking, service), or none. */
  extra: { kind: "utility" | "parking" | "service"; description: string; amountMinor: number } | null;
  habit: Habit;
};

export type TenancyOptions = {
  random: Random;
  region: Region;
  today: CivilDate;
  months: number;
  nextSerial: () => number;
};

type Extra = NonNullable<Tenancy["extra"]>;

const extras: Record<Region, readonly Extra[]> = {
  chicago: [
    { kind: "parking", description: "Parking space", amountMinor: 7_500 },
    { kind: "utility", description: "Water and sewer", amountMinor: 4_200 },
  ],
  nairobi: [
    { kind: "service", description: "Service charge", amountMinor: 250_000 },
    { kind: "utility", description: "Water", amountMinor: 120_000 },
  ],
};

function tenancy(
  options: TenancyOptions,
  unit: UnitFacts,
  span: { startOn: CivilDate; endedOn: CivilDate | null },
): Tenancy {
  const { random, region, today } = options;
  const atMs = Date.parse(`${span.startOn}T09:00:00Z`);
  const isFixed = random.isChance(0.8);
  const yearEnd = addDays(addMonths(span.startOn, 12), -1);
  // A fixed term that has run out goes on from year to year.
  let endOn: CivilDate | null = null;
  if (span.endedOn !== null) endOn = span.endedOn;
  else if (isFixed)
    for (endOn = yearEnd; endOn < addDays(today, 7);) endOn = addDays(addMonths(addDays(endOn, 1), 12), -1);
  const isLeaving = span.endedOn === null && random.isChance(0.03);
  const moveOutOn = monthEnd(addMonths(today, random.between(1, 2), 1));
  return {
    leaseId: random.id(atMs),
    contactId: random.id(atMs - 86_400_000),
    person: inventPerson(random, region, options.nextSerial()),
    unit,
    startOn: span.startOn,
    endOn,
    endedOn: span.endedOn,
    notice: isLeaving
      ? {
          noticeOn: addDays(today, -random.between(3, 20)),
          moveOutOn: endOn !== null && endOn < moveOutOn ? endOn : moveOutOn,
        }
      : null,
    rentMinor: unit.rentMinor,
    depositMinor: unit.rentMinor,
    extra: random.isChance(0.25) ? random.pick(extras[region]) : null,
    habit: chooseHabit(random),
  };
}

/**
 * Who lived in a unit during the last months, in order: most units have one tenant throughout, some changed hands
 * with a gap, a few are empty today.
 */
export function inventTenancies(options: TenancyOptions, unit: UnitFacts): Tenancy[] {
  const { random, today, months } = options;
  const opening = addMonths(monthStart(today), -months);
  const firstStart = random.isChance(0.55)
    ? opening
    : addDays(opening, random.between(0, Math.max(30, months * 18)));
  const story = random.weighted([
    ["stays", 80],
    ["changes", 13],
    ["empties", 4],
    ["never let", 3],
  ] as const);
  if (story === "never let") return [];
  const leftOn = monthEnd(addMonths(firstStart, Math.max(2, random.between(3, Math.max(4, months - 4))), 1));
  const isGone = (story === "changes" || story === "empties") && leftOn < addMonths(monthStart(today), -1);
  const first = tenancy(options, unit, { startOn: firstStart, endedOn: isGone ? leftOn : null });
  if (story !== "changes" || !isGone) return [first];
  const nextStart = addDays(leftOn, random.between(4, 40));
  if (nextStart >= monthStart(today)) return [first];
  const raised = { ...unit, rentMinor: Math.round((unit.rentMinor * 1.04) / 10_000) * 10_000 };
  return [first, tenancy(options, raised, { startOn: nextStart, endedOn: null })];
}

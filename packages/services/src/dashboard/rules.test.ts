import { addDays } from "@stead/kernel/dates";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  ageOpen,
  currenciesOf,
  moneyFigures,
  shownMonths,
  unitFigures,
  type Figure,
  type UnitCount,
} from "./rules.ts";

const today = "2026-08-31";

describe("ageing", () => {
  test.each([
    [1, "notDue"],
    [0, "dueToday"],
    [-1, "days1to30"],
    [-30, "days1to30"],
    [-31, "days31to60"],
    [-60, "days31to60"],
    [-61, "days61to90"],
    [-90, "days61to90"],
    [-91, "over90"],
  ])("what is due in %i days is %s", (days, bucket) => {
    expect(ageOpen([{ dueOn: addDays(today, days), amountMinor: 5 }], today)).toMatchObject({ [bucket]: 5 });
  });

  test("counts real days: the first of July and of August are 61 and 30 days old on the last of August", () => {
    const open = [
      { dueOn: "2026-07-01", amountMinor: 1 },
      { dueOn: "2026-08-01", amountMinor: 2 },
    ];
    expect(ageOpen(open, today)).toMatchObject({ days61to90: 1, days1to30: 2 });
  });

  test("loses and invents nothing", () => {
    const amounts = fc.array(
      fc.record({
        offset: fc.integer({ min: -400, max: 400 }),
        amountMinor: fc.integer({ min: 0, max: 1e9 }),
      }),
    );
    fc.assert(
      fc.property(amounts, (open) => {
        const buckets = ageOpen(
          open.map(({ offset, amountMinor }) => ({ dueOn: addDays(today, offset), amountMinor })),
          today,
        );
        const total = open.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
        expect(Object.values(buckets).reduce((sum, amount) => sum + amount, 0)).toBe(total);
      }),
    );
  });
});

test("eighteen months are shown, across years, this one last", () => {
  const months = shownMonths(today);
  expect(months).toHaveLength(18);
  expect([months[0], months[17]]).toEqual(["2025-03-01", "2026-08-01"]);
});

test("the agency's currency comes first, with or without figures", () => {
  const figure = (currency: string): Figure => ({
    currency,
    metric: "charged",
    onDate: today,
    amountMinor: 1,
  });
  expect(currenciesOf([figure("USD"), figure("KES"), figure("EUR"), figure("USD")], "KES")).toEqual([
    "KES",
    "EUR",
    "USD",
  ]);
  expect(currenciesOf([], "KES")).toEqual(["KES"]);
});

test("money is put by month; what is open by its due date", () => {
  const figure = (metric: string, onDate: string | null, amountMinor: number): Figure => ({
    currency: "KES",
    metric,
    onDate,
    amountMinor,
  });
  const figures = [
    figure("charged", "2026-08-01", 100),
    figure("paid", "2026-08-01", 60),
    figure("received", "2026-08-01", 75),
    figure("open", "2026-08-01", 30),
    figure("open", "2026-08-31", 4),
    figure("open", "2026-09-01", 3),
    figure("open", "2025-01-01", 2),
    figure("charged", "2026-07-01", 90),
    figure("deposit_held", null, 500),
  ];
  expect(moneyFigures(figures, today)).toMatchObject({
    thisMonth: { month: "2026-08-01", chargedMinor: 100, paidMinor: 60, openMinor: 34, receivedMinor: 75 },
    lastMonth: { month: "2026-07-01", chargedMinor: 90, paidMinor: 0, openMinor: 0 },
    arrears: { notDue: 3, dueToday: 4, days1to30: 30, over90: 2 },
    overdueMinor: 32,
    depositHeldMinor: 500,
  });
});

test("occupancy counts who had moved in and not yet out; this month's is today's", () => {
  const counts: UnitCount[] = [
    { kind: "now", state: "occupied", month: null, count: 5 },
    { kind: "now", state: "notice", month: null, count: 2 },
    { kind: "now", state: "vacant", month: null, count: 3 },
    { kind: "now", state: "unrentable", month: null, count: 1 },
    { kind: "known", state: null, month: "2020-01-01", count: 8 },
    { kind: "known", state: null, month: "2026-07-01", count: 3 },
    { kind: "begun", state: null, month: "2020-01-01", count: 6 },
    { kind: "begun", state: null, month: "2026-07-01", count: 3 },
    { kind: "over", state: null, month: "2026-07-01", count: 2 },
    { kind: "over", state: null, month: "2026-09-01", count: 1 },
  ];
  const { occupancy, occupancyByMonth } = unitFigures(counts, today);
  expect(occupancy).toEqual({
    unitCount: 11,
    occupiedCount: 7,
    noticeCount: 2,
    vacantCount: 3,
    unrentableCount: 1,
  });
  expect(occupancyByMonth.slice(-3)).toEqual([
    { month: "2026-06-01", unitCount: 8, occupiedCount: 6 },
    { month: "2026-07-01", unitCount: 11, occupiedCount: 7 },
    { month: "2026-08-01", unitCount: 11, occupiedCount: 7 },
  ]);
});

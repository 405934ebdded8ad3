import { addDays, addMonths, monthEnd } from "@stead/kernel/dates";
import { newId } from "@stead/kernel/ids";
import { sumMinor } from "@stead/kernel/money";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { planCharges, type LeaseTerms, type ScheduleItem } from "./plan-charges.ts";
import type { ProrationMethod } from "./prorate-amount.ts";

const methods: ProrationMethod[] = [
  "none",
  "actual",
  "standard30",
  "thirty_day_month",
  "annual365",
  "annual_actual",
];

function anItem(row: Partial<ScheduleItem> = {}): ScheduleItem {
  return {
    id: newId(),
    kind: "rent",
    description: "Rent",
    amountMinor: 3_000_000,
    taxPpm: 0,
    frequency: "monthly",
    fromOn: "2026-01-01",
    toOn: null,
    ...row,
  };
}

function termsOf(row: Partial<LeaseTerms> = {}): LeaseTerms {
  const startOn = row.startOn ?? "2026-01-01";
  return {
    currency: "KES",
    startOn,
    lastOn: null,
    billFromOn: startOn,
    occupiedFromOn: startOn,
    dueDay: 1,
    prorationMethod: "actual",
    prorateOn: "first",
    billingAnchor: "calendar",
    items: [anItem({ fromOn: startOn })],
    ...row,
  };
}

const plan = (terms: LeaseTerms, from = terms.startOn, to = addDays(addMonths(from, 12), -1)) =>
  planCharges(terms, { from, to });
const shown = (terms: LeaseTerms, from?: string, to?: string) =>
  plan(terms, from, to).map(
    (charge) => `${charge.periodStart}..${charge.periodEnd} due ${charge.dueOn}: ${charge.netMinor / 100}`,
  );

describe("the schedule of a lease", () => {
  test("a first month in part, then whole months", () => {
    const charges = plan(termsOf({ startOn: "2026-08-08" }), "2026-08-01", "2026-09-30");
    expect(charges).toMatchObject([
      {
        periodStart: "2026-08-08",
        periodEnd: "2026-08-31",
        dueOn: "2026-08-08",
        netMinor: 2_322_600,
        isProrated: true,
      },
      {
        periodStart: "2026-09-01",
        periodEnd: "2026-09-30",
        dueOn: "2026-09-01",
        netMinor: 3_000_000,
        isProrated: false,
      },
    ]);
    expect(charges[0]?.explanation).toEqual({
      rule: "the days of the period",
      steps: [
        "24 of 31 days of KES 30,000.00 (8-31 August 2026)",
        "KES 30,000.00 × 24 ÷ 31 = KES 23,225.81, billed in steps of KES 1.00: KES 23,226.00",
      ],
    });
    expect(charges[1]?.explanation).toEqual({
      rule: "a whole period",
      steps: ["September 2026: KES 30,000.00"],
    });
  });

  test("the due day keeps its 31 through shorter months, and a leap year", () => {
    const dues = plan(termsOf({ startOn: "2027-12-01", dueDay: 31 }), "2027-12-01", "2028-04-30").map(
      (charge) => charge.dueOn,
    );
    expect(dues).toEqual(["2027-12-31", "2028-01-31", "2028-02-29", "2028-03-31", "2028-04-30"]);
  });

  test("anniversary periods begin on the start day and keep it", () => {
    expect(
      shown(termsOf({ startOn: "2026-01-31", billingAnchor: "anniversary" }), "2026-01-31", "2026-04-30"),
    ).toEqual([
      "2026-01-31..2026-02-27 due 2026-01-31: 30000",
      "2026-02-28..2026-03-30 due 2026-02-28: 30000",
      "2026-03-31..2026-04-29 due 2026-03-31: 30000",
      "2026-04-30..2026-05-30 due 2026-04-30: 30000",
    ]);
  });

  test("the last month ends with the lease", () => {
    expect(shown(termsOf({ lastOn: "2026-03-15" }), "2026-02-01", "2026-12-31")).toEqual([
      "2026-02-01..2026-02-28 due 2026-02-01: 30000",
      "2026-03-01..2026-03-15 due 2026-03-01: 14516",
    ]);
  });

  test("weeks and four weeks count from the first day; thirteen four-week periods a year", () => {
    const weekly = termsOf({
      startOn: "2026-06-03",
      items: [anItem({ frequency: "weekly", fromOn: "2026-06-03", amountMinor: 700_000 })],
      lastOn: "2026-06-20",
    });
    expect(shown(weekly)).toEqual([
      "2026-06-03..2026-06-09 due 2026-06-03: 7000",
      "2026-06-10..2026-06-16 due 2026-06-10: 7000",
      "2026-06-17..2026-06-20 due 2026-06-17: 4000",
    ]);
    const fourWeekly = termsOf({ startOn: "2026-01-01", items: [anItem({ frequency: "four_weekly" })] });
    expect(plan(fourWeekly, "2026-01-01", "2026-12-30")).toHaveLength(13);
  });

  test("quarters, half-years and years are those of the calendar, or count from the start", () => {
    const of = (frequency: ScheduleItem["frequency"], billingAnchor: "calendar" | "anniversary") =>
      plan(
        termsOf({
          startOn: "2026-02-10",
          billingAnchor,
          dueDay: 5,
          items: [anItem({ frequency, fromOn: "2026-02-10" })],
        }),
        "2026-02-01",
        "2027-01-31",
      ).map((charge) => `${charge.periodStart}..${charge.periodEnd} ${charge.dueOn}`);
    expect(of("quarterly", "calendar")).toEqual([
      "2026-02-10..2026-03-31 2026-02-10",
      "2026-04-01..2026-06-30 2026-04-05",
      "2026-07-01..2026-09-30 2026-07-05",
      "2026-10-01..2026-12-31 2026-10-05",
      "2027-01-01..2027-03-31 2027-01-05",
    ]);
    expect(of("half_yearly", "anniversary")).toEqual([
      "2026-02-10..2026-08-09 2026-02-10",
      "2026-08-10..2027-02-09 2026-08-10",
    ]);
    expect(of("yearly", "calendar")).toEqual([
      "2026-02-10..2026-12-31 2026-02-10",
      "2027-01-01..2027-12-31 2027-01-05",
    ]);
  });

  test("a single amount is charged on its day, inside the lease only", () => {
    const items = [
      anItem({ kind: "other", frequency: "once", fromOn: "2026-03-10" }),
      anItem({ frequency: "once", fromOn: "2026-05-01" }),
    ];
    expect(shown(termsOf({ items, lastOn: "2026-04-30" }))).toEqual([
      "2026-03-10..2026-03-10 due 2026-03-10: 30000",
    ]);
  });

  test("a rent change cuts a month in two; the later part is the rest", () => {
    const items = [anItem({ toOn: "2026-08-09" }), anItem({ fromOn: "2026-08-10", amountMinor: 3_500_000 })];
    const [first, second] = plan(termsOf({ items }), "2026-08-01", "2026-08-31");
    expect([first?.netMinor, second?.netMinor]).toEqual([871_000, 2_483_900]);
    expect(second?.explanation.steps).toEqual([
      "August 2026: the whole of KES 35,000.00",
      "less KES 10,161.00 for 1-9 August 2026, before the change",
      "KES 35,000.00 - KES 10,161.00 = KES 24,839.00",
    ]);
    expect(second?.earlier).toEqual([{ itemId: first?.itemId, periodStart: "2026-08-01" }]);
    expect(second?.lineId).toBe(first?.itemId);
  });

  test("without proration a rent change waits for the next month", () => {
    const items = [anItem({ toOn: "2026-08-09" }), anItem({ fromOn: "2026-08-10", amountMinor: 3_500_000 })];
    expect(shown(termsOf({ items, prorationMethod: "none" }), "2026-08-01", "2026-09-30")).toEqual([
      "2026-08-01..2026-08-09 due 2026-08-01: 30000",
      "2026-09-01..2026-09-30 due 2026-09-01: 35000",
    ]);
  });

  test("a renewal in the middle of a month sums to the month's rent", () => {
    const old = termsOf({ lastOn: "2026-08-15", prorationMethod: "standard30" });
    const renewed = termsOf({
      startOn: "2026-08-16",
      occupiedFromOn: "2026-01-01",
      prorationMethod: "standard30",
    });
    const [before] = plan(old, "2026-08-01", "2026-08-31");
    const [after] = plan(renewed, "2026-08-01", "2026-08-31");
    expect([before?.netMinor, after?.netMinor]).toEqual([1_500_000, 1_500_000]);
  });

  test("prorated on the second month: the first in full, the second for the first's days", () => {
    const terms = termsOf({ startOn: "2026-08-08", prorateOn: "second" });
    expect(shown(terms, "2026-08-01", "2026-10-31")).toEqual([
      "2026-08-08..2026-08-31 due 2026-08-08: 30000",
      "2026-09-01..2026-09-30 due 2026-09-01: 23226",
      "2026-10-01..2026-10-31 due 2026-10-01: 30000",
    ]);
    expect(plan(terms, "2026-08-01", "2026-08-31")[0]?.explanation.rule).toBe(
      "the first period in full, the second in part",
    );
    // A lease that does not last through the second month is prorated on the first.
    expect(shown({ ...terms, lastOn: "2026-09-15" }, "2026-08-01", "2026-10-31")).toEqual([
      "2026-08-08..2026-08-31 due 2026-08-08: 23226",
      "2026-09-01..2026-09-15 due 2026-09-01: 15000",
    ]);
    expect(shown(termsOf({ prorateOn: "second" }), "2026-01-01", "2026-01-31")).toEqual([
      "2026-01-01..2026-01-31 due 2026-01-01: 30000",
    ]);
  });

  test("nothing is charged before billing begins", () => {
    expect(shown(termsOf({ billFromOn: "2026-03-20" }), "2026-01-01", "2026-04-30")).toEqual([
      "2026-03-20..2026-03-31 due 2026-03-20: 11613",
      "2026-04-01..2026-04-30 due 2026-04-01: 30000",
    ]);
  });

  test("tax is a line of its own, in whole billing units", () => {
    const [charge] = plan(
      termsOf({ items: [anItem({ amountMinor: 1_234_500, taxPpm: 160_000 })] }),
      "2026-01-01",
      "2026-01-31",
    );
    expect(charge).toMatchObject({ netMinor: 1_234_500, taxMinor: 197_500 });
    expect(charge?.explanation.steps).toContain("plus 16 % tax: KES 1,975.00");
  });

  test("the year's methods say how they reckon", () => {
    const [charge] = plan(
      termsOf({
        currency: "USD",
        startOn: "2028-02-15",
        prorationMethod: "annual_actual",
        items: [anItem({ fromOn: "2028-02-15", amountMinor: 100_000 })],
      }),
    );
    expect(charge?.explanation.steps).toEqual([
      "15 days of a year's 366 (15-29 February 2028) at USD 1,000.00 for a month",
      "USD 1,000.00 × 12 × 15 ÷ 366 = USD 491.80",
    ]);
  });
});

const dates = fc.integer({ min: 0, max: 900 }).map((days) => addDays("2026-01-01", days));
const someTerms = fc
  .record({
    startOn: dates,
    length: fc.option(fc.integer({ min: 1, max: 700 }), { nil: null }),
    dueDay: fc.integer({ min: 1, max: 31 }),
    prorationMethod: fc.constantFrom(...methods),
    prorateOn: fc.constantFrom("first" as const, "second" as const),
    billingAnchor: fc.constantFrom("calendar" as const, "anniversary" as const),
    frequency: fc.constantFrom<ScheduleItem["frequency"][]>(
      "weekly",
      "four_weekly",
      "monthly",
      "quarterly",
      "half_yearly",
      "yearly",
    ),
    amountMinor: fc.integer({ min: 100, max: 50_000_000 }),
    currency: fc.constantFrom("KES", "USD", "UGX"),
  })
  .map(({ length, frequency, amountMinor, ...row }) =>
    termsOf({
      ...row,
      lastOn: length === null ? null : addDays(row.startOn, length),
      items: [anItem({ frequency, amountMinor, fromOn: row.startOn })],
    }),
  );
const horizon = "2029-12-31";

describe("any schedule", () => {
  test("billed month by month is the schedule as a whole: nothing twice, nothing left out", () => {
    fc.assert(
      fc.property(someTerms, (terms) => {
        const whole = plan(terms, "2026-01-01", horizon);
        const monthly = Array.from({ length: 48 }, (_, index) => addMonths("2026-01-01", index)).flatMap(
          (month) => plan(terms, month, monthEnd(month)),
        );
        expect(monthly.map(keyOf).toSorted()).toEqual(whole.map(keyOf).toSorted());
      }),
      { numRuns: 200 },
    );
  });

  test("every day of the lease is charged once", () => {
    fc.assert(
      fc.property(someTerms, (cheap) => {
        // Dear enough that no day rounds to nothing, which would leave no charge.
        const terms = {
          ...cheap,
          items: cheap.items.map((item) => ({ ...item, amountMinor: item.amountMinor + 10_000_000 })),
        };
        const charges = plan(terms, "2026-01-01", horizon).toSorted((a, b) =>
          a.periodStart < b.periodStart ? -1 : 1,
        );
        let next = terms.startOn;
        for (const charge of charges) {
          expect(charge.periodStart).toBe(next);
          next = addDays(charge.periodEnd, 1);
        }
        const isOver = terms.lastOn !== null && terms.lastOn <= horizon;
        expect(isOver ? next : "").toBe(isOver ? addDays(terms.lastOn ?? "", 1) : "");
      }),
      { numRuns: 200 },
    );
  });

  test("cutting an amount in parts of the same amount changes no period's sum", () => {
    fc.assert(
      fc.property(
        someTerms,
        fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 1, maxLength: 4 }),
        (terms, offsets) => {
          const [item] = terms.items;
          if (item === undefined) return;
          const cuts = [...new Set(offsets)]
            .toSorted((a, b) => a - b)
            .map((days) => addDays(terms.startOn, days));
          const starts = [terms.startOn, ...cuts];
          const items = starts.map((fromOn, index) => ({
            ...item,
            id: newId(),
            fromOn,
            toOn: index + 1 < starts.length ? addDays(starts[index + 1] ?? "", -1) : null,
          }));
          // The second month's proration belongs to amounts that last through it.
          const whole = { ...terms, prorateOn: "first" as const };
          expect(sumsByPeriod({ ...whole, items })).toEqual(sumsByPeriod(whole));
        },
      ),
      { numRuns: 300 },
    );
  });

  test("a lease that ends a day later never costs less", () => {
    fc.assert(
      fc.property(someTerms, fc.integer({ min: 1, max: 400 }), (terms, days) => {
        const total = (lastOn: string) =>
          sumMinor(
            plan({ ...terms, prorateOn: "first", lastOn }, "2026-01-01", horizon).map(
              (charge) => charge.netMinor,
            ),
          );
        const lastOn = addDays(terms.startOn, days);
        expect(total(addDays(lastOn, 1))).toBeGreaterThanOrEqual(total(lastOn));
      }),
      { numRuns: 200 },
    );
  });
});

function keyOf(charge: { itemId: string; periodStart: string; netMinor: number }): string {
  return `${charge.itemId} ${charge.periodStart} ${charge.netMinor}`;
}

function sumsByPeriod(terms: LeaseTerms): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const charge of plan(terms, "2026-01-01", horizon))
    sums[charge.wholeStart] = (sums[charge.wholeStart] ?? 0) + charge.netMinor;
  return sums;
}

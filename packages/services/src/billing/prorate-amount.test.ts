import { readFileSync } from "node:fs";
import { currencyExponent, billingUnitMinor } from "@stead/kernel/currencies";
import { addDays, addMonths, daysBetween, daysInYear, monthEnd, monthStart } from "@stead/kernel/dates";
import { formatDecimalAmount, multiplyRatio, parseDecimalAmount } from "@stead/kernel/money";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  countDays,
  prorate,
  shareOf,
  type DayRange,
  type Period,
  type ProrationMethod,
} from "./prorate-amount.ts";

type Rule = typeof prorate;
const methods: ProrationMethod[] = [
  "none",
  "actual",
  "standard30",
  "thirty_day_month",
  "annual365",
  "annual_actual",
];
const monthMethods = methods.filter((method) => method !== "none");

const month = (date: string): Period => ({
  start: monthStart(date),
  end: monthEnd(date),
  months: 1,
  anchorDay: 1,
});

type Vector = {
  rent: string;
  currency: string;
  digits: number;
  days: DayRange;
  occupied: number;
  method: ProrationMethod;
  expected: string;
};

function readVectors(): Vector[] {
  const [, ...rows] = readFileSync(new URL("fixtures/proration-vectors.csv", import.meta.url), "utf8")
    .trim()
    .split("\n");
  return rows.map((row) => {
    const [rent = "", currency = "", digits, from = "", to = "", occupied, , method, expected = ""] = row
      .trim()
      .split(",");
    return {
      rent,
      currency,
      digits: Number(digits),
      days: { from, to },
      occupied: Number(occupied),
      method: method as ProrationMethod,
      expected,
    };
  });
}

/** Two methods that the vectors leave out, and what the sources say of single days. */
const ownVectors: Vector[] = (
  [
    ["30000", "KES", 0, "2026-08-08", "2026-08-31", 24, "actual", "23226"],
    ["30000", "KES", 0, "2026-06-05", "2026-06-30", 26, "actual", "26000"],
    ["30000", "KES", 0, "2026-11-16", "2026-11-30", 15, "annual365", "14795"],
    ["950.00", "GBP", 2, "2028-02-29", "2028-02-29", 1, "annual365", "31.23"],
    ["1000.00", "USD", 2, "2026-08-30", "2026-08-31", 2, "thirty_day_month", "33.33"],
    ["1000.00", "USD", 2, "2026-08-29", "2026-08-31", 3, "thirty_day_month", "66.67"],
    ["1000.00", "USD", 2, "2026-08-02", "2026-08-31", 30, "standard30", "1000.00"],
    ["100.10", "USD", 2, "2026-04-16", "2026-04-30", 15, "actual", "50.05"],
    ["100.05", "USD", 2, "2026-04-16", "2026-04-30", 15, "actual", "50.03"],
    ["101000", "UGX", 0, "2026-02-15", "2026-02-28", 14, "actual", "50500"],
  ] as const
).map(([rent, currency, digits, from, to, occupied, method, expected]) => ({
  rent,
  currency,
  digits,
  days: { from, to },
  occupied,
  method,
  expected,
}));

function unitOf({ currency, digits }: Vector): number {
  return 10 ** (currencyExponent(currency) - digits);
}

function resultOf(rule: Rule, vector: Vector): string {
  const minor = rule(parseDecimalAmount(vector.rent, vector.currency), {
    method: vector.method,
    period: month(vector.days.from),
    days: vector.days,
    unitMinor: unitOf(vector),
  });
  return formatDecimalAmount(minor, vector.currency);
}

const amounts = fc.integer({ min: 0, max: 500_000_000 });
const units = fc.constantFrom(1, 100);
const someMonths = fc.integer({ min: 0, max: 12 * 30 }).map((index) => addMonths("2010-01-01", index));
const lengths = fc.constantFrom(1, 3, 6, 12);

/** A period of whole months or of days, from any day. */
const periods = fc.oneof(
  fc.record({ first: someMonths, months: lengths }).map(({ first, months }) => ({
    start: first,
    end: addDays(addMonths(first, months), -1),
    months,
    anchorDay: 1,
  })),
  fc
    .record({ first: someMonths, day: fc.integer({ min: 1, max: 31 }), months: lengths })
    .map(({ first, day, months }) => {
      const start = addMonths(first, 0, day);
      return { start, end: addDays(addMonths(start, months, day), -1), months, anchorDay: day };
    }),
  fc
    .record({ first: someMonths, offset: fc.integer({ min: 0, max: 27 }), length: fc.constantFrom(7, 28) })
    .map(({ first, offset, length }) => {
      const start = addDays(first, offset);
      return { start, end: addDays(start, length - 1), months: null, anchorDay: 1 };
    }),
);
const partOf = (period: Period) => {
  const last = countDays({ from: period.start, to: period.end }) - 1;
  return fc.tuple(fc.integer({ min: 0, max: last }), fc.integer({ min: 0, max: last })).map(([a, b]) => ({
    from: addDays(period.start, Math.min(a, b)),
    to: addDays(period.start, Math.max(a, b)),
  }));
};
const cases = periods.chain((period) =>
  fc.record({
    period: fc.constant(period),
    days: partOf(period),
    amountMinor: amounts,
    unitMinor: units,
    method: fc.constantFrom(...methods),
  }),
);

/** Every guarantee of the rule, as named checks, so that a wrong rule can be put to the same test. */
const guarantees: Record<string, (rule: Rule) => void> = {
  "the published vectors": (rule) => {
    for (const vector of [...readVectors(), ...ownVectors]) {
      if (
        resultOf(rule, vector) !==
        formatDecimalAmount(parseDecimalAmount(vector.expected, vector.currency), vector.currency)
      ) {
        throw new Error(`${JSON.stringify(vector)}: ${resultOf(rule, vector)}`);
      }
    }
  },
  "a full period costs exactly the amount": (rule) =>
    fc.assert(
      fc.property(
        cases,
        ({ period, amountMinor, unitMinor, method }) =>
          rule(amountMinor, { method, period, days: { from: period.start, to: period.end }, unitMinor }) ===
          amountMinor,
      ),
    ),
  "no part costs more than the whole, or less than nothing": (rule) =>
    fc.assert(
      fc.property(cases, ({ period, days, amountMinor, unitMinor, method }) => {
        const part = rule(amountMinor, { method, period, days, unitMinor });
        return part >= 0 && part <= amountMinor;
      }),
    ),
  "a day more never costs less": (rule) =>
    fc.assert(
      fc.property(cases, ({ period, days, amountMinor, unitMinor, method }) => {
        if (days.to === period.end) return true;
        const longer = { ...days, to: addDays(days.to, 1) };
        return (
          rule(amountMinor, { method, period, days: longer, unitMinor }) >=
          rule(amountMinor, { method, period, days, unitMinor })
        );
      }),
    ),
  "a concession is reckoned as the amount it lowers": (rule) =>
    fc.assert(
      fc.property(cases, ({ period, days, amountMinor, unitMinor, method }) => {
        const options = { method, period, days, unitMinor };
        return rule(-amountMinor, options) === -rule(amountMinor, options) || amountMinor === 0;
      }),
    ),
  "a part is a multiple of the billing unit": (rule) =>
    fc.assert(
      fc.property(cases, ({ period, days, amountMinor, method }) => {
        const part = rule(amountMinor * 100, { method, period, days, unitMinor: 100 });
        return part % 100 === 0;
      }),
    ),
  "rounding moves a part by at most half a unit": (rule) =>
    fc.assert(
      fc.property(cases, ({ period, days, amountMinor, method }) => {
        const exact = rule(amountMinor * 1000, { method, period, days, unitMinor: 1 });
        return Math.abs(rule(amountMinor * 1000, { method, period, days, unitMinor: 1000 }) - exact) <= 501;
      }),
    ),
};

describe("proration", () => {
  test.each(readVectors())("$rent $currency, $days.from to $days.to, $method: $expected", (vector) => {
    expect(countDays(vector.days)).toBe(vector.occupied);
    expect(Number(resultOf(prorate, vector))).toBe(Number(vector.expected));
    expect(unitOf(vector)).toBe(billingUnitMinor(vector.currency));
  });
  test.each(ownVectors)("$rent $currency, $days.from to $days.to, $method: $expected", (vector) => {
    expect(Number(resultOf(prorate, vector))).toBe(Number(vector.expected));
  });
  test.each(Object.entries(guarantees))("%s", (_, hold) => {
    expect(() => hold(prorate)).not.toThrow();
  });

  test.each(monthMethods)("%s over a quarter sums its months", (method) => {
    const period: Period = { start: "2026-01-01", end: "2026-03-31", months: 3, anchorDay: 1 };
    const share = shareOf(method, period, { from: "2026-01-31", to: "2026-03-31" });
    const expected = {
      actual: [60, 90],
      standard30: [60, 90],
      thirty_day_month: [61, 90],
      annual365: [720, 1095],
      annual_actual: [720, 1095],
      none: [1, 1],
    };
    expect([share.numerator, share.denominator]).toEqual(expected[method]);
  });
  test("weeks count their own days whatever the method", () => {
    const week: Period = { start: "2026-06-03", end: "2026-06-09", months: null, anchorDay: 1 };
    for (const method of monthMethods)
      expect(shareOf(method, week, { from: "2026-06-05", to: "2026-06-09" })).toEqual({
        numerator: 5,
        denominator: 7,
      });
  });
});

/** The rule with one mistake each. */
const days = (range: DayRange) => daysBetween(range.from, range.to) + 1;
const isFull = (period: Period, range: DayRange) => range.from === period.start && range.to === period.end;
const wrongRules: Record<string, Rule> = {
  "the last day does not count": (amount, o) =>
    isFull(o.period, o.days)
      ? amount
      : prorate(amount, { ...o, method: o.method, days: { from: addDays(o.days.from, 1), to: o.days.to } }),
  "rounds down": (amount, o) => {
    const exact = prorate(amount * 1000, { ...o, unitMinor: 1 });
    return o.method === "none" ? amount : Math.floor(exact / (1000 * o.unitMinor)) * o.unitMinor;
  },
  "rounds to the minor unit": (amount, o) => prorate(amount, { ...o, unitMinor: 1 }),
  "rounds half to even": (amount, o) => {
    const { numerator, denominator } = shareOf(o.method, o.period, o.days);
    if (numerator === denominator) return amount;
    const tie =
      (Math.abs(amount) * numerator * 2) % (denominator * o.unitMinor * 2) === denominator * o.unitMinor;
    const up = prorate(amount, o);
    return tie && (up / o.unitMinor) % 2 !== 0 ? up - Math.sign(amount) * o.unitMinor : up;
  },
  "standard30 exceeds the whole": (amount, o) =>
    o.method === "standard30" && o.period.months !== null
      ? multiplyRatio(amount, days(o.days), 30 * o.period.months, o.unitMinor)
      : prorate(amount, o),
  "thirty_day_month forgets that the 31st is a day": (amount, o) =>
    o.method === "thirty_day_month" && o.period.months === 1 && !isFull(o.period, o.days)
      ? multiplyRatio(
          amount,
          Math.max(0, Math.min(days(o.days), 31 - Number(o.days.from.slice(8)))),
          30,
          o.unitMinor,
        )
      : prorate(amount, o),
  "thirty_day_month counts calendar days": (amount, o) =>
    prorate(amount, { ...o, method: o.method === "thirty_day_month" ? "standard30" : o.method }),
  "actual uses thirty days": (amount, o) =>
    prorate(amount, { ...o, method: o.method === "actual" ? "standard30" : o.method }),
  "annual365 knows leap years": (amount, o) =>
    prorate(amount, { ...o, method: o.method === "annual365" ? "annual_actual" : o.method }),
  "annual_actual has 365 days always": (amount, o) =>
    prorate(amount, { ...o, method: o.method === "annual_actual" ? "annual365" : o.method }),
  "annual methods do not return a full month": (amount, o) =>
    o.method.startsWith("annual") && o.period.months !== null
      ? multiplyRatio(amount, 12 * days(o.days), daysInYear(o.days.from) * o.period.months, o.unitMinor)
      : prorate(amount, o),
  "none charges the days": (amount, o) =>
    prorate(amount, { ...o, method: o.method === "none" ? "actual" : o.method }),
  "concessions round the other way": (amount, o) =>
    amount < 0 ? -Math.abs(prorate(-amount + 1, o)) : prorate(amount, o),
};

describe("the tests see a wrong rule", () => {
  test.each(Object.entries(wrongRules))("%s", (_, wrong) => {
    const broken = Object.entries(guarantees).filter(([, hold]) => {
      try {
        hold(wrong);
        return false;
      } catch {
        return true;
      }
    });
    expect(broken.map(([name]) => name)).not.toEqual([]);
  });
});

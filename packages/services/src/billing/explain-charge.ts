import type { Explanation } from "@stead/contracts/fields";
import { formatDays } from "@stead/kernel/dates";
import { formatMoney, multiplyRatio } from "@stead/kernel/money";
import { countDays, shareOf, type DayRange, type Period, type ProrationMethod } from "./prorate-amount.ts";

/** What one amount is reckoned from. */
export type Reckoning = {
  amountMinor: number;
  currency: string;
  method: ProrationMethod;
  period: Period;
  unitMinor: number;
};

const rules: Record<ProrationMethod, string> = {
  none: "a begun period is charged in full",
  actual: "the days of the period",
  standard30: "days of 30, at most the whole",
  thirty_day_month: "every month has 30 days",
  annual365: "a 365th of the year a day",
  annual_actual: "the days of the year",
};

function ruleOf({ method, period }: Reckoning): string {
  return period.months === null && method !== "none" ? rules.actual : rules[method];
}

/** A period that is charged as agreed. */
export function explainWhole({ amountMinor, currency, period }: Reckoning): Explanation {
  return {
    rule: "a whole period",
    steps: [`${formatDays(period.start, period.end)}: ${formatMoney(amountMinor, currency)}`],
  };
}

/** The steps from a period's amount to what some of its days cost. */
function partSteps(reckoning: Reckoning, days: DayRange, resultMinor: number): string[] {
  const { amountMinor, currency, method, period, unitMinor } = reckoning;
  const price = formatMoney(amountMinor, currency);
  const share = shareOf(method, period, days);
  if (share.numerator === share.denominator)
    return [`${formatDays(days.from, days.to)}: the whole of ${price}`];
  const counted = countDays(days);
  const exact = formatMoney(multiplyRatio(amountMinor, share.numerator, share.denominator), currency);
  const isYearly = period.months !== null && (method === "annual365" || method === "annual_actual");
  const months = period.months ?? 1;
  const yearDays = share.denominator / months;
  const sum = isYearly
    ? `${price} × ${12 / months} × ${counted} ÷ ${yearDays}`
    : `${price} × ${share.numerator} ÷ ${share.denominator}`;
  const first = isYearly
    ? `${counted} days of a year's ${yearDays} (${formatDays(days.from, days.to)}) at ${price} for ${months === 1 ? "a month" : `${months} months`}`
    : `${share.numerator} of ${share.denominator} days of ${price} (${formatDays(days.from, days.to)})`;
  const billed = formatMoney(resultMinor, currency);
  return [
    first,
    billed === exact
      ? `${sum} = ${billed}`
      : `${sum} = ${exact}, billed in steps of ${formatMoney(unitMinor, currency)}: ${billed}`,
  ];
}

/** A part of a period: `24 of 31 days of KES 30,000.00 (8-31 August 2026)` and the division. */
export function explainPart(reckoning: Reckoning, days: DayRange, resultMinor: number): Explanation {
  return { rule: ruleOf(reckoning), steps: partSteps(reckoning, days, resultMinor) };
}

/** The later part of a period that a change cuts in two: the whole stretch, less what went before. */
export function explainRest(
  reckoning: Reckoning,
  {
    stretch,
    stretchMinor,
    before,
    beforeMinor,
  }: { stretch: DayRange; stretchMinor: number; before: DayRange; beforeMinor: number },
): Explanation {
  const { currency } = reckoning;
  return {
    rule: `the rest of a period that was cut, by ${ruleOf(reckoning)}`,
    steps: [
      ...partSteps(reckoning, stretch, stretchMinor),
      `less ${formatMoney(beforeMinor, currency)} for ${formatDays(before.from, before.to)}, before the change`,
      `${formatMoney(stretchMinor, currency)} - ${formatMoney(beforeMinor, currency)} = ${formatMoney(stretchMinor - beforeMinor, currency)}`,
    ],
  };
}

/** A first period that is charged in full because its part is reckoned in the second. */
export function explainAhead(reckoning: Reckoning, days: DayRange): Explanation {
  const whole = explainWhole(reckoning);
  return {
    rule: "the first period in full, the second in part",
    steps: [
      ...whole.steps,
      `only ${formatDays(days.from, days.to)} is used: the second period is charged for these days`,
    ],
  };
}

/** The second period, charged for the days of the first. */
export function explainBehind(reckoning: Reckoning, days: DayRange, resultMinor: number): Explanation {
  return {
    rule: "the first period in full, the second in part",
    steps: [
      `${formatDays(reckoning.period.start, reckoning.period.end)} was charged in full; these are its days`,
      ...partSteps(reckoning, days, resultMinor),
    ],
  };
}

/** Adds the tax to the steps, where there is one. */
export function withTax(
  explanation: Explanation,
  { taxPpm, taxMinor, currency }: { taxPpm: number; taxMinor: number; currency: string },
): Explanation {
  if (taxPpm === 0) return explanation;
  return {
    ...explanation,
    steps: [...explanation.steps, `plus ${taxPpm / 10_000} % tax: ${formatMoney(taxMinor, currency)}`],
  };
}

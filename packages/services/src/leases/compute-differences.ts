import type { Explanation } from "@stead/contracts/fields";
import { formatDays, minDate, type CivilDate } from "@stead/kernel/dates";
import { formatMoney, sumMinor } from "@stead/kernel/money";
import { planCharges, type LeaseTerms, type PlannedCharge } from "../billing/index.ts";

/** What one line of a lease costs more, or less, in one period than was billed for it. Minor units. */
export type Difference = {
  lineId: string;
  wholeStart: CivilDate;
  kind: PlannedCharge["kind"];
  description: string;
  periodStart: CivilDate;
  periodEnd: CivilDate;
  netMinor: number;
  taxMinor: number;
  explanation: Explanation;
  /** The item under which it may be billed; null when that charge exists, so it gets a key of its own. */
  itemId: string | null;
};

export type DifferenceWindow = {
  /** Only periods that last until this day or longer. */
  fromOn: CivilDate;
  /** Everything that is due until this day was billed, or is to be billed now. */
  dueTo: CivilDate;
};

type Comparison = { wanted: readonly PlannedCharge[]; billed: readonly PlannedCharge[] };

/**
 * Compares what was billed under the terms so far with what the new terms charge, line by line and period by period.
 * `isBilled` tells which planned charges have been billed. What was never billed is a difference in full.
 */
export function computeDifferences(
  { before, after }: { before: LeaseTerms; after: LeaseTerms },
  { fromOn, dueTo }: DifferenceWindow,
  isBilled: (charge: PlannedCharge) => boolean,
): Difference[] {
  const window = { from: minDate(before.startOn, after.startOn), to: dueTo };
  const billed = Map.groupBy(planCharges(before, window).filter(isBilled), keyOf);
  const wanted = Map.groupBy(planCharges(after, window), keyOf);
  const comparisons = Array.from(new Set([...billed.keys(), ...wanted.keys()]), (key) => ({
    billed: billed.get(key) ?? [],
    wanted: wanted.get(key) ?? [],
  }));
  return comparisons
    .filter(({ billed, wanted }) => [...billed, ...wanted].some((charge) => charge.periodEnd >= fromOn))
    .flatMap((comparison) => differencesOf(comparison, { currency: after.currency, isBilled }))
    .toSorted((a, b) => (a.periodStart < b.periodStart ? -1 : a.periodStart > b.periodStart ? 1 : 0));
}

/** A line keeps its identity through amendments, so all parts of one of its periods meet under one key. */
function keyOf(charge: PlannedCharge): string {
  return `${charge.lineId} ${charge.wholeStart}`;
}

function differencesOf(
  { wanted, billed }: Comparison,
  { currency, isBilled }: { currency: string; isBilled: (charge: PlannedCharge) => boolean },
): Difference[] {
  if (billed.length === 0) return wanted.filter((charge) => !isBilled(charge));
  const netMinor =
    sumMinor(wanted.map((charge) => charge.netMinor)) - sumMinor(billed.map((charge) => charge.netMinor));
  const taxMinor =
    sumMinor(wanted.map((charge) => charge.taxMinor)) - sumMinor(billed.map((charge) => charge.taxMinor));
  const last = wanted.at(-1) ?? billed.at(-1);
  if (last === undefined || (netMinor === 0 && taxMinor === 0)) return [];
  const { lineId, wholeStart, kind, description, periodStart, periodEnd, itemId } = last;
  // Without its forerunners: whether this very charge exists, not whether its days were billed.
  const isKeyTaken = isBilled({ ...last, earlier: [] });
  const explanation = explainDifference({ wanted, billed }, { currency, totalMinor: netMinor + taxMinor });
  return [
    {
      lineId,
      wholeStart,
      kind,
      description,
      periodStart,
      periodEnd,
      netMinor,
      taxMinor,
      explanation,
      itemId: isKeyTaken ? null : itemId,
    },
  ];
}

function explainDifference(
  { wanted, billed }: Comparison,
  { currency, totalMinor }: { currency: string; totalMinor: number },
): Explanation {
  const show = (charge: PlannedCharge) =>
    `${formatDays(charge.periodStart, charge.periodEnd)}: ${formatMoney(charge.netMinor + charge.taxMinor, currency)}`;
  const now = wanted.flatMap((charge) => (charge.isProrated ? charge.explanation.steps : [show(charge)]));
  return {
    rule: totalMinor < 0 ? "billed more than is owed" : "billed less than is owed",
    steps: [
      ...(wanted.length === 0 ? ["nothing is charged for these days any more"] : now),
      ...billed.map((charge) => `billed before for ${show(charge)}`),
      `difference: ${formatMoney(totalMinor, currency)}`,
    ],
  };
}

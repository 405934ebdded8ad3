"use client";

import type { RentRollDto } from "@stead/contracts/portfolio";
import { formatPercent } from "@stead/ui/format";
import { Money } from "@stead/ui/money";
import { SkeletonStat } from "@stead/ui/skeleton";
import { Stat, StatRow } from "@stead/ui/stat";
import { Why } from "@stead/ui/why";
import { moneyText } from "../../lib/format.ts";
import { portfolio as text } from "../../messages/en/portfolio.ts";

type Totals = RentRollDto["totals"][number];

export type RentRollTotalsProps = { totals: readonly Totals[] | undefined; isLoading: boolean };

/** The figures of the whole rent roll, a line for each currency. */
export function RentRollTotals({ totals, isLoading }: RentRollTotalsProps) {
  if (isLoading) {
    return (
      <StatRow className="mb-6">
        <SkeletonStat />
        <SkeletonStat />
        <SkeletonStat />
        <SkeletonStat />
      </StatRow>
    );
  }
  return totals?.map((total) => <CurrencyTotals key={total.currency} total={total} />);
}

function CurrencyTotals({ total }: { readonly total: Totals }) {
  const { currency, unitCount, occupiedCount } = total;
  const money = (amountMinor: number) => moneyText(amountMinor, currency);
  const headline = (amountMinor: number) => (
    <Money amountMinor={amountMinor} currency={currency} hasCurrency isWhole isZeroShown />
  );
  const bridge = [
    { label: text.grossPotential, value: money(total.grossPotentialMinor) },
    { label: text.lossToVacancy, value: money(-total.lossToVacancyMinor) },
    { label: text.lossToLease, value: money(-total.lossToLeaseMinor) },
    { label: text.scheduledRent, value: money(total.scheduledRentMinor), isResult: true },
  ];
  return (
    <StatRow className="mb-6">
      <Stat
        label={text.occupancy}
        value={unitCount === 0 ? "–" : formatPercent(occupiedCount / unitCount)}
        note={text.occupiedOf(occupiedCount, unitCount)}
        href="/units?occupancy=occupied"
      />
      <Stat
        label={text.grossPotential}
        value={headline(total.grossPotentialMinor)}
        aside={<Why title={text.grossPotential} rule={text.grossPotentialWhy} />}
        note={text.grossPotentialWhy}
      />
      <Stat
        label={text.scheduledRent}
        value={headline(total.scheduledRentMinor)}
        aside={<Why title={text.scheduledRent} rule={text.scheduledRentWhy} lines={bridge} />}
        note={text.vacancyNote(money(total.lossToVacancyMinor))}
      />
      <Stat label={text.pastDue} value={headline(total.pastDueMinor)} href="/arrears" />
    </StatRow>
  );
}

"use client";

import type { DashboardDto } from "@stead/contracts/dashboard";
import { Section } from "@stead/ui/section";
import { SkeletonChart } from "@stead/ui/skeleton";
import { lazy, Suspense } from "react";
import { EmptyState } from "@stead/ui/empty-state";
import { formatMoney } from "@stead/ui/format";
import { compactMoneyText, formatCount, formatMonth, moneyText } from "../../lib/format.ts";
import { dashboard as text } from "../../messages/en/dashboard.ts";

const BarChart = lazy(async () => ({ default: (await import("@stead/ui/bar-chart")).BarChart }));
const LineChart = lazy(async () => ({ default: (await import("@stead/ui/line-chart")).LineChart }));
const StackChart = lazy(async () => ({ default: (await import("@stead/ui/stack-chart")).StackChart }));

const share = (part: number) => `${(part * 100).toFixed(1)}\u00A0%`;

/** Eighteen months collected against charged; below, on the same months, what was occupied. */
export function MonthPlots({ data }: PlotProps) {
  return (
    <div className="grid content-start gap-8">
      <Collected data={data} />
      <Occupied data={data} />
    </div>
  );
}

type PlotProps = { readonly data: DashboardDto };

function Collected({ data: { currency, months } }: PlotProps) {
  return (
    <Section title={text.collection} description={text.collectionHelp}>
      {months.every(({ chargedMinor }) => chargedMinor === 0) ? (
        <EmptyState title={text.nothingCharged}>{text.nothingChargedHelp}</EmptyState>
      ) : (
        <Suspense fallback={<SkeletonChart />}>
          <BarChart
            label={text.collection}
            categories={months.map(({ month }) => formatMonth(month))}
            categoryLabel={text.month}
            series={[
              {
                id: "charged",
                label: text.chargedSeries,
                values: months.map(({ chargedMinor }) => chargedMinor),
                color: 2,
              },
              {
                id: "paid",
                label: text.paidSeries,
                values: months.map(({ paidMinor }) => paidMinor),
                color: 1,
              },
            ]}
            formatValue={(minor) => moneyText(minor, currency)}
            formatAxis={(minor) => compactMoneyText(minor, currency)}
          />
        </Suspense>
      )}
    </Section>
  );
}

function Occupied({ data: { occupancyByMonth } }: PlotProps) {
  return (
    <Section title={text.occupancyPlot} description={text.occupancyHelp}>
      <Suspense fallback={<SkeletonChart className="h-40" />}>
        <LineChart
          label={text.occupancyPlot}
          categories={occupancyByMonth.map(({ month }) => formatMonth(month))}
          categoryLabel={text.month}
          series={[
            {
              id: "occupied",
              label: text.occupancyPlot,
              values: occupancyByMonth.map(({ occupiedCount }) => occupiedCount),
              color: 1,
            },
          ]}
          formatValue={formatCount}
          formatAxis={formatCount}
          heightPx={160}
        />
      </Suspense>
    </Section>
  );
}

/** What is open, by its age; each part leads to who owes it. */
export function OpenByAge({ data: { currency, arrears } }: PlotProps) {
  const { buckets } = text;
  return (
    <Section title={text.arrears} description={text.arrearsHelp(currency)}>
      <Suspense fallback={<SkeletonChart className="h-28" />}>
        <StackChart
          label={text.arrears}
          segments={[
            { id: "due", label: buckets.dueToday, value: arrears.dueToday, href: "/arrears" },
            { id: "30", label: buckets.days1to30, value: arrears.days1to30, href: "/arrears?late=1" },
            { id: "60", label: buckets.days31to60, value: arrears.days31to60, href: "/arrears?late=31" },
            { id: "90", label: buckets.days61to90, value: arrears.days61to90, href: "/arrears?late=61" },
            { id: "over", label: buckets.over90, value: arrears.over90, href: "/arrears?late=91" },
          ]}
          formatValue={(minor) => formatMoney(minor, { currency })}
          formatShare={share}
          totalLabel={text.totalOpen}
        />
      </Suspense>
    </Section>
  );
}

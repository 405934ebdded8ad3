"use client";

import type { DashboardDto } from "@stead/contracts/dashboard";
import { Section } from "@stead/ui/section";
import { SkeletonChart } from "@stead/ui/skeleton";
import { lazy, Suspense } from "react";
import { compactMoneyText, formatCount, formatMonth, moneyText } from "../../lib/format.ts";
import { dashboard as text } from "../../messages/en/dashboard.ts";

const BarChart = lazy(async () => ({ default: (await import("@stead/ui/bar-chart")).BarChart }));
const LineChart = lazy(async () => ({ default: (await import("@stead/ui/line-chart")).LineChart }));
const StackChart = lazy(async () => ({ default: (await import("@stead/ui/stack-chart")).StackChart }));

const share = (part: number) => `${(part * 100).toFixed(1)}\u00A0%`;

/** Eighteen months collected against charged, what is open by age, and occupancy. */
export function DashboardPlots({ data }: { readonly data: DashboardDto }) {
  const { currency, months, arrears, occupancyByMonth } = data;
  const money = (minor: number) => moneyText(minor, currency);
  const axis = (minor: number) => compactMoneyText(minor, currency);
  const { buckets } = text;
  return (
    <div className="mt-8 grid gap-x-10 lg:grid-cols-[3fr_2fr]">
      <Section title={text.collection} description={text.collectionHelp}>
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
            formatValue={money}
            formatAxis={axis}
          />
        </Suspense>
      </Section>
      <div className="grid content-start gap-8">
        <Section title={text.arrears} description={text.arrearsHelp}>
          <Suspense fallback={<SkeletonChart className="h-28" />}>
            <StackChart
              label={text.arrears}
              segments={[
                { id: "due", label: buckets.dueToday, value: arrears.dueToday, href: "/arrears" },
                { id: "30", label: buckets.days1to30, value: arrears.days1to30, href: "/arrears?minDays=1" },
                {
                  id: "60",
                  label: buckets.days31to60,
                  value: arrears.days31to60,
                  href: "/arrears?minDays=31",
                },
                {
                  id: "90",
                  label: buckets.days61to90,
                  value: arrears.days61to90,
                  href: "/arrears?minDays=61",
                },
                { id: "over", label: buckets.over90, value: arrears.over90, href: "/arrears?minDays=91" },
              ]}
              formatValue={money}
              formatShare={share}
              totalLabel={text.totalOpen}
            />
          </Suspense>
        </Section>
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
      </div>
    </div>
  );
}

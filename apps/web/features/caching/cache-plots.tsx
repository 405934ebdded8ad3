"use client";

import type { CacheMinuteDto } from "@stead/contracts/caching";
import { Section } from "@stead/ui/section";
import { SkeletonChart } from "@stead/ui/skeleton";
import { lazy, Suspense } from "react";
import { formatCount } from "../../lib/format.ts";
import { caching as text } from "../../messages/en/caching.ts";

const LineChart = lazy(async () => ({ default: (await import("@stead/ui/line-chart")).LineChart }));

const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const heightPx = 160;

/** How reads were answered and how long loads took, minute by minute. */
export function CachePlots({ minutes }: { readonly minutes: readonly CacheMinuteDto[] | undefined }) {
  if (minutes === undefined) return <SkeletonChart />;
  if (minutes.length === 0) return null;
  const categories = minutes.map(({ minute }) => clock.format(new Date(minute)));
  const line = (id: string, label: string, pick: (minute: CacheMinuteDto) => number | null) => ({
    id,
    label,
    values: minutes.map(pick),
  });
  const common = { categories, categoryLabel: text.minute, heightPx, hasZero: true } as const;
  return (
    <div className="mt-8 grid gap-x-10 gap-y-8 lg:grid-cols-2">
      <Section title={text.readsPlot} description={text.readsHelp}>
        <Suspense fallback={<SkeletonChart className="h-40" />}>
          <LineChart
            label={text.readsPlot}
            {...common}
            formatValue={formatCount}
            formatAxis={formatCount}
            series={[
              line("memory", text.memoryHits, ({ memoryHits }) => memoryHits),
              line("shared", text.sharedHits, ({ sharedHits }) => sharedHits),
              line("stale", text.staleServed, ({ staleServed }) => staleServed),
              line("misses", text.misses, ({ misses }) => misses),
            ]}
          />
        </Suspense>
      </Section>
      <Section title={text.loadPlot} description={text.loadHelp}>
        <Suspense fallback={<SkeletonChart className="h-40" />}>
          <LineChart
            label={text.loadPlot}
            {...common}
            formatValue={text.micros}
            formatAxis={(us) => formatCount(Math.round(us / 1_000))}
            series={[line("load", text.loadTime, ({ loadUs }) => loadUs)]}
          />
        </Suspense>
      </Section>
    </div>
  );
}

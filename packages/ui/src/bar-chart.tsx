"use client";

import { Axes } from "./chart-axes.tsx";
import { ChartFrame, fills, PlotSurface, getColor, type ChartProps } from "./chart-frame.tsx";
import { getTicks } from "./chart-scale.ts";
import { usePlot } from "./use-plot.ts";

export type { ChartProps, ChartSeries } from "./chart-frame.tsx";

const leftPx = 48;
const rightPx = 4;
const topPx = 8;
const bottomPx = 24;

/** Bars side by side for each category: to compare two or three figures over time. */
export function BarChart(props: ChartProps) {
  const { categories, series, formatAxis, heightPx = 240 } = props;
  const plot = usePlot(categories.length, leftPx, rightPx);
  const values = series.flatMap((each) => each.values).filter((value) => value !== null);
  const ticks = getTicks(Math.min(0, ...values), Math.max(0, ...values));
  const low = ticks[0] ?? 0;
  const high = ticks.at(-1) ?? 1;
  const toY = (value: number) => topPx + ((high - value) / (high - low)) * (heightPx - topPx - bottomPx);
  const band = (plot.width - leftPx - rightPx) / categories.length;
  const barPx = Math.max(2, Math.min(18, (band * 0.66) / series.length));
  const gapPx = barPx > 6 ? 2 : 1;
  const groupPx = series.length * barPx + (series.length - 1) * gapPx;
  return (
    <ChartFrame chart={props} cursor={plot.cursor}>
      <PlotSurface chart={props} plot={plot} heightPx={heightPx}>
        <Axes
          area={{ leftPx, rightPx, topPx, bottomPx, widthPx: plot.width, heightPx }}
          ticks={ticks}
          toY={toY}
          formatAxis={formatAxis}
          categories={categories}
          cursor={plot.cursor}
        />
        {series.map((each, place) => (
          <g key={each.id} className={fills[getColor(each, place)]}>
            {each.values.map((value, index) => {
              if (value === null || value === 0) return null;
              const x = leftPx + (index + 0.5) * band - groupPx / 2 + place * (barPx + gapPx);
              const y = Math.min(toY(value), toY(0));
              const height = Math.max(1, Math.abs(toY(value) - toY(0)));
              return (
                <rect
                  key={categories[index]}
                  x={x}
                  y={y}
                  width={barPx}
                  height={height}
                  rx={Math.min(2, barPx / 3)}
                />
              );
            })}
          </g>
        ))}
      </PlotSurface>
    </ChartFrame>
  );
}

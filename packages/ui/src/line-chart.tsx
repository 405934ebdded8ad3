"use client";

import { Axes } from "./chart-axes.tsx";
import { ChartFrame, fills, PlotSurface, getColor, strokes, type ChartProps } from "./chart-frame.tsx";
import { getLinePath, getTicks } from "./chart-scale.ts";
import { usePlot } from "./use-plot.ts";

export type { ChartProps, ChartSeries } from "./chart-frame.tsx";

export interface LineChartProps extends ChartProps {
  /** Start the axis at zero instead of near the lowest value. */
  readonly hasZero?: boolean;
}

const leftPx = 48;
const rightPx = 4;
const topPx = 8;
const bottomPx = 24;
const dashes = [undefined, "5 4", "2 3", "8 3 2 3", "1 4"] as const;

/** Lines over time, quick with thousands of points; told apart by dashes as well as colour. */
export function LineChart(props: LineChartProps) {
  const { categories, series, formatAxis, heightPx = 200, hasZero = false } = props;
  const plot = usePlot(categories.length, leftPx, rightPx);
  const values = series.flatMap((each) => each.values).filter((value) => value !== null);
  const lowest = values.reduce((low, value) => Math.min(low, value), hasZero ? 0 : (values[0] ?? 0));
  const highest = values.reduce((high, value) => Math.max(high, value), hasZero ? 0 : (values[0] ?? 1));
  const ticks = getTicks(lowest, highest);
  const low = ticks[0] ?? 0;
  const high = ticks.at(-1) ?? 1;
  const toY = (value: number) => topPx + ((high - value) / (high - low)) * (heightPx - topPx - bottomPx);
  const band = (plot.width - leftPx - rightPx) / categories.length;
  const toX = (index: number) => leftPx + (index + 0.5) * band;
  const marked = plot.cursor ?? categories.length - 1;
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
        {series.map((each, place) => {
          const color = getColor(each, place);
          const value = each.values[marked] ?? null;
          const points = each.values.map((point, index) => ({
            x: toX(index),
            y: point === null ? null : toY(point),
          }));
          return (
            <g key={each.id}>
              <path
                d={getLinePath(points)}
                className={strokes[color]}
                fill="none"
                strokeWidth={1.75}
                strokeLinejoin="round"
                strokeLinecap="round"
                strokeDasharray={dashes[place % dashes.length]}
              />
              {value !== null && (
                <circle
                  cx={toX(marked)}
                  cy={toY(value)}
                  r={4}
                  strokeWidth={2}
                  className={`${fills[color]} stroke-canvas`}
                />
              )}
            </g>
          );
        })}
      </PlotSurface>
    </ChartFrame>
  );
}

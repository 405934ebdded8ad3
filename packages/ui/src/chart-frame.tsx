"use client";

import ChartColumn from "lucide-react/icons/chart-column";
import Table2 from "lucide-react/icons/table-2";
import { useState, type ReactNode } from "react";
import { IconButton } from "./button.tsx";
import { joinClasses } from "./class-names.ts";
import { useLabels } from "./labels.tsx";
import type { Plot } from "./use-plot.ts";

/** Colours by number, told apart by lightness too. */
export type SeriesColor = 1 | 2 | 3 | 4 | 5;

export interface ChartSeries {
  readonly id: string;
  readonly label: string;
  /** One for each category; null where nothing is known. */
  readonly values: readonly (number | null)[];
  readonly color?: SeriesColor;
}

export interface ChartProps {
  /** What is plotted, in words; read out by assistive technology. */
  readonly label: string;
  /** Along the x axis, already formatted. */
  readonly categories: readonly string[];
  /** The name of the first column when viewed as a table: "Month". */
  readonly categoryLabel: string;
  readonly series: readonly ChartSeries[];
  /** A value in full, for the readout and the table. */
  readonly formatValue: (value: number) => string;
  /** A value in short, for the axis. */
  readonly formatAxis: (value: number) => string;
  readonly heightPx?: number;
  readonly className?: string;
}

export const fills: Readonly<Record<SeriesColor, string>> = {
  1: "fill-series-1",
  2: "fill-series-2",
  3: "fill-series-3",
  4: "fill-series-4",
  5: "fill-series-5",
};
export const strokes: Readonly<Record<SeriesColor, string>> = {
  1: "stroke-series-1",
  2: "stroke-series-2",
  3: "stroke-series-3",
  4: "stroke-series-4",
  5: "stroke-series-5",
};
const swatches: Readonly<Record<SeriesColor, string>> = {
  1: "bg-series-1",
  2: "bg-series-2",
  3: "bg-series-3",
  4: "bg-series-4",
  5: "bg-series-5",
};
const colorOrder: readonly SeriesColor[] = [1, 2, 3, 4, 5];

/** The colour a series asked for, or the one of its place. */
export function getColor(series: ChartSeries, index: number): SeriesColor {
  return series.color ?? colorOrder[index % colorOrder.length] ?? 1;
}

function writeValue(chart: ChartProps, series: ChartSeries, index: number): string {
  const value = series.values[index];
  return value === null || value === undefined ? "–" : chart.formatValue(value);
}

interface PlotSurfaceProps {
  readonly chart: ChartProps;
  readonly plot: Plot;
  readonly heightPx: number;
  /** Drawn once the width is known. */
  readonly children: ReactNode;
}

/** The drawing itself: pointed at, or walked through with the arrow keys like a slider that reads out its values. */
export function PlotSurface({ chart, plot, heightPx, children }: PlotSurfaceProps) {
  const shown = plot.cursor ?? chart.categories.length - 1;
  const values = chart.series.map((series) => `${series.label} ${writeValue(chart, series, shown)}`);
  return (
    <div
      ref={plot.box}
      role="slider"
      tabIndex={0}
      aria-label={chart.label}
      aria-valuemin={0}
      aria-valuemax={Math.max(0, chart.categories.length - 1)}
      aria-valuenow={Math.max(0, shown)}
      aria-valuetext={`${chart.categories[shown] ?? ""}: ${values.join(", ")}`}
      className="touch-pan-y rounded-sm"
      {...plot.handlers}
    >
      <svg width="100%" height={heightPx} aria-hidden className="block">
        {plot.width > 0 && children}
      </svg>
    </div>
  );
}

interface ChartFrameProps {
  readonly chart: ChartProps;
  /** The category whose values are read out; the last one when nothing is pointed at. */
  readonly cursor: number | null;
  readonly children: ReactNode;
}

/** Around every plot: the readout that is also the legend, and the switch to a table. */
export function ChartFrame({ chart, cursor, children }: ChartFrameProps) {
  const labels = useLabels();
  const [isTable, setIsTable] = useState(false);
  const shown = cursor ?? chart.categories.length - 1;
  return (
    <figure className={chart.className} aria-label={chart.label}>
      <div className="mb-2 flex min-h-7 items-start justify-between gap-4">
        <p aria-hidden={!isTable} className="flex flex-wrap items-center gap-x-5 gap-y-1 pt-1">
          <span className="font-medium">{chart.categories[shown]}</span>
          {chart.series.map((series, index) => {
            return (
              <span key={series.id} className="flex items-center gap-1.5">
                <span
                  aria-hidden
                  className={joinClasses("size-2.5 rounded-[3px]", swatches[getColor(series, index)])}
                />
                <span className="text-ink-2">{series.label}</span>
                <span className="font-medium tabular-nums">{writeValue(chart, series, shown)}</span>
              </span>
            );
          })}
        </p>
        <IconButton
          size="sm"
          label={isTable ? labels.viewAsChart : labels.viewAsTable}
          icon={isTable ? <ChartColumn /> : <Table2 />}
          tipAlign="end"
          onClick={() => setIsTable(!isTable)}
        />
      </div>
      {isTable ? <ChartTable chart={chart} /> : children}
    </figure>
  );
}

function ChartTable({ chart }: { readonly chart: ChartProps }) {
  return (
    <div className="max-h-72 overflow-auto">
      <table className="w-full tabular-nums">
        <thead className="sticky top-0 bg-canvas text-sm text-ink-3">
          <tr>
            <th scope="col" className="border-b py-1.5 text-left font-medium">
              {chart.categoryLabel}
            </th>
            {chart.series.map((series) => (
              <th key={series.id} scope="col" className="border-b py-1.5 pl-6 text-right font-medium">
                {series.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {chart.categories.map((category, index) => (
            <tr key={category}>
              <th scope="row" className="border-b py-1.5 text-left font-normal">
                {category}
              </th>
              {chart.series.map((series) => {
                return (
                  <td key={series.id} className="border-b py-1.5 pl-6 text-right">
                    {writeValue(chart, series, index)}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

import type { ReportColumnDto, ReportPlotDto } from "@stead/contracts/reports";
import type { ReportColumn, ReportPlan } from "./define-report.ts";
import type { StoredPlot } from "./make-result.ts";

/** The columns as pages and files are told them. */
export function toColumnDto({ key, label, kind, currencyKey, link }: ReportColumn): ReportColumnDto {
  return { key, label, kind, currencyKey: currencyKey ?? null, link: link ?? null };
}

/** The plots of a result, a line or group of bars for each of their series. */
export function toPlots(
  { plots }: Pick<ReportPlan, "plots">,
  stored: readonly StoredPlot[],
): ReportPlotDto[] {
  return stored.flatMap(({ nth, currency, points }) => {
    const plot = plots[nth];
    if (plot === undefined) return [];
    const { kind, title, valueKind, labelKind, series } = plot;
    return {
      kind,
      title,
      valueKind,
      labelKind,
      currency,
      labels: points.map(({ label }) => label),
      series: series.map((label, index) => ({
        label,
        values: points.map(({ values }) => values[index] ?? null),
      })),
    };
  });
}

"use client";

import type { ReportPlotDto } from "@stead/contracts/reports";
import { BarChart } from "@stead/ui/bar-chart";
import { formatPercent } from "@stead/ui/format";
import { LineChart } from "@stead/ui/line-chart";
import { Section } from "@stead/ui/section";
import { StackChart } from "@stead/ui/stack-chart";
import { compactMoneyText, formatCount, formatDay, formatMonth, moneyText } from "../../lib/format.ts";
import { reports as text } from "../../messages/en/reports.ts";

/** The plots of a report, one for each currency. */
export default function ReportPlots({ plots }: { readonly plots: readonly ReportPlotDto[] }) {
  const drawn = plots.filter(({ labels }) => labels.length > 0);
  if (drawn.length === 0) return null;
  const several = new Set(drawn.map(({ currency }) => currency)).size > 1;
  return (
    <div className={`mb-8 grid gap-x-10 gap-y-6 ${drawn.length > 1 ? "lg:grid-cols-2" : ""}`}>
      {drawn.map((plot) => (
        <Section
          key={`${plot.title} ${plot.currency ?? ""}`}
          title={several && plot.currency !== null ? `${plot.title}, ${plot.currency}` : plot.title}
        >
          <Plot plot={plot} />
        </Section>
      ))}
    </div>
  );
}

function Plot({ plot }: { readonly plot: ReportPlotDto }) {
  const { kind, title, labels, series, labelKind } = plot;
  const { full, short } = formatsOf(plot);
  if (kind === "stack") {
    const [first] = series;
    return (
      <StackChart
        label={title}
        segments={labels.map((label, index) => ({ id: label, label, value: first?.values[index] ?? 0 }))}
        formatValue={full}
        formatShare={(share) => formatPercent(share, 0)}
        totalLabel={text.total}
      />
    );
  }
  const Chart = kind === "line" ? LineChart : BarChart;
  return (
    <Chart
      label={title}
      categories={namesOf(labels, labelKind)}
      categoryLabel={labelKind === "month" ? text.month : text.label}
      series={series.map(({ label, values }) => ({ id: label, label, values }))}
      formatValue={full}
      formatAxis={short}
    />
  );
}

/** Categories must differ: two properties of one name are told apart by a number. */
function namesOf(labels: readonly string[], kind: ReportPlotDto["labelKind"]): string[] {
  const seen = new Map<string, number>();
  return labels.map((label) => {
    const name =
      kind === "month" ? formatMonth(label) : /^\d{4}-\d{2}-\d{2}$/.test(label) ? formatDay(label) : label;
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return count === 1 ? name : `${name} (${count})`;
  });
}

function formatsOf({ valueKind, currency }: ReportPlotDto) {
  if (valueKind === "money" && currency !== null)
    return {
      full: (minor: number) => moneyText(minor, currency),
      short: (minor: number) => compactMoneyText(minor, currency),
    };
  if (valueKind === "percent") {
    const percent = (value: number) => `${Number(value.toFixed(1))}\u00A0%`;
    return { full: percent, short: percent };
  }
  return { full: formatCount, short: formatCount };
}

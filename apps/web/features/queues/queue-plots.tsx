"use client";

import type { QueueFiguresDto } from "@stead/contracts/queues";
import { Section } from "@stead/ui/section";
import { SkeletonChart } from "@stead/ui/skeleton";
import { lazy, Suspense, type ReactNode } from "react";
import { formatCount } from "../../lib/format.ts";
import { queues as text } from "../../messages/en/queues.ts";

const LineChart = lazy(async () => ({ default: (await import("@stead/ui/line-chart")).LineChart }));

const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const timeOf = (minute: string) => clock.format(new Date(minute));
const heightPx = 160;

/** How many jobs there are, how many end, how long they take and how busy the workers are, minute by minute. */
export function QueuePlots({ data }: { readonly data: QueueFiguresDto | undefined }) {
  if (data === undefined) return <SkeletonChart />;
  if (data.minutes.length === 0) return <p className="my-8 text-ink-2">{text.noFigures}</p>;
  const { minutes, lanes } = data;
  const categories = minutes.map(({ minute }) => timeOf(minute));
  type Minute = (typeof minutes)[number];
  const line = (id: string, label: string, pick: (minute: Minute) => number) => ({
    id,
    label,
    values: minutes.map(pick),
  });
  const used = new Map(lanes.map(({ minute, lane, usedPermille }) => [`${lane} ${minute}`, usedPermille]));
  const laneNames = [...new Set(lanes.map(({ lane }) => lane))];
  const common = { categories, categoryLabel: text.minute, heightPx, hasZero: true } as const;
  const counts = { formatValue: formatCount, formatAxis: formatCount };
  const times = { formatValue: text.durationMs, formatAxis: text.durationMs };
  const shares = { formatValue: text.percent, formatAxis: text.percent };
  return (
    <div className="mt-8 grid gap-x-10 gap-y-8 lg:grid-cols-2">
      <Plot title={text.depthPlot} help={text.depthHelp}>
        <LineChart
          label={text.depthPlot}
          {...common}
          {...counts}
          series={[
            line("waiting", text.waiting, ({ depth }) => depth.waiting + depth.sent),
            line("running", text.running, ({ depth }) => depth.running),
            line("dead", text.deadCount, ({ depth }) => depth.dead),
          ]}
        />
      </Plot>
      <Plot title={text.flowPlot} help={text.flowHelp}>
        <LineChart
          label={text.flowPlot}
          {...common}
          {...counts}
          series={[
            line("done", text.done, ({ done }) => done),
            line("retried", text.retried, ({ retried }) => retried),
            line("failed", text.failed, ({ failed }) => failed),
          ]}
        />
      </Plot>
      <Plot title={text.timePlot} help={text.timeHelp}>
        <LineChart
          label={text.timePlot}
          {...common}
          {...times}
          series={[
            line("wait", text.wait, ({ waitMs }) => waitMs.p95),
            line("run", text.run, ({ runMs }) => runMs.p95),
          ]}
        />
      </Plot>
      <Plot title={text.usePlot} help={text.useHelp}>
        <LineChart
          label={text.usePlot}
          {...common}
          {...shares}
          series={laneNames.map((lane) => ({
            id: lane,
            label: lane,
            values: minutes.map(({ minute }) => used.get(`${lane} ${minute}`) ?? null),
          }))}
        />
      </Plot>
    </div>
  );
}

function Plot({
  title,
  help,
  children,
}: {
  readonly title: string;
  readonly help: string;
  readonly children: ReactNode;
}) {
  return (
    <Section title={title} description={help}>
      <Suspense fallback={<SkeletonChart className="h-40" />}>{children}</Suspense>
    </Section>
  );
}

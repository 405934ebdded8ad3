"use client";

import type { DayProofRowDto, DayState } from "@stead/contracts/reconciliation";
import { Section } from "@stead/ui/section";
import { SkeletonChart } from "@stead/ui/skeleton";
import { Stat, StatRow } from "@stead/ui/stat";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { useTRPC } from "../../lib/api.ts";
import { shiftDays } from "../../lib/days.ts";
import { formatCount, formatDay } from "../../lib/format.ts";
import { useSession } from "../../lib/session.tsx";
import { reconciliation as text } from "../../messages/en/reconciliation.ts";

const BarChart = lazy(async () => ({ default: (await import("@stead/ui/bar-chart")).BarChart }));

const daysShown = 30;
/** A plot tells five accounts apart. */
const mostAccounts = 5;

/** The last thirty days: how many agree, and the differences of each account day by day. */
export function DaySummary({ accountId }: { readonly accountId: string | undefined }) {
  const trpc = useTRPC();
  const { today } = useSession();
  const from = shiftDays(today, -daysShown);
  const query = useQuery(
    trpc.reconciliation.listDays.queryOptions({ accountId, from, to: today, limit: 200 }),
  );
  const rows = query.data?.items;
  if (query.error || rows?.length === 0) return null;
  return (
    <div className="my-6 grid gap-8">
      <Counts rows={rows} accountId={accountId} from={from} />
      <Plot rows={rows} from={from} to={shiftDays(today, -1)} />
    </div>
  );
}

type Rows = readonly DayProofRowDto[] | undefined;

type CountsProps = { readonly rows: Rows; readonly accountId: string | undefined; readonly from: string };

function Counts({ rows, accountId, from }: CountsProps) {
  const account = accountId === undefined ? "" : `&account=${accountId}`;
  const count = (state: DayState) =>
    rows === undefined ? "…" : formatCount(rows.filter((row) => row.state === state).length);
  const href = (state: DayState) => `/reconciliation?state=${state}&from=${from}${account}`;
  return (
    <StatRow>
      <Stat label={text.failed} value={count("failed")} href={href("failed")} note={text.inPlot} />
      <Stat label={text.uncovered} value={count("uncovered")} href={href("uncovered")} note={text.inPlot} />
      <Stat label={text.proved} value={count("proved")} href={href("proved")} note={text.inPlot} />
    </StatRow>
  );
}

type PlotProps = { readonly rows: Rows; readonly from: string; readonly to: string };

function Plot({ rows, from, to }: PlotProps) {
  return (
    <Section title={text.plot} description={text.plotHelp(formatDay(from), formatDay(to))}>
      {rows === undefined && <SkeletonChart className="h-40" />}
      {rows?.every(({ state }) => state !== "failed") && <p className="text-ink-2">{text.noneInPlot}</p>}
      {rows?.some(({ state }) => state === "failed") && (
        <Suspense fallback={<SkeletonChart className="h-40" />}>
          <Bars rows={rows} from={from} />
        </Suspense>
      )}
    </Section>
  );
}

function Bars({ rows, from }: { readonly rows: readonly DayProofRowDto[]; readonly from: string }) {
  const days = Array.from({ length: daysShown }, (_, place) => shiftDays(from, place));
  const labels = new Map(
    rows
      .filter(({ state }) => state === "failed")
      .map((row) => [row.railAccountId ?? row.bankAccountId ?? "", row.accountLabel]),
  );
  const found = new Map(
    rows.map((row) => [`${row.railAccountId ?? row.bankAccountId ?? ""} ${row.day}`, row]),
  );
  const valueOf = (row: DayProofRowDto | undefined) =>
    row === undefined || row.state === "uncovered" ? null : row.differenceCount;
  return (
    <BarChart
      label={text.plot}
      categories={days.map((day) => formatDay(day))}
      categoryLabel={text.day}
      series={[...labels].slice(0, mostAccounts).map(([id, label]) => ({
        id,
        label,
        values: days.map((day) => valueOf(found.get(`${id} ${day}`))),
      }))}
      formatValue={text.difference}
      formatAxis={(figure) => (Number.isInteger(figure) ? formatCount(figure) : "")}
      heightPx={180}
    />
  );
}

"use client";

import type { DashboardDto } from "@stead/contracts/dashboard";
import { ErrorState } from "@stead/ui/error-state";
import { PageHeader } from "@stead/ui/page-header";
import { SegmentedControl } from "@stead/ui/segmented-control";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { parseAsString, useQueryState } from "nuqs";
import { useTRPC } from "../../lib/api.ts";
import { viewError } from "../../lib/errors.ts";
import { formatDay } from "../../lib/format.ts";
import { dashboard as text } from "../../messages/en/dashboard.ts";
import { DashboardFigures } from "./dashboard-figures.tsx";
import { EndingLeases, LatestPayments } from "./dashboard-lists.tsx";
import { MonthPlots, OpenByAge } from "./dashboard-plots.tsx";
import { DashboardSkeleton } from "./dashboard-skeleton.tsx";
import { FirstSteps } from "./first-steps.tsx";
import { UnmatchedNotice } from "./unmatched-notice.tsx";

const refreshMs = 30_000;

/** Are we being paid, who is late, what is empty, what needs me: answered without a click. */
export function DashboardPage() {
  const trpc = useTRPC();
  const [currency, setCurrency] = useQueryState("currency", parseAsString);
  const query = useQuery({
    ...trpc.dashboard.get.queryOptions(currency === null ? {} : { currency }),
    placeholderData: keepPreviousData,
    refetchInterval: refreshMs,
  });
  const { data } = query;
  if (query.error && !data) {
    const failure = viewError(query.error);
    return (
      <ErrorState
        title={failure.title}
        requestId={failure.requestId}
        onRetry={() => void query.refetch()}
        isRetrying={query.isFetching}
      >
        {failure.message}
      </ErrorState>
    );
  }
  if (!data) return <DashboardSkeleton />;
  return (
    <>
      <PageHeader
        title={text.title}
        actions={
          data.currencies.length > 1 && (
            <SegmentedControl
              label={text.currency}
              segments={data.currencies.map((code) => ({ value: code, label: code }))}
              value={data.currency}
              onChange={(code) => void setCurrency(code)}
            />
          )
        }
      >
        <span>{formatDay(data.asOf)}</span>
        <span>{text.amountsIn(data.currency)}</span>
      </PageHeader>
      <FirstSteps />
      {isNew(data) ? <p className="max-w-2xl text-ink-2">{text.nothingYet}</p> : <Figures data={data} />}
    </>
  );
}

/** Nothing to let and nothing charged: there is nothing to plot. */
function isNew({ occupancy, months }: DashboardDto): boolean {
  return occupancy.unitCount === 0 && months.every(({ chargedMinor }) => chargedMinor === 0);
}

function Figures({ data }: { readonly data: DashboardDto }) {
  return (
    <>
      <UnmatchedNotice data={data} />
      <DashboardFigures data={data} />
      <div className="mt-8 grid gap-x-10 gap-y-8 lg:grid-cols-[3fr_2fr]">
        <MonthPlots data={data} />
        <div className="grid content-start gap-8">
          <OpenByAge data={data} />
          <EndingLeases data={data} />
        </div>
        <LatestPayments data={data} className="lg:col-span-2" />
      </div>
    </>
  );
}

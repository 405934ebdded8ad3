"use client";

import type { ReportDto, ReportKind, ReportRequest } from "@stead/contracts/reports";
import { Breadcrumbs } from "@stead/ui/breadcrumbs";
import { Button } from "@stead/ui/button";
import { Callout } from "@stead/ui/callout";
import { InstantText } from "@stead/ui/date-text";
import { EmptyState } from "@stead/ui/empty-state";
import { Menu } from "@stead/ui/menu";
import { PageHeader } from "@stead/ui/page-header";
import { LoadMore } from "@stead/ui/pagination";
import { Progress } from "@stead/ui/progress";
import { SkeletonChart, SkeletonText } from "@stead/ui/skeleton";
import { lazy, Suspense, useState } from "react";
import { formatCount, formatDay } from "../../lib/format.ts";
import { QueryFailure } from "../../lib/query-failure.tsx";
import { useCan, useSession } from "../../lib/session.tsx";
import { reports as text } from "../../messages/en/reports.ts";
import { ReportParams } from "./report-params.tsx";
import { ReportTable } from "./report-table.tsx";
import { fileFormats, formatName, useReportFiles } from "./use-report-files.ts";
import { useReport } from "./use-report.ts";

const ReportPlots = lazy(() => import("./report-plots.tsx"));
const ScheduleDialog = lazy(() => import("./schedule-dialog.tsx"));

/** One report: its parameters, plots, rows and totals, as a page that prints well, and as files. */
export function ReportPage({ kind }: { readonly kind: ReportKind }) {
  const { info, list, request, state, query } = useReport(kind);
  const pages = query.data?.pages;
  const report = pages?.[0];
  const rows = pages?.flatMap((page) => page.items);
  const isFailed = query.isError && report === undefined;
  const currencies =
    report?.totals.flatMap(({ currency }) => (typeof currency === "string" ? currency : [])) ?? [];
  return (
    <>
      <PageHeader
        above={<Breadcrumbs label={text.title} crumbs={[{ label: text.title, href: "/reports" }]} />}
        title={info?.title ?? text.title}
        actions={request && <Actions request={request} />}
      >
        {report && <Facts report={report} />}
      </PageHeader>
      {list.isError && <QueryFailure query={list} />}
      {info && (
        <ReportParams info={info} state={state} shown={report?.params ?? {}} currencies={currencies} />
      )}
      {info && request === null && <EmptyState title={text.chooseLease}>{text.chooseLeaseHelp}</EmptyState>}
      {isFailed && <QueryFailure query={query} />}
      {request !== null && report === undefined && !isFailed && (
        <div className="grid gap-8">
          <SkeletonChart />
          <SkeletonText lines={10} />
        </div>
      )}
      {report && rows && request !== null && (
        <>
          <Suspense fallback={<SkeletonChart className="mb-8" />}>
            <ReportPlots plots={report.plots} />
          </Suspense>
          <ReportTable report={report} rows={rows} isStale={query.isPlaceholderData} />
          {rows.length > 0 && (
            <LoadMore
              summary={`${formatCount(rows.length)} / ${text.rows(formatCount(report.rowCount))}`}
              hasMore={query.hasNextPage}
              isLoading={query.isFetchingNextPage}
              onMore={() => void query.fetchNextPage()}
            />
          )}
        </>
      )}
    </>
  );
}

function Facts({ report: { facts, madeAt, about } }: { readonly report: ReportDto }) {
  const { agency } = useSession();
  return (
    <span className="text-ink-2">
      <span className="print:hidden">{about}</span>
      <span className="hidden print:inline">
        {agency.name} · {facts.map(({ label, value }) => `${label} ${formatDay(value)}`).join(" · ")} ·{" "}
      </span>{" "}
      <span className="text-ink-3">
        {text.madeAt} <InstantText instant={madeAt} zone={agency.timeZone} />
      </span>
    </span>
  );
}

function Actions({ request }: { readonly request: ReportRequest }) {
  const { run, isBusy, make } = useReportFiles();
  const canSchedule = useCan("reports:write");
  const [isScheduling, setScheduling] = useState(false);
  return (
    <div className="flex flex-wrap items-center gap-2 print:hidden">
      {isBusy && (
        <Progress
          className="w-40"
          label={text.making}
          value={run?.progressTotal ? run.progressDone : null}
          max={run?.progressTotal ?? 1}
        />
      )}
      {run?.status === "failed" && (
        <Callout tone="bad" title={text.again}>
          {run.problem}
        </Callout>
      )}
      <Menu
        label={text.files}
        variant="secondary"
        sections={[
          {
            id: "formats",
            items: fileFormats.map((format) => ({
              id: format,
              label: formatName(format),
              isDisabled: isBusy,
              onSelect: () => make(request, format),
            })),
          },
        ]}
      >
        {text.files}
      </Menu>
      <Button onClick={() => print()}>{text.print}</Button>
      {canSchedule && <Button onClick={() => setScheduling(true)}>{text.schedule}</Button>}
      {isScheduling && (
        <Suspense>
          <ScheduleDialog schedule={null} request={request} onClose={() => setScheduling(false)} />
        </Suspense>
      )}
    </div>
  );
}

"use client";

import type { ReportRunDto } from "@stead/contracts/reports";
import { StatusBadge } from "@stead/ui/badge";
import { Button } from "@stead/ui/button";
import { InstantText } from "@stead/ui/date-text";
import { EmptyState } from "@stead/ui/empty-state";
import { AppLink } from "@stead/ui/link";
import { Progress } from "@stead/ui/progress";
import type { TableColumn } from "@stead/ui/table";
import { keepPreviousData, useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "../../lib/api.ts";
import { formatCount, formatDay } from "../../lib/format.ts";
import { keyOf, useListState } from "../../lib/list-state.ts";
import { ListView, type ListFilter } from "../../lib/list-view.tsx";
import { useLive } from "../../lib/live.ts";
import { optionsOf } from "../../lib/options-of.ts";
import { runTones } from "../../lib/run-tones.ts";
import { useSession } from "../../lib/session.tsx";
import { reports as text } from "../../messages/en/reports.ts";
import { ReportsHeader } from "./reports-header.tsx";
import { useReportDownload } from "./use-report-files.ts";

const filters: readonly ListFilter[] = [
  { id: "status", label: text.status, kind: "options", options: optionsOf(text.statuses) },
  { id: "origin", label: text.origin, kind: "options", options: optionsOf(text.origins) },
];

/** The address of the report as it was made. */
function reportHref({ kind, params }: ReportRunDto): string {
  const { propertyId, leaseId, ...rest } = params;
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...rest, property: propertyId, lease: leaseId }))
    if (value !== undefined) query.set(name, value);
  return `/reports/${kind}?${query}`;
}

function daysOf({ params: { asOf, from, to } }: ReportRunDto): string {
  if (asOf !== undefined) return formatDay(asOf);
  return [from, to].flatMap((day) => (day === undefined ? [] : formatDay(day))).join(" – ");
}

function columnsIn(
  zone: string,
  download: ReturnType<typeof useReportDownload>,
): readonly TableColumn<ReportRunDto>[] {
  return [
    {
      id: "report",
      header: text.columns.report,
      cell: (row) => (
        <>
          <AppLink href={reportHref(row)} className="text-link" data-quiet="">
            {row.title}
          </AppLink>
          {row.subject !== null && <span className="ml-2 text-ink-2">{row.subject}</span>}
          {row.scheduleName !== null && row.scheduleName !== row.title && (
            <span className="ml-2 text-ink-3">{row.scheduleName}</span>
          )}
        </>
      ),
      phone: "title",
    },
    { id: "days", header: text.columns.parameters, cell: daysOf, width: 216, phone: "detail" },
    {
      id: "status",
      header: text.columns.status,
      cell: (row) => <State row={row} />,
      width: 150,
      phone: "value",
    },
    {
      id: "rows",
      header: text.columns.rows,
      cell: (row) => (row.status === "done" ? formatCount(row.rowCount) : null),
      align: "right",
      width: 80,
      from: "lg",
    },
    {
      id: "took",
      header: text.columns.duration,
      cell: (row) =>
        row.durationMs !== null && (
          <span title={row.wasCached ? text.cached : undefined}>{text.seconds(row.durationMs)}</span>
        ),
      align: "right",
      width: 76,
      from: "2xl",
    },
    { id: "who", header: text.columns.who, cell: (row) => row.byName, width: 130, from: "2xl" },
    {
      id: "when",
      header: text.columns.when,
      cell: (row) => <InstantText instant={row.createdAt} zone={zone} />,
      width: 158,
      from: "lg",
      isSortable: true,
    },
    {
      id: "files",
      header: text.columns.files,
      width: 170,
      cell: (row) => (
        <span className="flex gap-1">
          {row.files.map(({ format, isExpired, name }) => (
            <Button
              key={format}
              size="sm"
              variant="quiet"
              disabled={isExpired}
              title={isExpired ? text.expired : name}
              onClick={() => download(row, format)}
            >
              {format.toUpperCase()}
            </Button>
          ))}
        </span>
      ),
      phone: "note",
    },
  ];
}

function State({ row }: { readonly row: ReportRunDto }) {
  if (row.status === "running")
    return (
      <Progress
        label={text.statuses.running}
        value={row.progressTotal === null ? null : row.progressDone}
        max={row.progressTotal ?? 1}
      />
    );
  return (
    <StatusBadge tone={runTones[row.status]}>
      <span title={row.problem ?? undefined}>{text.statuses[row.status]}</span>
    </StatusBadge>
  );
}

/** Every report that was made: who, when, of what, how many rows, how long, and its files. */
export function ReportHistory() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const download = useReportDownload();
  const { agency } = useSession();
  const state = useListState(["status", "origin"]);
  const query = useInfiniteQuery(
    trpc.reports.listRuns.infiniteQueryOptions(
      {
        status: keyOf(text.statuses, state.filters["status"]),
        origin: keyOf(text.origins, state.filters["origin"]),
        order: state.sort?.direction,
      },
      { getNextPageParam: (page) => page.nextCursor ?? undefined, placeholderData: keepPreviousData },
    ),
  );
  useLive("job.changed", ({ name }) => {
    if (name === "reports.make")
      void queryClient.invalidateQueries({ queryKey: trpc.reports.listRuns.pathKey() });
  });
  return (
    <>
      <ReportsHeader currentId="history" />
      <ListView
        label={text.history}
        hasSearch={false}
        state={state}
        filters={filters}
        query={query}
        columns={columnsIn(agency.timeZone, download)}
        getRowId={(row) => row.id}
        empty={<EmptyState title={text.noRuns}>{text.noRunsHelp}</EmptyState>}
      />
    </>
  );
}

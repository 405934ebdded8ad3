"use client";

import type { JobRunDto } from "@stead/contracts/jobs";
import { StatusBadge } from "@stead/ui/badge";
import { Button } from "@stead/ui/button";
import { InstantText } from "@stead/ui/date-text";
import { EmptyState } from "@stead/ui/empty-state";
import { PageHeader } from "@stead/ui/page-header";
import { Progress } from "@stead/ui/progress";
import type { TableColumn } from "@stead/ui/table";
import { keepPreviousData, useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "../../lib/api.ts";
import { keyOf, useListState } from "../../lib/list-state.ts";
import { ListView, type ListFilter } from "../../lib/list-view.tsx";
import { useCan, useSession } from "../../lib/session.tsx";
import { columnNames } from "../../messages/en/columns.ts";
import { settings as text } from "../../messages/en/settings.ts";

const tones = {
  queued: "neutral",
  running: "info",
  done: "good",
  failed: "bad",
  cancelled: "neutral",
} as const;
const filters: readonly ListFilter[] = [
  {
    id: "status",
    label: columnNames.status,
    kind: "options",
    options: Object.entries(text.jobStatuses).map(([value, label]) => ({ value, label })),
  },
  {
    id: "name",
    label: columnNames.what,
    kind: "options",
    options: Object.entries(text.jobNames).map(([value, label]) => ({ value, label })),
  },
];

/** A job by its plain name; one that has none yet by its own. */
function jobWords(name: string): string {
  const known = keyOf(text.jobNames, name);
  return known ? text.jobNames[known] : name;
}
const pollMs = 2_000;

/** What runs in the background, live, and what ran. */
export function JobList() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const state = useListState(["status", "name"]);
  const zone = useSession().agency.timeZone;
  const canCancel = useCan("jobs:write");
  const query = useInfiniteQuery({
    ...trpc.jobs.list.infiniteQueryOptions(
      {
        status: keyOf(text.jobStatuses, state.filters["status"]),
        name: state.filters["name"] ?? undefined,
      },
      { getNextPageParam: (page) => page.nextCursor ?? undefined, placeholderData: keepPreviousData },
    ),
    refetchInterval: pollMs,
  });
  const cancel = useMutation(
    trpc.jobs.cancel.mutationOptions({
      onSettled: () => queryClient.invalidateQueries({ queryKey: trpc.jobs.pathKey() }),
    }),
  );
  const columns: readonly TableColumn<JobRunDto>[] = [
    {
      id: "name",
      header: columnNames.what,
      cell: (row) => jobWords(row.name),
      width: 230,
      phone: "title",
    },
    {
      id: "status",
      header: columnNames.status,
      cell: (row) => <StatusBadge tone={tones[row.status]}>{text.jobStatuses[row.status]}</StatusBadge>,
      width: 130,
      phone: "value",
    },
    {
      id: "progress",
      header: columnNames.progress,
      cell: (row) => <JobProgress row={row} />,
      from: "lg",
    },
    {
      id: "when",
      header: columnNames.when,
      cell: (row) => <InstantText instant={row.createdAt} zone={zone} />,
      width: 180,
      phone: "detail",
    },
    {
      id: "act",
      header: "",
      width: 110,
      align: "right",
      cell: (row) =>
        canCancel &&
        (row.status === "running" || row.status === "queued") && (
          <Button
            size="sm"
            variant="quiet"
            disabled={row.isCancelRequested}
            onClick={() => cancel.mutate({ id: row.id })}
          >
            {text.cancelJob}
          </Button>
        ),
    },
  ];
  return (
    <>
      <PageHeader title={text.jobsTitle} />
      <ListView
        label={text.jobsTitle}
        hasSearch={false}
        state={state}
        filters={filters}
        query={query}
        columns={columns}
        getRowId={(row) => row.id}
        empty={<EmptyState title={text.noJobs} />}
      />
    </>
  );
}

/** How long a finished job took. */
function durationWords({ startedAt, finishedAt }: JobRunDto): string | null {
  if (startedAt === null || finishedAt === null) return null;
  const tenths = Math.round((Date.parse(finishedAt) - Date.parse(startedAt)) / 100);
  if (!(tenths > 0)) return null;
  const seconds = tenths / 10;
  return text.jobTook(
    seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`,
  );
}

function JobProgress({ row }: { readonly row: JobRunDto }) {
  if (row.error) return <span className="text-bad">{row.error.message}</span>;
  if (row.status === "running")
    return (
      <Progress
        label={jobWords(row.name)}
        value={row.progressTotal === null ? null : row.progressDone}
        max={row.progressTotal ?? 1}
        note={row.progressNote ?? undefined}
      />
    );
  const note = row.progressNote ?? durationWords(row);
  return <span className="text-ink-2">{note}</span>;
}

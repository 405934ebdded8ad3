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
];
const pollMs = 2_000;

/** What runs in the background, live, and what ran. */
export function JobList() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const state = useListState(["status"]);
  const zone = useSession().agency.timeZone;
  const canCancel = useCan("jobs:write");
  const query = useInfiniteQuery({
    ...trpc.jobs.list.infiniteQueryOptions(
      { status: keyOf(text.jobStatuses, state.filters["status"]), name: state.sentQ },
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
      cell: (row) => <span className="font-mono text-sm">{row.name}</span>,
      width: 190,
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
      phone: "detail",
    },
    {
      id: "when",
      header: columnNames.when,
      cell: (row) => <InstantText instant={row.createdAt} zone={zone} />,
      width: 180,
      from: "lg",
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

function JobProgress({ row }: { readonly row: JobRunDto }) {
  if (row.error) return <span className="text-bad">{row.error.message}</span>;
  if (row.status === "running")
    return (
      <Progress
        label={row.name}
        value={row.progressTotal === null ? null : row.progressDone}
        max={row.progressTotal ?? 1}
        note={row.progressNote ?? undefined}
      />
    );
  return <span className="text-ink-2">{row.progressNote}</span>;
}

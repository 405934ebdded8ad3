"use client";

import type { JobRunDto } from "@stead/contracts/jobs";
import { StatusBadge } from "@stead/ui/badge";
import { InstantText } from "@stead/ui/date-text";
import { EmptyState } from "@stead/ui/empty-state";
import { TextLink } from "@stead/ui/link";
import { PageHeader } from "@stead/ui/page-header";
import { Progress } from "@stead/ui/progress";
import type { TableColumn } from "@stead/ui/table";
import { keepPreviousData, useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "../../lib/api.ts";
import { formatMonth } from "../../lib/format.ts";
import { keyOf, useListState } from "../../lib/list-state.ts";
import { ListView, type ListFilter } from "../../lib/list-view.tsx";
import { useLive } from "../../lib/live.ts";
import { optionsOf } from "../../lib/options-of.ts";
import { runTones } from "../../lib/run-tones.ts";
import { useCan, useSession } from "../../lib/session.tsx";
import { columnNames } from "../../messages/en/columns.ts";
import { settings as text } from "../../messages/en/settings.ts";
import { JobActs } from "./job-acts.tsx";

const filters: readonly ListFilter[] = [
  {
    id: "status",
    label: columnNames.status,
    kind: "options",
    options: optionsOf(text.jobStatuses),
  },
  {
    id: "name",
    label: columnNames.what,
    kind: "options",
    options: optionsOf(text.jobNames),
  },
  { id: "by", label: columnNames.who, kind: "options", options: [{ value: "me", label: text.startedByMe }] },
];

/** A job by its plain name; one that has none yet by its own. */
function jobWords(name: string): string {
  const known = keyOf(text.jobNames, name);
  return known ? text.jobNames[known] : name;
}
/** What runs in the background, live, and what ran. */
export function JobList() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const state = useListState(["status", "name", "by"]);
  const zone = useSession().agency.timeZone;
  const canSteer = useCan("jobs:write");
  const query = useInfiniteQuery(
    trpc.jobs.list.infiniteQueryOptions(
      {
        status: keyOf(text.jobStatuses, state.filters["status"]),
        isMine: state.filters["by"] === "me" ? true : undefined,
        name: state.filters["name"] ?? undefined,
      },
      { getNextPageParam: (page) => page.nextCursor ?? undefined, placeholderData: keepPreviousData },
    ),
  );
  useLive("job.changed", (job) => {
    const isShown = query.data?.pages.some((page) => page.items.some(({ id }) => id === job.id)) ?? false;
    if (!isShown) void queryClient.invalidateQueries({ queryKey: trpc.jobs.list.pathKey() });
    else
      queryClient.setQueriesData<typeof query.data>({ queryKey: trpc.jobs.list.pathKey() }, (known) =>
        known === undefined ? known : withJob(known, job),
      );
  });
  const columns: readonly TableColumn<JobRunDto>[] = [
    {
      id: "name",
      header: columnNames.what,
      cell: (row) => <JobName job={row} />,
      width: 230,
      phone: "title",
    },
    {
      id: "status",
      header: columnNames.status,
      cell: (row) => <StatusBadge tone={runTones[row.status]}>{text.jobStatuses[row.status]}</StatusBadge>,
      width: 130,
      phone: "value",
    },
    {
      id: "progress",
      header: columnNames.progress,
      cell: (row) => (
        <>
          <JobProgress row={row} />
          <span className="block sm:hidden">
            <InstantText instant={row.createdAt} zone={zone} />
          </span>
        </>
      ),
      phone: "detail",
    },
    {
      id: "when",
      header: columnNames.when,
      cell: (row) => <InstantText instant={row.createdAt} zone={zone} />,
      width: 180,
    },
    {
      id: "act",
      header: "",
      width: 150,
      align: "right",
      phone: "note",
      cell: (row) => <JobActs job={row} canSteer={canSteer} />,
    },
  ];
  return (
    <>
      <PageHeader title={text.jobsTitle}>{text.jobsHelp}</PageHeader>
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

/** The same pages with one job as it is now. */
function withJob<Known extends { pages: { items: JobRunDto[] }[] }>(known: Known, job: JobRunDto): Known {
  const pages = known.pages.map((page) => ({
    ...page,
    items: page.items.map((item) => (item.id === job.id ? job : item)),
  }));
  return { ...known, pages };
}

/** What a job is about has a page of its own, where it has one. */
function JobName({ job }: { readonly job: JobRunDto }) {
  const href = hrefOf(job);
  const words = jobWords(job.name);
  return (
    <>
      {href === undefined ? words : <TextLink href={href}>{words}</TextLink>}
      {job.about !== null && (
        <span className="block text-sm text-ink-3">
          {job.name === "billing.run" ? formatMonth(job.about) : text.jobAbout(job.about)}
        </span>
      )}
    </>
  );
}

const sections: Readonly<Record<string, string>> = {
  "billing.run": "billing",
  "bulk.run": "bulk",
  "imports.analyse": "imports",
  "imports.check": "imports",
  "imports.apply": "imports",
  "imports.undo": "imports",
  "messages.write-recipients": "messages",
};

function hrefOf({ name, subjectId }: JobRunDto): string | undefined {
  // A report's files are in the history of all reports.
  if (name === "reports.make") return "/reports/history";
  const section = sections[name];
  return section === undefined || subjectId === null ? undefined : `/${section}/${subjectId}`;
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

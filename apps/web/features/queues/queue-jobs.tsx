"use client";

import type { QueueJobDto } from "@stead/contracts/queues";
import { Badge, StatusBadge } from "@stead/ui/badge";
import { Button } from "@stead/ui/button";
import { InstantText } from "@stead/ui/date-text";
import { EmptyState } from "@stead/ui/empty-state";
import type { TableColumn } from "@stead/ui/table";
import { notify } from "@stead/ui/toast";
import { keepPreviousData, useInfiniteQuery, useMutation } from "@tanstack/react-query";
import { useTRPC } from "../../lib/api.ts";
import { viewError } from "../../lib/errors.ts";
import { keyOf, useListState } from "../../lib/list-state.ts";
import { ListView, type ListFilter } from "../../lib/list-view.tsx";
import { optionsOf } from "../../lib/options-of.ts";
import { queues as text } from "../../messages/en/queues.ts";
import { payloadColumn, queueColumn, triesColumn } from "./queue-columns.tsx";
import { useQueueFilter } from "./queue-filter.ts";
import { QueuesHeader } from "./queues-header.tsx";
import { useQueuesLive } from "./use-queues-live.ts";

const tones = {
  delayed: "neutral",
  blocked: "neutral",
  waiting: "neutral",
  apart: "warn",
  sent: "neutral",
  running: "info",
} as const;
const stateFilter: ListFilter = {
  id: "state",
  label: text.state,
  kind: "options",
  options: optionsOf(text.states),
};

const plainColumns: readonly TableColumn<QueueJobDto>[] = [
  queueColumn,
  {
    id: "state",
    header: text.state,
    cell: ({ state, deaths }) => (
      <span className="flex flex-wrap gap-1">
        <StatusBadge tone={tones[state]}>{text.states[state]}</StatusBadge>
        {deaths > 0 && <Badge tone="warn">{text.deaths(deaths)}</Badge>}
      </span>
    ),
    width: 180,
    phone: "value",
  },
  { ...payloadColumn, phone: "detail" },
  triesColumn,
  {
    id: "since",
    header: text.since,
    cell: (job) => <InstantText instant={job.createdAt} />,
    width: 170,
    from: "2xl",
  },
  {
    id: "due",
    header: text.due,
    cell: (job) => <InstantText instant={job.runAfter} />,
    width: 170,
    from: "xl",
  },
];

/** Jobs that are not over, over all agencies, oldest first. */
export function QueueJobs() {
  const trpc = useTRPC();
  const refresh = useQueuesLive();
  const state = useListState(["queue", "state"]);
  const queueFilter = useQueueFilter();
  const query = useInfiniteQuery(
    trpc.queues.jobs.infiniteQueryOptions(
      { name: state.filters["queue"] ?? undefined, state: keyOf(text.states, state.filters["state"]) },
      { getNextPageParam: (page) => page.nextCursor ?? undefined, placeholderData: keepPreviousData },
    ),
  );
  const settled = {
    onSettled: () => void refresh(),
    onError: (error: unknown) => notify({ tone: "bad", title: viewError(error).message }),
  };
  const retry = useMutation(
    trpc.queues.retry.mutationOptions({
      ...settled,
      onSuccess: ({ count }) => notify({ title: text.released(count) }),
    }),
  );
  const remove = useMutation(
    trpc.queues.remove.mutationOptions({
      ...settled,
      onSuccess: ({ count }) => notify({ title: text.removed(count) }),
    }),
  );
  const acts: TableColumn<QueueJobDto> = {
    id: "acts",
    header: "",
    align: "right",
    phone: "note",
    width: 190,
    cell: (job) => (
      <span className="flex justify-end gap-1">
        {job.state === "delayed" && (
          <Button size="sm" variant="quiet" onClick={() => retry.mutate({ ids: [job.id] })}>
            {text.letGo}
          </Button>
        )}
        <Button
          size="sm"
          variant="quiet"
          disabled={job.isCancelRequested}
          onClick={() => remove.mutate({ ids: [job.id] })}
        >
          {job.isCancelRequested ? text.removing : text.remove}
        </Button>
      </span>
    ),
  };
  return (
    <>
      <QueuesHeader currentId="jobs" />
      <ListView
        label={text.jobs}
        state={state}
        filters={[queueFilter, stateFilter]}
        hasSearch={false}
        query={query}
        columns={[...plainColumns, acts]}
        getRowId={({ id }) => id}
        empty={<EmptyState title={text.jobsEmpty} />}
      />
    </>
  );
}

"use client";

import type { QueueActionDto } from "@stead/contracts/queues";
import { InstantText } from "@stead/ui/date-text";
import { EmptyState } from "@stead/ui/empty-state";
import type { TableColumn } from "@stead/ui/table";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useTRPC } from "../../lib/api.ts";
import { useListState } from "../../lib/list-state.ts";
import { ListView } from "../../lib/list-view.tsx";
import { columnNames } from "../../messages/en/columns.ts";
import { queues as text } from "../../messages/en/queues.ts";
import { JobPayload } from "./job-payload.tsx";
import { useQueueFilter } from "./queue-filter.ts";
import { QueuesHeader } from "./queues-header.tsx";
import { useQueuesLive } from "./use-queues-live.ts";

const columns: readonly TableColumn<QueueActionDto>[] = [
  {
    id: "when",
    header: columnNames.when,
    cell: ({ at }) => <InstantText instant={at} />,
    width: 180,
    phone: "detail",
  },
  {
    id: "who",
    header: columnNames.who,
    cell: (row) => row.actorName ?? row.actorUserId,
    width: 200,
    phone: "note",
  },
  {
    id: "what",
    header: columnNames.what,
    cell: ({ action }) => text.actions[action],
    width: 140,
    phone: "title",
  },
  {
    id: "queue",
    header: text.queue,
    cell: ({ name }) => <span className="font-mono text-sm">{name ?? "–"}</span>,
    width: 190,
  },
  {
    id: "count",
    header: text.jobs,
    cell: ({ jobCount }) => (jobCount === 0 ? "–" : text.touched(jobCount)),
    width: 110,
    align: "right",
    phone: "value",
  },
  {
    id: "filter",
    header: text.payload,
    cell: ({ filter }) => Object.keys(filter).length > 0 && <JobPayload payload={filter} />,
    from: "xl",
  },
];

/** What operators did to the queues: who, when, to how many jobs. */
export function QueueActions() {
  const trpc = useTRPC();
  useQueuesLive();
  const state = useListState(["queue"]);
  const queueFilter = useQueueFilter();
  const query = useInfiniteQuery(
    trpc.queues.actions.infiniteQueryOptions(
      { name: state.filters["queue"] ?? undefined },
      { getNextPageParam: (page) => page.nextCursor ?? undefined, placeholderData: keepPreviousData },
    ),
  );
  return (
    <>
      <QueuesHeader currentId="actions" />
      <ListView
        label={text.history}
        state={state}
        filters={[queueFilter]}
        hasSearch={false}
        query={query}
        columns={columns}
        getRowId={({ id }) => id}
        empty={<EmptyState title={text.historyEmpty} />}
      />
    </>
  );
}

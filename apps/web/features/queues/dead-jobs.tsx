"use client";

import type { DeadJobDto } from "@stead/contracts/queues";
import { Badge } from "@stead/ui/badge";
import { Button } from "@stead/ui/button";
import { InstantText } from "@stead/ui/date-text";
import { EmptyState } from "@stead/ui/empty-state";
import type { TableColumn } from "@stead/ui/table";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { useTRPC } from "../../lib/api.ts";
import { keyOf, useListState } from "../../lib/list-state.ts";
import { ListView, type ListFilter } from "../../lib/list-view.tsx";
import { optionsOf } from "../../lib/options-of.ts";
import { queues as text } from "../../messages/en/queues.ts";
import { payloadColumn, queueColumn, triesColumn } from "./queue-columns.tsx";
import { useQueueFilter } from "./queue-filter.ts";
import { QueuesHeader } from "./queues-header.tsx";
import { useDeadJobActs } from "./use-dead-job-acts.ts";

const ConfirmDialog = lazy(async () => ({
  default: (await import("@stead/ui/confirm-dialog")).ConfirmDialog,
}));

const filters: readonly ListFilter[] = [
  { id: "reason", label: text.reason, kind: "options", options: optionsOf(text.reasons) },
  { id: "class", label: text.errorClass, kind: "options", options: optionsOf(text.errorClasses) },
];

const plainColumns: readonly TableColumn<DeadJobDto>[] = [
  queueColumn,
  {
    id: "error",
    header: text.error,
    cell: ({ error }) => <span className="text-bad">{error.message}</span>,
    phone: "detail",
  },
  {
    id: "reason",
    header: text.reason,
    cell: ({ reason, errorClass }) => (
      <span className="flex flex-wrap gap-1">
        <Badge tone={reason === "poison" ? "bad" : "neutral"}>{text.reasons[reason]}</Badge>
        <Badge>{text.errorClasses[errorClass]}</Badge>
      </span>
    ),
    width: 220,
    from: "lg",
  },
  { ...payloadColumn, from: "xl" },
  triesColumn,
  {
    id: "diedAt",
    header: text.diedAt,
    cell: (job) => <InstantText instant={job.diedAt} />,
    width: 170,
    phone: "value",
  },
];

/** Jobs that were given up: why, and another try for one, or for all that a filter finds. */
export function DeadJobs() {
  const trpc = useTRPC();
  const state = useListState(["queue", "reason", "class"]);
  const queueFilter = useQueueFilter();
  const [asked, setAsked] = useState<"replay" | "discard" | null>(null);
  const acts = useDeadJobActs(() => setAsked(null));
  const filter = {
    name: state.filters["queue"] ?? undefined,
    reason: keyOf(text.reasons, state.filters["reason"]),
    errorClass: keyOf(text.errorClasses, state.filters["class"]),
  };
  const query = useInfiniteQuery(
    trpc.queues.dead.infiniteQueryOptions(filter, {
      getNextPageParam: (page) => page.nextCursor ?? undefined,
      placeholderData: keepPreviousData,
    }),
  );
  const total = query.data?.pages[0]?.total;
  const count = total ? text.countOf(total.count, total.isCapped) : "";
  const actColumn: TableColumn<DeadJobDto> = {
    id: "acts",
    header: "",
    align: "right",
    phone: "note",
    width: 180,
    cell: (job) => (
      <span className="flex justify-end gap-1">
        <Button size="sm" variant="quiet" onClick={() => acts.replay.mutate({ ids: [job.id] })}>
          {text.replay}
        </Button>
        <Button size="sm" variant="quiet" onClick={() => acts.discard.mutate({ ids: [job.id] })}>
          {text.discard}
        </Button>
      </span>
    ),
  };
  return (
    <>
      <QueuesHeader currentId="dead" />
      <ListView
        label={text.dead}
        state={state}
        filters={[queueFilter, ...filters]}
        hasSearch={false}
        query={query}
        columns={[...plainColumns, actColumn]}
        getRowId={({ id }) => id}
        actions={
          total !== undefined &&
          total.count > 0 && (
            <>
              <Button size="sm" onClick={() => setAsked("replay")}>
                {text.replayAll}
              </Button>
              <Button size="sm" variant="quiet" onClick={() => setAsked("discard")}>
                {text.discardAll}
              </Button>
            </>
          )
        }
        empty={<EmptyState title={text.deadEmpty}>{text.deadEmptyHelp}</EmptyState>}
      />
      {asked && (
        <Suspense>
          <ConfirmDialog
            isOpen
            title={asked === "replay" ? text.replayTitle : text.discardTitle}
            confirmLabel={asked === "replay" ? text.replayAll : text.discardAll}
            tone={asked === "replay" ? "primary" : "danger"}
            isBusy={acts[asked].isPending}
            onCancel={() => setAsked(null)}
            onConfirm={() => acts[asked].mutate({ filter })}
          >
            {asked === "replay" ? text.replayHelp(count) : text.discardHelp(count)}
          </ConfirmDialog>
        </Suspense>
      )}
    </>
  );
}

"use client";

import type { BulkOperationDto, BulkRowDto } from "@stead/contracts/bulk";
import { StatusBadge } from "@stead/ui/badge";
import { Button } from "@stead/ui/button";
import { Callout } from "@stead/ui/callout";
import { InstantText } from "@stead/ui/date-text";
import { EmptyState } from "@stead/ui/empty-state";
import { PageHeader } from "@stead/ui/page-header";
import { Progress } from "@stead/ui/progress";
import type { TableColumn } from "@stead/ui/table";
import {
  keepPreviousData,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { useEffect, useEffectEvent } from "react";
import { useTRPC } from "../../lib/api.ts";
import { keyOf, useListState } from "../../lib/list-state.ts";
import { ListView, type ListFilter } from "../../lib/list-view.tsx";
import { useLive } from "../../lib/live.ts";
import { optionsOf } from "../../lib/options-of.ts";
import { RecordView } from "../../lib/record-view.tsx";
import { runTones } from "../../lib/run-tones.ts";
import { sentence } from "../../lib/sentence.ts";
import { useRecordId } from "../../lib/use-record-id.ts";
import { bulk as text } from "../../messages/en/bulk.ts";

const rowTones = { waiting: "neutral", done: "good", failed: "bad" } as const;

const filters: readonly ListFilter[] = [
  {
    id: "status",
    label: text.outcome,
    kind: "options",
    options: optionsOf(text.rowStatuses),
  },
];

/** One change to many: how far it is, and what became of each record. */
export function BulkPage() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const id = useRecordId();
  const query = useQuery({
    ...trpc.bulk.get.queryOptions({ id: id ?? "" }),
    enabled: id !== null,
    // It may have ended before the page that was told of its beginning listened.
    refetchOnMount: "always",
  });
  useLive("job.changed", ({ subjectId }) => {
    if (id !== null && subjectId === id)
      void queryClient.invalidateQueries({ queryKey: trpc.bulk.pathKey() });
  });
  const isOver = query.data?.finishedAt != null;
  // What it changed may be on any page; the lists that are kept are asked for again.
  const onEnd = useEffectEvent(() => {
    const changed = [trpc.contacts, trpc.leases, trpc.billing, trpc.arrears, trpc.dashboard];
    for (const feature of changed) void queryClient.invalidateQueries({ queryKey: feature.pathKey() });
  });
  useEffect(() => {
    if (isOver) onEnd();
  }, [isOver]);
  return (
    <RecordView query={query} back={{ href: "/dashboard", label: text.back }}>
      {(operation) => <Operation operation={operation} />}
    </RecordView>
  );
}

function Operation({ operation }: { readonly operation: BulkOperationDto }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { id, status, rowCount, doneCount, failedCount } = operation;
  const cancel = useMutation(
    trpc.bulk.cancel.mutationOptions({
      onSettled: () => queryClient.invalidateQueries({ queryKey: trpc.bulk.pathKey() }),
    }),
  );
  const isUnderWay = status === "queued" || status === "running";
  const kind = keyOf(text.kinds, operation.kind);
  return (
    <>
      <PageHeader
        title={text.titleOf(kind ? text.kinds[kind] : operation.kind, rowCount)}
        status={<StatusBadge tone={runTones[status]}>{text.statuses[status]}</StatusBadge>}
        actions={
          isUnderWay && (
            <Button disabled={operation.isCancelRequested} onClick={() => cancel.mutate({ id })}>
              {operation.isCancelRequested ? text.stopping : text.stop}
            </Button>
          )
        }
      >
        <span>
          {text.started} <InstantText instant={operation.createdAt} />
        </span>
        {operation.finishedAt && (
          <span>
            {text.finished} <InstantText instant={operation.finishedAt} />
          </span>
        )}
      </PageHeader>
      <div className="grid gap-6">
        <Progress
          label={text.progress}
          value={doneCount + failedCount}
          max={Math.max(1, rowCount)}
          tone={failedCount > 0 && doneCount === 0 ? "bad" : "accent"}
          note={text.progressNote(doneCount, failedCount, rowCount)}
        />
        {operation.problem && <Callout tone="bad">{operation.problem}</Callout>}
        <Rows id={id} />
      </div>
    </>
  );
}

const columns: readonly TableColumn<BulkRowDto>[] = [
  { id: "record", header: text.record, cell: (row) => row.label || row.entityId, width: 220, phone: "title" },
  {
    id: "outcome",
    header: text.outcome,
    cell: (row) => <StatusBadge tone={rowTones[row.status]}>{text.rowStatuses[row.status]}</StatusBadge>,
    width: 130,
    phone: "value",
  },
  {
    id: "why",
    header: text.why,
    cell: (row) => row.message && <span className="whitespace-normal">{sentence(row.message)}</span>,
    phone: "detail",
  },
];

function Rows({ id }: { readonly id: string }) {
  const trpc = useTRPC();
  const state = useListState(["status"]);
  const status = keyOf(text.rowStatuses, state.filters["status"]);
  const query = useInfiniteQuery(
    trpc.bulk.listRows.infiniteQueryOptions(
      { id, status },
      { getNextPageParam: (page) => page.nextCursor ?? undefined, placeholderData: keepPreviousData },
    ),
  );
  return (
    <ListView
      label={text.records}
      state={state}
      filters={filters}
      query={query}
      columns={columns}
      getRowId={(row) => String(row.rowNo)}
      hasSearch={false}
      exported={{ list: "bulk_rows", filters: { id, status } }}
      empty={<EmptyState title={text.noRecords} />}
    />
  );
}

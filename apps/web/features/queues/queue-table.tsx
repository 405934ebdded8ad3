"use client";

import type { QueueDto } from "@stead/contracts/queues";
import { Badge } from "@stead/ui/badge";
import { EmptyState } from "@stead/ui/empty-state";
import { Menu } from "@stead/ui/menu";
import { Table, type TableColumn } from "@stead/ui/table";
import { notify } from "@stead/ui/toast";
import { useMutation } from "@tanstack/react-query";
import Ellipsis from "lucide-react/icons/ellipsis";
import { lazy, Suspense, useState } from "react";
import { useTRPC } from "../../lib/api.ts";
import { viewError } from "../../lib/errors.ts";
import { formatCount } from "../../lib/format.ts";
import { QueryFailure } from "../../lib/query-failure.tsx";
import { queues as text } from "../../messages/en/queues.ts";

const ConfirmDialog = lazy(async () => ({
  default: (await import("@stead/ui/confirm-dialog")).ConfirmDialog,
}));

type Failure = { error: unknown; isFetching: boolean; refetch(): Promise<unknown> };
type QueueTableProps = {
  readonly queues: QueueDto[] | undefined;
  readonly failure: Failure;
  readonly onChanged: () => Promise<void>;
};

const count = (id: string, header: string, pick: (queue: QueueDto) => number, from?: "lg" | "xl") => ({
  id,
  header,
  cell: (queue: QueueDto) => formatCount(pick(queue)),
  align: "right" as const,
  width: 96,
  ...(from && { from }),
});

/** Every queue with its figures of now and of the last hour; each can be paused, let go on and drained. */
export function QueueTable({ queues, failure, onChanged }: QueueTableProps) {
  const trpc = useTRPC();
  const [drained, setDrained] = useState<QueueDto | null>(null);
  const settled = {
    onSettled: () => void onChanged(),
    onError: (error: unknown) => notify({ tone: "bad", title: viewError(error).message }),
  };
  const pause = useMutation(trpc.queues.pause.mutationOptions(settled));
  const resume = useMutation(trpc.queues.resume.mutationOptions(settled));
  const drain = useMutation(
    trpc.queues.drain.mutationOptions({
      ...settled,
      onSuccess: ({ count: ended }) => {
        setDrained(null);
        notify({ title: text.drained(ended) });
      },
    }),
  );
  const setPaused = (queue: QueueDto) => (queue.isPaused ? resume : pause).mutate({ name: queue.name });
  const columns: readonly TableColumn<QueueDto>[] = [
    {
      id: "name",
      header: text.queue,
      cell: (queue) => (
        <span className="flex items-center gap-2">
          <span className="font-mono text-sm">{queue.name}</span>
          {queue.isPaused && <Badge tone="warn">{text.paused}</Badge>}
        </span>
      ),
      width: 230,
      phone: "title",
    },
    { id: "lane", header: text.lane, cell: (queue) => queue.lane, width: 90, from: "2xl" },
    { ...count("waiting", text.waiting, ({ depth }) => depth.waiting + depth.sent), phone: "value" },
    count("running", text.running, ({ depth }) => depth.running),
    {
      id: "oldest",
      header: text.oldest,
      cell: (queue) => (queue.oldestMs === null ? "–" : text.durationMs(queue.oldestMs)),
      align: "right",
      width: 126,
      phone: "detail",
    },
    count("done", text.doneHour, ({ lastHour }) => lastHour.done, "lg"),
    {
      id: "wait",
      header: text.waitTime,
      cell: ({ lastHour }) => text.durationMs(lastHour.waitMs.p95),
      align: "right",
      width: 100,
      from: "lg",
    },
    {
      id: "run",
      header: text.runTime,
      cell: ({ lastHour }) => text.durationMs(lastHour.runMs.p95),
      align: "right",
      width: 100,
      from: "lg",
    },
    count("dead", text.deadCount, ({ depth }) => depth.dead),
    {
      id: "acts",
      header: "",
      align: "right",
      width: 56,
      phone: "note",
      cell: (queue) => (
        <QueueMenu queue={queue} onPause={() => setPaused(queue)} onDrain={() => setDrained(queue)} />
      ),
    },
  ];
  return (
    <>
      <Table
        label={text.title}
        className="mt-8"
        columns={columns}
        rows={queues}
        getRowId={({ name }) => name}
        empty={<EmptyState title={text.noFigures} />}
        error={failure.error && queues === undefined ? <QueryFailure query={failure} /> : null}
      />
      {drained && (
        <Suspense>
          <ConfirmDialog
            isOpen
            title={text.drainTitle(drained.name)}
            confirmLabel={text.drain}
            tone="danger"
            isBusy={drain.isPending}
            onCancel={() => setDrained(null)}
            onConfirm={() => drain.mutate({ name: drained.name })}
          >
            {text.drainHelp(
              drained.depth.waiting + drained.depth.delayed + drained.depth.blocked + drained.depth.sent,
            )}
          </ConfirmDialog>
        </Suspense>
      )}
    </>
  );
}

type QueueMenuProps = {
  readonly queue: QueueDto;
  readonly onPause: () => void;
  readonly onDrain: () => void;
};

function QueueMenu({ queue, onPause, onDrain }: QueueMenuProps) {
  const { name, isPaused } = queue;
  const address = encodeURIComponent(name);
  return (
    <Menu
      label={text.actsOn(name)}
      align="end"
      icon={<Ellipsis />}
      size="sm"
      variant="quiet"
      sections={[
        {
          id: "look",
          items: [
            { id: "jobs", label: text.showJobs, href: `/queues/jobs?queue=${address}` },
            { id: "dead", label: text.showDead, href: `/queues/dead?queue=${address}` },
          ],
        },
        {
          id: "act",
          items: [
            { id: "pause", label: isPaused ? text.resume : text.pause, onSelect: onPause },
            { id: "drain", label: text.drain, tone: "bad", onSelect: onDrain },
          ],
        },
      ]}
    />
  );
}

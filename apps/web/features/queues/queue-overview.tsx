"use client";

import { Callout } from "@stead/ui/callout";
import { SegmentedControl } from "@stead/ui/segmented-control";
import { Select } from "@stead/ui/select";
import { SkeletonStat } from "@stead/ui/skeleton";
import { Stat, StatRow } from "@stead/ui/stat";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { parseAsString, useQueryStates } from "nuqs";
import { useTRPC } from "../../lib/api.ts";
import { formatCount } from "../../lib/format.ts";
import { keyOf } from "../../lib/list-state.ts";
import { optionsOf } from "../../lib/options-of.ts";
import { queues as text } from "../../messages/en/queues.ts";
import { SystemBreakers } from "../rails/system-breakers.tsx";
import { QueuePlots } from "./queue-plots.tsx";
import { QueueTable } from "./queue-table.tsx";
import { QueuesHeader } from "./queues-header.tsx";
import { useQueuesLive } from "./use-queues-live.ts";

const windows = optionsOf(text.windows);

/** Every queue's figures now and over time, live, with what an operator may do. */
export function QueueOverview() {
  const trpc = useTRPC();
  const refresh = useQueuesLive();
  const [address, setAddress] = useQueryStates({ queue: parseAsString, minutes: parseAsString });
  const minutes = Number(keyOf(text.windows, address.minutes) ?? "60");
  const list = useQuery(trpc.queues.list.queryOptions());
  const workers = useQuery(trpc.queues.workers.queryOptions());
  const figures = useQuery(
    trpc.queues.figures.queryOptions(
      { name: address.queue ?? undefined, minutes },
      { placeholderData: keepPreviousData },
    ),
  );
  const shown = (list.data ?? []).filter(({ name }) => address.queue === null || name === address.queue);
  const names = (list.data ?? []).map(({ name }) => ({ value: name, label: name }));
  return (
    <>
      <QueuesHeader currentId="overview" />
      {workers.data?.length === 0 && (
        <Callout tone="warn" title={text.noWorkersTitle}>
          {text.noWorkers}
        </Callout>
      )}
      <div className="mb-6 flex flex-wrap items-center gap-3">
        <Select
          aria-label={text.queue}
          className="max-w-64"
          options={[{ value: "", label: text.allQueues }, ...names]}
          value={address.queue ?? ""}
          onChange={(event) => void setAddress({ queue: event.target.value || null })}
        />
        <SegmentedControl
          label={text.window}
          segments={windows}
          value={String(minutes)}
          onChange={(value) => void setAddress({ minutes: value === "60" ? null : value })}
        />
      </div>
      <StatRow>
        {list.data ? <QueueSums queues={shown} workerCount={workers.data?.length ?? 0} /> : <SkeletonStat />}
      </StatRow>
      <QueuePlots data={figures.data} />
      <QueueTable queues={list.data} failure={list} onChanged={refresh} />
      <SystemBreakers />
    </>
  );
}

type Sums = {
  depth: { waiting: number; sent: number; running: number; dead: number };
  oldestMs: number | null;
  lastHour: { done: number; failed: number };
};

function QueueSums({
  queues,
  workerCount,
}: {
  readonly queues: readonly Sums[];
  readonly workerCount: number;
}) {
  const sum = (pick: (queue: Sums) => number) =>
    formatCount(queues.reduce((total, each) => total + pick(each), 0));
  const oldest = queues.reduce<number | null>(
    (most, { oldestMs }) => (oldestMs === null ? most : Math.max(most ?? 0, oldestMs)),
    null,
  );
  return (
    <>
      <Stat
        label={text.waiting}
        value={sum(({ depth }) => depth.waiting + depth.sent)}
        href="/queues/jobs?state=waiting"
      />
      <Stat
        label={text.running}
        value={sum(({ depth }) => depth.running)}
        href="/queues/jobs?state=running"
      />
      <Stat label={text.oldest} value={oldest === null ? "–" : text.durationMs(oldest)} href="/queues/jobs" />
      <Stat label={text.doneLastHour} value={sum(({ lastHour }) => lastHour.done)} />
      <Stat label={text.failedLastHour} value={sum(({ lastHour }) => lastHour.failed)} />
      <Stat label={text.deadCount} value={sum(({ depth }) => depth.dead)} href="/queues/dead" />
      <Stat label={text.workers} value={formatCount(workerCount)} />
    </>
  );
}

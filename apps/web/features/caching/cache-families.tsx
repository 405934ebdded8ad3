"use client";

import type { CacheFamilyDto, CacheFiguresDto } from "@stead/contracts/caching";
import { EmptyState } from "@stead/ui/empty-state";
import { Table, type TableColumn } from "@stead/ui/table";
import { formatCount } from "../../lib/format.ts";
import { QueryFailure } from "../../lib/query-failure.tsx";
import { caching as text } from "../../messages/en/caching.ts";
import { HitTrend } from "./hit-trend.tsx";

const figure = (id: string, header: string, show: (family: CacheFamilyDto) => string) => ({
  id,
  header,
  cell: show,
  align: "right" as const,
  width: 96,
});

/** What is worth a word where it happened. */
function Others({ family }: { readonly family: CacheFamilyDto }) {
  const { loads, staleServed, staleOnError, loadErrors, invalidated, evictions, entries } = family;
  const parts = [
    text.countOf.entries(entries),
    text.countOf.loads(loads),
    ...(staleServed > 0 ? [text.countOf.stale(staleServed)] : []),
    ...(staleOnError > 0 ? [text.countOf.onErrors(staleOnError)] : []),
    ...(loadErrors > 0 ? [text.countOf.failed(loadErrors)] : []),
    ...(invalidated > 0 ? [text.countOf.old(invalidated)] : []),
    ...(evictions > 0 ? [text.countOf.evicted(evictions)] : []),
  ];
  return <span className="block text-sm whitespace-normal text-ink-3">{parts.join(", ")}</span>;
}

const columns: readonly TableColumn<CacheFamilyDto>[] = [
  {
    id: "family",
    header: text.family,
    cell: (family) => (
      <span className="block py-1">
        <span className="font-mono text-sm">{family.family}</span>
        <Others family={family} />
      </span>
    ),
    phone: "title",
  },
  {
    id: "rate",
    header: text.hitRate,
    cell: ({ hitPermille }) => (hitPermille === null ? "–" : text.percent(hitPermille)),
    align: "right",
    width: 130,
    phone: "value",
  },
  {
    id: "trend",
    header: text.trend,
    cell: ({ family, hits }) => <HitTrend family={family} hits={hits} />,
    width: 124,
    from: "xl",
  },
  figure("memory", text.fromMemory, ({ memoryHits }) => formatCount(memoryHits)),
  figure("shared", text.fromShared, ({ sharedHits }) => formatCount(sharedHits)),
  figure("misses", text.missed, ({ misses }) => formatCount(misses)),
  figure("load", text.loadTime, ({ loadUs }) => (loadUs === null ? "–" : text.micros(loadUs))),
  { ...figure("bytes", text.bytes, ({ bytes }) => text.size(bytes)), phone: "detail" },
  { ...figure("saved", text.savedShort, ({ savedMs }) => text.duration(savedMs)), phone: "note" },
];

type Query = {
  data: CacheFiguresDto | undefined;
  error: unknown;
  isFetching: boolean;
  refetch(): Promise<unknown>;
};

/** Every family with what it did in the time shown and what it holds now. */
export function CacheFamilies({ query }: { readonly query: Query }) {
  return (
    <Table
      label={text.title}
      className="mt-8"
      columns={columns}
      rows={query.data?.families}
      getRowId={({ family }) => family}
      empty={<EmptyState title={text.none}>{text.noneHelp}</EmptyState>}
      error={query.error && query.data === undefined ? <QueryFailure query={query} /> : null}
    />
  );
}

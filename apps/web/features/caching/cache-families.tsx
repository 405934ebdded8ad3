"use client";

import type { CacheFamilyDto, CacheFiguresDto } from "@stead/contracts/caching";
import { EmptyState } from "@stead/ui/empty-state";
import { Table, type TableColumn } from "@stead/ui/table";
import { formatCount } from "../../lib/format.ts";
import { QueryFailure } from "../../lib/query-failure.tsx";
import { caching as text } from "../../messages/en/caching.ts";
import { HitTrend } from "./hit-trend.tsx";

type Width = "lg" | "xl" | "2xl";

const figure = (id: string, header: string, show: (family: CacheFamilyDto) => string, from?: Width) => ({
  id,
  header,
  cell: show,
  align: "right" as const,
  width: 104,
  ...(from && { from }),
});
const count = (id: string, header: string, pick: (family: CacheFamilyDto) => number, from?: Width) =>
  figure(id, header, (family) => formatCount(pick(family)), from);

const columns: readonly TableColumn<CacheFamilyDto>[] = [
  {
    id: "family",
    header: text.family,
    cell: ({ family }) => <span className="font-mono text-sm">{family}</span>,
    width: 200,
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
    width: 130,
    from: "lg",
  },
  count("memory", text.memoryHits, ({ memoryHits }) => memoryHits),
  count("shared", text.sharedHits, ({ sharedHits }) => sharedHits, "xl"),
  count("misses", text.misses, ({ misses }) => misses, "lg"),
  count("loads", text.loads, ({ loads }) => loads, "2xl"),
  figure("load", text.loadTime, ({ loadUs }) => (loadUs === null ? "–" : text.micros(loadUs)), "lg"),
  count("stale", text.staleServed, ({ staleServed }) => staleServed, "2xl"),
  count("errors", text.faults, ({ loadErrors }) => loadErrors, "2xl"),
  count("old", text.invalidated, ({ invalidated }) => invalidated, "2xl"),
  count("evictions", text.evictions, ({ evictions }) => evictions, "2xl"),
  { ...count("entries", text.entries, ({ entries }) => entries, "xl") },
  { ...figure("bytes", text.bytes, ({ bytes }) => text.size(bytes)), phone: "detail" },
  { ...figure("saved", text.saved, ({ savedMs }) => text.duration(savedMs)), width: 120, phone: "note" },
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

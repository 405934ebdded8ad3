"use client";

import { Button } from "@stead/ui/button";
import { FilterBar, type ActiveFilter } from "@stead/ui/filter-bar";
import { SearchInput } from "@stead/ui/search-input";
import { Table, type TableColumn } from "@stead/ui/table";
import { lazy, Suspense, type ReactNode } from "react";
import { useBulkKinds, type BulkList } from "../features/bulk/bulk-kinds.ts";
import { ExportMenu } from "../features/exports/export-menu.tsx";
import type { ExportSource } from "../features/exports/export-request.ts";
import { lists as text } from "../messages/en/lists.ts";
import { FilterEditor, filterWords, type ListFilter } from "./filter-editor.tsx";
import type { ListState } from "./list-state.ts";
import { QueryFailure } from "./query-failure.tsx";
import { RowIntent } from "./row-intent.tsx";
import { useSelection } from "./use-selection.ts";

export type { ListFilter } from "./filter-editor.tsx";

const BulkBar = lazy(() => import("../features/bulk/bulk-bar.tsx"));

type ListPageOf<Row> = { items: Row[]; total: { count: number; isCapped: boolean } };

/** The part of an infinite query that a list shows. */
export type ListQuery<Row> = {
  data: { pages: ListPageOf<Row>[] } | undefined;
  error: unknown;
  isFetching: boolean;
  isPlaceholderData: boolean;
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  fetchNextPage(): Promise<unknown>;
  refetch(): Promise<unknown>;
};

export type ListViewProps<Row> = {
  /** The accessible name of table and search. */
  label: string;
  searchLabel?: string;
  state: ListState;
  filters: readonly ListFilter[];
  query: ListQuery<Row>;
  columns: readonly TableColumn<Row>[];
  getRowId: (row: Row) => string;
  getRowHref?: (row: Row) => string;
  /** What a click on a row and Enter do where its records have no page. */
  onOpen?: (row: Row) => void;
  onPeek?: (row: Row) => void;
  /** A row is pointed at or reached by key: the moment to ask for its record. */
  onRowIntent?: (id: string) => void;
  /** Shown when the list is empty and nothing narrows it. */
  empty: ReactNode;
  totalLabel?: string;
  actions?: ReactNode;
  /** Between the filters and the table: what the list adds up to. */
  summary?: ReactNode;
  /** How many records are shown, where one takes several rows. */
  shownCount?: number;
  /** Off where the API has no search. */
  hasSearch?: boolean;
  tableClassName?: string;
  /** The same list as a file. */
  exported?: ExportSource;
  /** Lets rows be chosen and changed together: those shown, or all that these filters leave. */
  bulk?: BulkList;
};

/** A list as every page shows it: search, filters in words, the table, its count and "load more". */
export function ListView<Row>(props: ListViewProps<Row>) {
  const {
    label,
    searchLabel,
    state,
    filters,
    query,
    columns,
    getRowId,
    getRowHref,
    onOpen,
    onPeek,
    onRowIntent,
    empty,
    totalLabel,
    actions,
    summary,
    shownCount,
    hasSearch = true,
    tableClassName,
    exported,
    bulk,
  } = props;
  const bulkKinds = useBulkKinds(bulk?.source);
  const active = filters.flatMap((filter): ActiveFilter[] => {
    const value = state.filters[filter.id];
    return value ? [{ id: filter.id, label: filter.label, words: filterWords(filter, value) }] : [];
  });
  const isNarrowed = active.length > 0 || state.sentQ !== undefined;
  const rows = query.data?.pages.flatMap((page) => page.items);
  const shownIds = rows?.map((row) => getRowId(row)) ?? [];
  const selection = useSelection(bulk, shownIds);

  return (
    <>
      <FilterBar
        label={label}
        fields={filters}
        active={active}
        renderEditor={(fieldId, close) => (
          <FilterEditor filter={filters.find(({ id }) => id === fieldId)} state={state} close={close} />
        )}
        onRemove={(id) => state.setFilter(id, null)}
        onClear={() => state.clearFilters()}
        actions={
          <>
            {actions}
            {exported && <ExportMenu source={exported} />}
          </>
        }
      >
        {hasSearch && (
          <SearchInput
            label={searchLabel ?? text.searchIn(label)}
            value={state.q}
            onChange={(q) => state.setQ(q)}
            hasHotkey
            isBusy={query.isFetching && state.q !== ""}
          />
        )}
      </FilterBar>
      {summary}
      <RowIntent onIntent={onRowIntent}>
        <Table
          label={label}
          columns={columns}
          rows={rows}
          getRowId={getRowId}
          {...(getRowHref && { getRowHref })}
          {...(onOpen && { onOpen })}
          {...(onPeek && { onPeek })}
          {...(totalLabel && { totalLabel })}
          {...(tableClassName && { className: tableClassName })}
          {...(bulkKinds.length > 0 && {
            selectedIds: selection.ids,
            onSelectedChange: (ids) => selection.choose({ ids }),
          })}
          sort={state.sort}
          onSort={(sort) => state.setSort(sort)}
          hasKeys
          isStale={query.isPlaceholderData}
          empty={isNarrowed ? <NothingFound state={state} /> : empty}
          error={query.error && rows === undefined ? <QueryFailure query={query} /> : null}
        />
      </RowIntent>
      {bulk && selection.ids.size > 0 && (
        <Suspense>
          <BulkBar
            kinds={bulkKinds}
            list={bulk}
            q={state.sentQ}
            filters={active}
            selection={selection}
            shownIds={shownIds}
            total={query.data?.pages[0]?.total}
          />
        </Suspense>
      )}
      {rows && rows.length > 0 && <Footer query={query} shownCount={shownCount ?? rows.length} />}
    </>
  );
}

type FooterProps<Row> = { readonly query: ListQuery<Row>; readonly shownCount: number };

/** How much of the list is shown, and the way to more. */
function Footer<Row>({ query, shownCount }: FooterProps<Row>) {
  const total = query.data?.pages[0]?.total;
  return (
    <div className="flex items-center justify-between gap-4 py-3 text-sm text-ink-2">
      {total && <span>{text.shown(shownCount, total.count, total.isCapped)}</span>}
      {query.hasNextPage && (
        <Button size="sm" onClick={() => void query.fetchNextPage()} isLoading={query.isFetchingNextPage}>
          {text.more}
        </Button>
      )}
    </div>
  );
}

function NothingFound({ state }: { readonly state: ListState }) {
  return (
    <div className="grid justify-items-center gap-3 px-4 py-10 text-center text-ink-2">
      <p>{text.nothingFound}</p>
      <Button
        size="sm"
        onClick={() => {
          state.clearFilters();
          state.setQ("");
        }}
      >
        {text.showAll}
      </Button>
    </div>
  );
}

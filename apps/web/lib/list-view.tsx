"use client";

import { Button } from "@stead/ui/button";
import { ErrorState } from "@stead/ui/error-state";
import { FilterBar, OptionList, type ActiveFilter } from "@stead/ui/filter-bar";
import { SearchInput } from "@stead/ui/search-input";
import { Table, type TableColumn } from "@stead/ui/table";
import { lazy, Suspense, type ReactNode } from "react";
import { lists as text } from "../messages/en/lists.ts";
import { viewError } from "./errors.ts";
import { formatDay } from "./format.ts";
import type { ListState } from "./list-state.ts";
import type { LookupSearch } from "./lookup-list.tsx";

// Needed only once a filter is being chosen.
const DateInput = lazy(async () => ({ default: (await import("@stead/ui/date-input")).DateInput }));
const LookupList = lazy(async () => ({ default: (await import("./lookup-list.tsx")).LookupList }));

export type ListFilter =
  | { id: string; label: string; kind: "options"; options: readonly { value: string; label: string }[] }
  | { id: string; label: string; kind: "date" }
  /** One of very many, found by typing; `words` is the name of the one chosen. */
  | { id: string; label: string; kind: "lookup"; words: string; search: LookupSearch };

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
};

function words(filter: ListFilter, value: string): string {
  if (filter.kind === "date") return formatDay(value);
  if (filter.kind === "lookup") return filter.words;
  return filter.options.find((option) => option.value === value)?.label ?? value;
}

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
    onPeek,
    onRowIntent,
    empty,
    totalLabel,
    actions,
    summary,
    shownCount,
    hasSearch = true,
    tableClassName,
  } = props;
  const active = filters.flatMap((filter): ActiveFilter[] => {
    const value = state.filters[filter.id];
    return value ? [{ id: filter.id, label: filter.label, words: words(filter, value) }] : [];
  });
  const isNarrowed = active.length > 0 || state.sentQ !== undefined;
  const rows = query.data?.pages.flatMap((page) => page.items);
  const total = query.data?.pages[0]?.total;
  const failure = query.error && rows === undefined ? viewError(query.error) : null;

  const editor = (fieldId: string, close: () => void) => {
    const filter = filters.find((candidate) => candidate.id === fieldId);
    if (filter?.kind === "options") {
      const value = state.filters[fieldId];
      return (
        <OptionList
          label={filter.label}
          isSingle
          options={filter.options}
          values={value ? [value] : []}
          onChange={(values) => {
            state.setFilter(fieldId, values[0] ?? null);
            close();
          }}
        />
      );
    }
    if (filter?.kind === "lookup") {
      return (
        <Suspense>
          <LookupList
            label={filter.label}
            search={filter.search}
            onChoose={(value) => {
              state.setFilter(fieldId, value);
              close();
            }}
          />
        </Suspense>
      );
    }
    return (
      <Suspense>
        <DateInput
          autoFocus
          aria-label={filter?.label ?? ""}
          value={state.filters[fieldId] ?? null}
          onChange={(date) => state.setFilter(fieldId, date)}
        />
      </Suspense>
    );
  };

  return (
    <>
      <FilterBar
        label={label}
        fields={filters}
        active={active}
        renderEditor={editor}
        onRemove={(id) => state.setFilter(id, null)}
        onClear={() => state.clearFilters()}
        actions={actions}
      >
        {hasSearch && (
          <SearchInput
            label={searchLabel ?? label}
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
          {...(onPeek && { onPeek })}
          {...(totalLabel && { totalLabel })}
          {...(tableClassName && { className: tableClassName })}
          sort={state.sort}
          onSort={(sort) => state.setSort(sort)}
          hasKeys
          isStale={query.isPlaceholderData}
          empty={isNarrowed ? <NothingFound state={state} /> : empty}
          error={
            failure && (
              <ErrorState
                title={failure.title}
                requestId={failure.requestId}
                onRetry={() => void query.refetch()}
                isRetrying={query.isFetching}
              >
                {failure.message}
              </ErrorState>
            )
          }
        />
      </RowIntent>
      {total && rows && rows.length > 0 && (
        <div className="flex items-center justify-between gap-4 py-3 text-sm text-ink-2">
          <span>{text.shown(shownCount ?? rows.length, total.count, total.isCapped)}</span>
          {query.hasNextPage && (
            <Button size="sm" onClick={() => void query.fetchNextPage()} isLoading={query.isFetchingNextPage}>
              {text.more}
            </Button>
          )}
        </div>
      )}
    </>
  );
}

/** Notices the row under the pointer or the focus. */
function RowIntent({
  onIntent,
  children,
}: {
  readonly onIntent: ((id: string) => void) | undefined;
  readonly children: ReactNode;
}) {
  const notice = (target: EventTarget) => {
    const id =
      target instanceof Element ? target.closest("[data-row-id]")?.getAttribute("data-row-id") : null;
    if (id) onIntent?.(id);
  };
  return (
    <div onPointerOver={(event) => notice(event.target)} onFocus={(event) => notice(event.target)}>
      {children}
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

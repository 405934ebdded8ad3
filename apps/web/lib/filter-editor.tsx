"use client";

import { OptionList } from "@stead/ui/filter-bar";
import { lazy, Suspense } from "react";
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

/** What a filter is set to, as people say it. */
export function filterWords(filter: ListFilter, value: string): string {
  if (filter.kind === "date") return formatDay(value);
  if (filter.kind === "lookup") return filter.words;
  return filter.options.find((option) => option.value === value)?.label ?? value;
}

export type FilterEditorProps = { filter: ListFilter | undefined; state: ListState; close: () => void };

/** The control that sets one filter of a list. */
export function FilterEditor({ filter, state, close }: FilterEditorProps) {
  if (filter === undefined) return null;
  const { id, label } = filter;
  const value = state.filters[id] ?? null;
  const choose = (next: string | null) => {
    state.setFilter(id, next);
    close();
  };
  if (filter.kind === "options") {
    return (
      <OptionList
        label={label}
        isSingle
        options={filter.options}
        values={value === null ? [] : [value]}
        onChange={(values) => choose(values[0] ?? null)}
      />
    );
  }
  return (
    <Suspense>
      {filter.kind === "lookup" ? (
        <LookupList label={label} search={filter.search} onChoose={choose} />
      ) : (
        <DateInput
          autoFocus
          aria-label={label}
          value={value}
          onChange={(date) => state.setFilter(id, date)}
        />
      )}
    </Suspense>
  );
}

"use client";

import type { TableSort } from "@stead/ui/table";
import { parseAsString, useQueryStates } from "nuqs";
import { useDeferredValue } from "react";

/** What a list is narrowed to; it lives in the address, so that a link shows the same list. */
export type ListState = {
  /** The search as typed. */
  q: string;
  /** The search as sent: behind the typing. */
  sentQ: string | undefined;
  filters: Readonly<Record<string, string | null>>;
  sort: TableSort | null;
  setQ(q: string): void;
  setFilter(id: string, value: string | null): void;
  clearFilters(): void;
  setSort(sort: TableSort | null): void;
};

/** The state of a list in the address: `?q=`, one parameter a filter, `sort=` and `dir=`. */
export function useListState(filterIds: readonly string[]): ListState {
  const parsers = Object.fromEntries(["q", "sort", "dir", ...filterIds].map((id) => [id, parseAsString]));
  const [values, setValues] = useQueryStates(parsers, { history: "replace", throttleMs: 120 });
  const q = values["q"] ?? "";
  const sentQ = useDeferredValue(q.trim());
  const sortId = values["sort"];
  const set = (next: Record<string, string | null>) => void setValues(next);
  return {
    q,
    sentQ: sentQ === "" ? undefined : sentQ,
    filters: Object.fromEntries(filterIds.map((id) => [id, values[id] ?? null])),
    sort: sortId ? { columnId: sortId, direction: values["dir"] === "desc" ? "desc" : "asc" } : null,
    setQ: (next) => set({ q: next === "" ? null : next }),
    setFilter: (id, value) => set({ [id]: value }),
    clearFilters: () => set(Object.fromEntries(filterIds.map((id) => [id, null]))),
    setSort: (sort) => set({ sort: sort?.columnId ?? null, dir: sort?.direction === "desc" ? "desc" : null }),
  };
}

/** One of a closed list of words, as an input wants it; undefined for anything else in the address. */
export function oneOf<const Option extends string>(
  options: readonly Option[],
  value: string | null | undefined,
): Option | undefined {
  return options.find((option) => option === value);
}

/** One of an object's keys, as an input wants it; undefined for anything else in the address. */
export function keyOf<Key extends string>(
  record: Readonly<Record<Key, unknown>>,
  value: string | null | undefined,
): Key | undefined {
  return value !== null && value !== undefined && isKey(record, value) ? value : undefined;
}

function isKey<Key extends string>(record: Readonly<Record<Key, unknown>>, value: string): value is Key {
  return Object.hasOwn(record, value);
}

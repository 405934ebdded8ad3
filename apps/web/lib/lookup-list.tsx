"use client";

import type { ComboboxOption } from "@stead/ui/combobox";
import { TextInput } from "@stead/ui/text-input";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { forms as text } from "../messages/en/forms.ts";
import { useDebounced } from "./use-debounced.ts";

export type LookupSearch = (q: string, signal: AbortSignal) => Promise<ComboboxOption[]>;

export type LookupListProps = {
  /** What is looked for; the accessible name and part of the query's key. */
  label: string;
  search: LookupSearch;
  onChoose: (value: string) => void;
};

/** A search with its results below, for a filter's editor: one of too many to list. */
export function LookupList({ label, search, onChoose }: LookupListProps) {
  const [typed, setTyped] = useState("");
  const q = useDebounced(typed.trim(), 150);
  const found = useQuery({ queryKey: ["lookup", label, q], queryFn: ({ signal }) => search(q, signal) });
  return (
    <div className="grid w-72 max-w-full gap-1">
      <TextInput
        size="sm"
        autoFocus
        aria-label={label}
        placeholder={text.search}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
      <ul aria-label={label} className="max-h-72 overflow-y-auto">
        {found.data?.map((option) => (
          <li key={option.value}>
            <button type="button" className="menu-item w-full" onClick={() => onChoose(option.value)}>
              <span className="min-w-0 flex-1 text-left">
                <span className="block truncate">{option.label}</span>
                {option.note && <span className="block truncate text-sm text-ink-3">{option.note}</span>}
              </span>
            </button>
          </li>
        ))}
      </ul>
      {(found.data?.length ?? 0) === 0 && (
        <p role="status" className="px-2 py-1.5 text-ink-3">
          {found.isFetching ? text.searching : text.noMatch}
        </p>
      )}
    </div>
  );
}

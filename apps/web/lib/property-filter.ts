"use client";

import { useQuery } from "@tanstack/react-query";
import { forms as text } from "../messages/en/forms.ts";
import { useTRPC } from "./api.ts";
import type { ListState } from "./list-state.ts";
import type { ListFilter } from "./list-view.tsx";
import { usePropertySearch } from "./property-picker.tsx";

/** A list's filter by one property; the id is in the address as `property`, the name is asked for. */
export function usePropertyFilter(state: ListState): ListFilter {
  const trpc = useTRPC();
  const search = usePropertySearch();
  const id = state.filters["property"] ?? null;
  const chosen = useQuery({
    ...trpc.portfolio.getProperty.queryOptions({ id: id ?? "" }),
    enabled: id !== null,
    staleTime: 5 * 60_000,
  });
  return {
    id: "property",
    label: text.property,
    kind: "lookup",
    words: chosen.data?.name ?? text.chosen,
    search,
  };
}

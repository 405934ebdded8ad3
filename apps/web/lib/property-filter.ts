"use client";

import { skipToken, useQuery } from "@tanstack/react-query";
import { forms as text } from "../messages/en/forms.ts";
import { useTRPC } from "./api.ts";
import type { ListFilter } from "./list-view.tsx";
import type { ListState } from "./list-state.ts";
import { usePropertySearch } from "./property-picker.tsx";

/** The filter `?property=<id>` of a list; the property's name is asked for where only its id is in the address. */
export function usePropertyFilter(state: Pick<ListState, "filters">): ListFilter {
  const trpc = useTRPC();
  const id = state.filters["property"];
  const property = useQuery({
    ...trpc.portfolio.getProperty.queryOptions(id ? { id } : skipToken),
    staleTime: 300_000,
  });
  return {
    id: "property",
    label: text.property,
    kind: "lookup",
    words: property.data?.name ?? "…",
    search: usePropertySearch(),
  };
}

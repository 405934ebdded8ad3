"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { forms as text } from "../messages/en/forms.ts";
import { useTRPC } from "./api.ts";
import type { ListState } from "./list-state.ts";
import type { ListFilter } from "./list-view.tsx";
import type { LookupSearch } from "./lookup-list.tsx";

/** A list's filter by one person; the id is in the address as `contact`, the name is asked for. */
export function useContactFilter(state: ListState, label: string): ListFilter {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const id = state.filters["contact"] ?? null;
  const chosen = useQuery({
    ...trpc.contacts.get.queryOptions({ id: id ?? "" }),
    enabled: id !== null,
    staleTime: 5 * 60_000,
  });
  const search: LookupSearch = async (q, signal) => {
    const page = await queryClient.fetchQuery(
      trpc.contacts.list.queryOptions({ q: q || undefined, limit: 20 }),
    );
    signal.throwIfAborted();
    return page.items.map(({ id, name, phone, email }) => ({
      value: id,
      label: name,
      note: [phone, email].filter(Boolean).join(" · "),
    }));
  };
  return { id: "contact", label, kind: "lookup", words: chosen.data?.name ?? text.chosen, search };
}

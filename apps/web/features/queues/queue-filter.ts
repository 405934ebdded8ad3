"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../lib/api.ts";
import type { ListFilter } from "../../lib/filter-editor.tsx";
import { queues as text } from "../../messages/en/queues.ts";

/** Narrows a list to one queue. */
export function useQueueFilter(): ListFilter {
  const trpc = useTRPC();
  const { data = [] } = useQuery(trpc.queues.list.queryOptions());
  const options = data.map(({ name }) => ({ value: name, label: name }));
  return { id: "queue", label: text.queue, kind: "options", options };
}

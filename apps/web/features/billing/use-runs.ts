"use client";

import { keepPreviousData, useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "../../lib/api.ts";
import type { ListState } from "../../lib/list-state.ts";
import { useLive } from "../../lib/live.ts";

/** Every billing run, the latest month first, live. */
export function useRuns(state: ListState) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  useLive("job.changed", ({ name }) => {
    if (name === "billing.run")
      void queryClient.invalidateQueries({ queryKey: trpc.billing.listRuns.pathKey() });
  });
  const input = { order: state.sort?.direction };
  const query = useInfiniteQuery(
    trpc.billing.listRuns.infiniteQueryOptions(input, {
      getNextPageParam: (page) => page.nextCursor ?? undefined,
      placeholderData: keepPreviousData,
    }),
  );
  return { query, input };
}

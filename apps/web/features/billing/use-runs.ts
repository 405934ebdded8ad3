"use client";

import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useTRPC } from "../../lib/api.ts";
import type { ListState } from "../../lib/list-state.ts";
import { isRunLive } from "./run-progress.tsx";

const pollMs = 2_000;

/** Every billing run, the latest month first; asked for again while one works. */
export function useRuns(state: ListState) {
  const trpc = useTRPC();
  const input = { order: state.sort?.direction };
  return useInfiniteQuery(
    trpc.billing.listRuns.infiniteQueryOptions(input, {
      getNextPageParam: (page) => page.nextCursor ?? undefined,
      placeholderData: keepPreviousData,
      refetchInterval: ({ state }) =>
        state.data?.pages.some((page) => page.items.some(isRunLive)) ? pollMs : false,
    }),
  );
}

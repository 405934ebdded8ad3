"use client";

import { skipToken, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "../../lib/api.ts";
import { useInvalidate } from "../../lib/invalidate.ts";
import { useLive } from "../../lib/live.ts";
import { isOpenState } from "./collection-state.tsx";

/** How often an open collection is asked for, should its event be lost. */
const recheckMs = 5_000;

/** A collection, followed live until it ends. What it paid is asked for again everywhere. */
export function useCollection(id: string | null) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const invalidate = useInvalidate();
  const query = useQuery({
    ...trpc.collecting.get.queryOptions(id === null ? skipToken : { id }),
    refetchInterval: ({ state }) => (state.data && isOpenState(state.data.state) ? recheckMs : false),
  });
  useLive("collection.changed", (change) => {
    if (change.id !== id) return;
    if (change.paymentId === null)
      void queryClient.invalidateQueries({ queryKey: trpc.collecting.pathKey() });
    else void invalidate("payments");
  });
  return query;
}

"use client";

import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useTRPC } from "../../lib/api.ts";
import { keyOf, oneOf, type ListState } from "../../lib/list-state.ts";
import { arrears as text } from "../../messages/en/arrears.ts";

/** The ageing of every lease that the list's state asks for, with the totals of all of them. */
export function useArrears({ filters, sentQ, sort }: ListState) {
  const trpc = useTRPC();
  const late = keyOf(text.lateFor, filters["late"]);
  const input = {
    q: sentQ,
    asOf: filters["asOf"] ?? undefined,
    propertyId: filters["property"] ?? undefined,
    currency: filters["currency"] ?? undefined,
    minDays: late === undefined ? undefined : Number(late),
    sort: oneOf(["overdue", "tenant", "oldest"], sort?.columnId),
    order: sort?.direction,
  };
  return useInfiniteQuery(
    trpc.arrears.list.infiniteQueryOptions(input, {
      getNextPageParam: (page) => page.nextCursor ?? undefined,
      placeholderData: keepPreviousData,
    }),
  );
}

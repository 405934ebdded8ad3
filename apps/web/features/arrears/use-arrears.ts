"use client";

import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useTRPC } from "../../lib/api.ts";
import { keyOf, oneOf, type ListState } from "../../lib/list-state.ts";
import { arrears as text } from "../../messages/en/arrears.ts";

/** What the list's state asks for. */
export function arrearsInput({ filters, sentQ, sort }: ListState) {
  const late = keyOf(text.lateFor, filters["late"]);
  return {
    q: sentQ,
    asOf: filters["asOf"] ?? undefined,
    propertyId: filters["property"] ?? undefined,
    currency: filters["currency"] ?? undefined,
    minDays: late === undefined ? undefined : Number(late),
    sort: oneOf(["overdue", "tenant", "oldest"], sort?.columnId),
    order: sort?.direction,
  };
}

/** The ageing of every lease that the list's state asks for, with the totals of all of them. */
export function useArrears(state: ListState) {
  const trpc = useTRPC();
  return useInfiniteQuery(
    trpc.arrears.list.infiniteQueryOptions(arrearsInput(state), {
      getNextPageParam: (page) => page.nextCursor ?? undefined,
      placeholderData: keepPreviousData,
    }),
  );
}

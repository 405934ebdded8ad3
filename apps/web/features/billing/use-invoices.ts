"use client";

import type { AppRouter } from "@stead/api/router";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import type { inferRouterInputs } from "@trpc/server";
import { useTRPC } from "../../lib/api.ts";

export type InvoicesInput = Omit<inferRouterInputs<AppRouter>["billing"]["listInvoices"], "cursor">;

/** A list of invoices, page by page. */
export function useInvoices(input: InvoicesInput) {
  const trpc = useTRPC();
  return useInfiniteQuery(
    trpc.billing.listInvoices.infiniteQueryOptions(input, {
      getNextPageParam: (page) => page.nextCursor ?? undefined,
      placeholderData: keepPreviousData,
    }),
  );
}

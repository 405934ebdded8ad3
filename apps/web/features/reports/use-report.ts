"use client";

import type { ReportKind, ReportParam, ReportRequest } from "@stead/contracts/reports";
import { keepPreviousData, skipToken, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../lib/api.ts";
import { oneOf, useListState, type ListState } from "../../lib/list-state.ts";

/** The names that parameters have in the address. */
const places: Readonly<Record<ReportParam, string>> = {
  asOf: "asOf",
  from: "from",
  to: "to",
  propertyId: "property",
  currency: "currency",
  by: "by",
  leaseId: "lease",
};

/** What the address asks of a report; null while a parameter that it cannot do without is missing. */
function requestOf(
  kind: ReportKind,
  params: readonly ReportParam[],
  filters: ListState["filters"],
): ReportRequest | null {
  const of = (param: ReportParam) =>
    params.includes(param) ? (filters[places[param]] ?? undefined) : undefined;
  const day = { asOf: of("asOf") };
  const period = { from: of("from"), to: of("to") };
  const where = { propertyId: of("propertyId"), currency: of("currency") };
  const by = oneOf(["month", "property"], of("by"));
  const leaseId = of("leaseId");
  switch (kind) {
    case "rent-roll":
    case "arrears-ageing":
    case "deposits-held":
      return { kind, params: { ...day, ...where } };
    case "collection":
    case "occupancy":
      return { kind, params: { ...period, ...where, by } };
    case "income-and-expense":
    case "cash-flow":
      return { kind, params: { ...period, ...where } };
    case "tenant-ledger":
      return leaseId === undefined ? null : { kind, params: { ...period, leaseId } };
    case "trial-balance":
      return { kind, params: { ...day, currency: where.currency } };
  }
}

/** A report with the parameters of the address, page by page. */
export function useReport(kind: ReportKind) {
  const trpc = useTRPC();
  const state = useListState(Object.values(places));
  const list = useQuery({ ...trpc.reports.list.queryOptions(), staleTime: 10 * 60_000 });
  const info = list.data?.items.find((item) => item.kind === kind);
  const request = info ? requestOf(kind, info.params, state.filters) : null;
  const query = useInfiniteQuery(
    trpc.reports.show.infiniteQueryOptions(request === null ? skipToken : { request }, {
      getNextPageParam: (page) => page.nextCursor ?? undefined,
      placeholderData: keepPreviousData,
    }),
  );
  return { info, list, request, state, query };
}

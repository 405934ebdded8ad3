"use client";

import type { SubscriptionDto } from "@stead/contracts/plans";
import { Badge } from "@stead/ui/badge";
import { InstantText } from "@stead/ui/date-text";
import { EmptyState } from "@stead/ui/empty-state";
import { PageHeader } from "@stead/ui/page-header";
import type { TableColumn } from "@stead/ui/table";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useTRPC } from "../../lib/api.ts";
import { formatCount } from "../../lib/format.ts";
import { keyOf, useListState } from "../../lib/list-state.ts";
import { ListView, type ListFilter } from "../../lib/list-view.tsx";
import { optionsOf } from "../../lib/options-of.ts";
import { plans, subscriptions as text } from "../../messages/en/plans.ts";
import { PlanStatus, priceWords } from "./plan-status.tsx";

const statusFilter: ListFilter = {
  id: "status",
  label: text.status,
  kind: "options",
  options: optionsOf(plans.statuses),
};

const columns: readonly TableColumn<SubscriptionDto>[] = [
  { id: "agency", header: text.agency, cell: (row) => row.agencyName, phone: "title" },
  { id: "plan", header: text.plan, cell: (row) => row.planName ?? "–", width: 120, phone: "detail" },
  {
    id: "status",
    header: text.status,
    cell: (row) => <PlanStatus status={row.status} />,
    width: 210,
    phone: "note",
  },
  {
    id: "price",
    header: text.price,
    cell: (row) => (row.price === null ? "–" : priceWords(row.price)),
    width: 160,
    align: "right",
    phone: "value",
  },
  { id: "until", header: text.until, cell: (row) => <Until subscription={row} />, width: 190, from: "lg" },
  {
    id: "customer",
    header: text.customer,
    cell: (row) => <span className="mono">{row.customerId ?? "–"}</span>,
    width: 200,
    from: "2xl",
  },
  {
    id: "failed",
    header: text.failedEvents,
    cell: ({ failedEvents }) => failedEvents > 0 && <Badge tone="bad">{formatCount(failedEvents)}</Badge>,
    width: 110,
    align: "right",
    from: "xl",
  },
];

/** When the trial or the period ends; what is not renewed then says so. */
function Until({ subscription }: { readonly subscription: SubscriptionDto }) {
  const { status, trialEndsAt, periodEndsAt, cancelsAtEnd } = subscription;
  const instant = status === "trialing" ? (trialEndsAt ?? periodEndsAt) : periodEndsAt;
  return (
    <>
      {cancelsAtEnd && <span className="text-warn">{text.endsOn} </span>}
      <InstantText instant={instant} />
    </>
  );
}

/** Every agency with what it is on, for operators. */
export function SubscriptionList() {
  const trpc = useTRPC();
  const state = useListState(["status"]);
  const query = useInfiniteQuery(
    trpc.plans.listSubscriptions.infiniteQueryOptions(
      { q: state.sentQ, status: keyOf(plans.statuses, state.filters["status"]) },
      { getNextPageParam: (page) => page.nextCursor ?? undefined, placeholderData: keepPreviousData },
    ),
  );
  return (
    <>
      <PageHeader title={text.title}>{text.help}</PageHeader>
      <ListView
        label={text.title}
        searchLabel={text.search}
        state={state}
        filters={[statusFilter]}
        query={query}
        columns={columns}
        getRowId={({ agencyId }) => agencyId}
        empty={<EmptyState title={text.none}>{text.noneHelp}</EmptyState>}
      />
    </>
  );
}

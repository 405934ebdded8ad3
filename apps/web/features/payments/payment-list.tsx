"use client";

import type { PaymentRowDto } from "@stead/contracts/payments";
import { ButtonLink } from "@stead/ui/button";
import { CivilDateText } from "@stead/ui/date-text";
import { EmptyState } from "@stead/ui/empty-state";
import { PageHeader } from "@stead/ui/page-header";
import type { TableColumn } from "@stead/ui/table";
import { keepPreviousData, useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "../../lib/api.ts";
import { moneyColumn } from "../../lib/cell-money.tsx";
import { keyOf, oneOf, useListState } from "../../lib/list-state.ts";
import { ListView, type ListFilter } from "../../lib/list-view.tsx";
import { optionsOf } from "../../lib/options-of.ts";
import { usePropertyFilter } from "../../lib/property-filter.ts";
import { useCan, useSession } from "../../lib/session.tsx";
import { unitColumn } from "../../lib/unit-column.ts";
import { payments as text } from "../../messages/en/payments.ts";
import { PaymentStatus } from "./payment-status.tsx";

const plainFilters: readonly ListFilter[] = [
  { id: "status", label: text.status, kind: "options", options: optionsOf(text.statuses) },
  { id: "rail", label: text.rail, kind: "options", options: optionsOf(text.rails) },
  { id: "receivedFrom", label: text.receivedFrom, kind: "date" },
  { id: "receivedTo", label: text.receivedTo, kind: "date" },
];
const filterIds = ["status", "rail", "receivedFrom", "receivedTo", "property", "lease"];

function columnsIn(unit: string): readonly TableColumn<PaymentRowDto>[] {
  return [
    { id: "number", header: text.number, cell: (row) => row.number, width: 84, isSortable: true },
    {
      id: "tenant",
      header: text.tenant,
      cell: (row) => row.tenantName ?? <span className="text-ink-3">{text.unknownPayer}</span>,
      phone: "title",
    },
    unitColumn(text.unit, "lg"),
    {
      id: "received",
      header: text.received,
      cell: (row) => <CivilDateText date={row.receivedOn} />,
      width: 116,
      isSortable: true,
      phone: "detail",
    },
    { id: "rail", header: text.rail, cell: (row) => text.rails[row.rail], width: 128, from: "xl" },
    {
      id: "status",
      header: text.status,
      cell: (row) => <PaymentStatus status={row.status} />,
      width: 144,
      phone: "note",
    },
    moneyColumn(null, {
      id: "rest",
      header: text.unallocated,
      amountOf: (row) => row.unallocatedMinor,
      width: 116,
      from: "lg",
    }),
    moneyColumn(unit, {
      id: "amount",
      header: text.amount,
      amountOf: (row) => row.amountMinor,
      isZeroShown: true,
      phone: "value",
    }),
  ];
}

/** Every payment: what came, for whom, and what still waits. */
export function PaymentList() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { agency } = useSession();
  const canRecord = useCan("payments:write");
  const state = useListState(filterIds);
  const property = usePropertyFilter(state);
  const { filters } = state;
  const input = {
    q: state.sentQ,
    status: keyOf(text.statuses, filters["status"]),
    rail: keyOf(text.rails, filters["rail"]),
    receivedFrom: filters["receivedFrom"] ?? undefined,
    receivedTo: filters["receivedTo"] ?? undefined,
    propertyId: filters["property"] ?? undefined,
    leaseId: filters["lease"] ?? undefined,
    sort: oneOf(["received", "number"], state.sort?.columnId),
    order: state.sort?.direction,
  };
  const query = useInfiniteQuery(
    trpc.payments.list.infiniteQueryOptions(input, {
      getNextPageParam: (page) => page.nextCursor ?? undefined,
      placeholderData: keepPreviousData,
    }),
  );
  const record = canRecord && (
    <ButtonLink href="/payments/new" variant="primary">
      {text.record}
    </ButtonLink>
  );
  return (
    <>
      <PageHeader title={text.title} actions={record} />
      <ListView
        label={text.title}
        searchLabel={text.search}
        state={state}
        filters={[...plainFilters, property]}
        query={query}
        exported={{ list: "payments", filters: input }}
        columns={columnsIn(agency.currency)}
        getRowId={(row) => row.id}
        getRowHref={(row) => `/payments/${row.id}`}
        onRowIntent={(id) => void queryClient.prefetchQuery(trpc.payments.get.queryOptions({ id }))}
        empty={
          <EmptyState title={text.none} action={record}>
            {text.noneHelp}
          </EmptyState>
        }
      />
    </>
  );
}

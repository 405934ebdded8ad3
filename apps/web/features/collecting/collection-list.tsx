"use client";

import type { CollectionDto } from "@stead/contracts/collecting";
import { railIds } from "@stead/contracts/rails";
import { ButtonLink } from "@stead/ui/button";
import { InstantText } from "@stead/ui/date-text";
import { EmptyState } from "@stead/ui/empty-state";
import type { TableColumn } from "@stead/ui/table";
import { keepPreviousData, useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "../../lib/api.ts";
import { moneyColumn } from "../../lib/cell-money.tsx";
import { keyOf, oneOf, useListState } from "../../lib/list-state.ts";
import { ListView, type ListFilter } from "../../lib/list-view.tsx";
import { useLive } from "../../lib/live.ts";
import { optionsOf } from "../../lib/options-of.ts";
import { usePropertyFilter } from "../../lib/property-filter.ts";
import { useSession } from "../../lib/session.tsx";
import { unitColumn } from "../../lib/unit-column.ts";
import { collecting as text } from "../../messages/en/collecting.ts";
import { payments } from "../../messages/en/payments.ts";
import { CollectingHeader } from "./collecting-header.tsx";
import { CollectionBadge } from "./collection-state.tsx";

const plainFilters: readonly ListFilter[] = [
  {
    id: "state",
    label: text.state,
    kind: "options",
    options: optionsOf(text.states),
  },
  {
    id: "rail",
    label: text.rail,
    kind: "options",
    options: railIds.map((value) => ({ value, label: payments.rails[value] })),
  },
];

function columnsIn(unit: string): readonly TableColumn<CollectionDto>[] {
  return [
    { id: "tenant", header: text.tenant, cell: (row) => row.tenantName, phone: "title" },
    unitColumn(text.unit, "lg"),
    { id: "by", header: text.by, cell: (row) => row.accountLabel, width: 150, from: "xl" },
    {
      id: "payer",
      header: text.payer,
      cell: (row) => row.payerHint && <span className="tabular-nums">{row.payerHint}</span>,
      width: 130,
      from: "xl",
    },
    {
      id: "asked",
      header: text.asked,
      cell: (row) => <InstantText instant={row.createdAt} />,
      width: 160,
      isSortable: true,
      phone: "detail",
    },
    {
      id: "state",
      header: text.state,
      cell: (row) => <CollectionBadge state={row.state} />,
      width: 130,
      phone: "note",
    },
    moneyColumn(unit, {
      id: "amount",
      header: text.amount,
      amountOf: (row) => row.amountMinor,
      isZeroShown: true,
      phone: "value",
    }),
  ];
}

/** What tenants were asked for, newest first, live. */
export function CollectionList() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { agency } = useSession();
  const state = useListState(["state", "rail", "property", "lease"]);
  const property = usePropertyFilter(state);
  const { filters } = state;
  const input = {
    q: state.sentQ,
    state: keyOf(text.states, filters["state"]),
    rail: oneOf(railIds, filters["rail"]),
    propertyId: filters["property"] ?? undefined,
    leaseId: filters["lease"] ?? undefined,
    order: state.sort?.direction,
  };
  const query = useInfiniteQuery(
    trpc.collecting.list.infiniteQueryOptions(input, {
      getNextPageParam: (page) => page.nextCursor ?? undefined,
      placeholderData: keepPreviousData,
    }),
  );
  useLive("collection.changed", () => {
    void queryClient.invalidateQueries({ queryKey: trpc.collecting.list.pathKey() });
  });
  return (
    <>
      <CollectingHeader currentId="list" />
      <ListView
        label={text.title}
        searchLabel={text.search}
        state={state}
        filters={[...plainFilters, property]}
        query={query}
        exported={{ list: "collections", filters: input }}
        columns={columnsIn(agency.currency)}
        getRowId={(row) => row.id}
        getRowHref={(row) => `/collections/${row.id}`}
        onRowIntent={(id) => void queryClient.prefetchQuery(trpc.collecting.get.queryOptions({ id }))}
        empty={
          <EmptyState title={text.none} action={<ButtonLink href="/leases">{text.openLeases}</ButtonLink>}>
            {text.noneHelp}
          </EmptyState>
        }
      />
    </>
  );
}

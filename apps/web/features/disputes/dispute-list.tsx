"use client";

import type { DisputeDto } from "@stead/contracts/disputes";
import { EmptyState } from "@stead/ui/empty-state";
import { PageHeader } from "@stead/ui/page-header";
import type { TableColumn } from "@stead/ui/table";
import { keepPreviousData, useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "../../lib/api.ts";
import { moneyColumn } from "../../lib/cell-money.tsx";
import { keyOf, useListState } from "../../lib/list-state.ts";
import { ListView, type ListFilter } from "../../lib/list-view.tsx";
import { optionsOf } from "../../lib/options-of.ts";
import { useLive } from "../../lib/live.ts";
import { usePropertyFilter } from "../../lib/property-filter.ts";
import { useSession, type Session } from "../../lib/session.tsx";
import { unitColumn } from "../../lib/unit-column.ts";
import { disputes as text } from "../../messages/en/disputes.ts";
import { AnswerBy, DisputeBadge, reasonWords } from "./dispute-state.tsx";

const stateFilter: ListFilter = {
  id: "state",
  label: text.state,
  kind: "options",
  options: optionsOf(text.states),
};

function columnsIn({ agency, today }: Session): readonly TableColumn<DisputeDto>[] {
  return [
    {
      id: "tenant",
      header: text.tenant,
      cell: (row) => row.tenantName ?? text.receiptOf(row.paymentNumber),
      phone: "title",
    },
    unitColumn(text.unit, "xl"),
    { id: "receipt", header: text.receipt, cell: (row) => row.paymentNumber, width: 90, from: "xl" },
    { id: "reason", header: text.reason, cell: (row) => reasonWords(row.reason), width: 260, from: "lg" },
    {
      id: "answerBy",
      header: text.answerBy,
      cell: (row) => <AnswerBy dispute={row} zone={agency.timeZone} today={today} />,
      width: 130,
      phone: "detail",
    },
    {
      id: "state",
      header: text.state,
      cell: (row) => <DisputeBadge state={row.state} />,
      width: 110,
      phone: "note",
    },
    moneyColumn(agency.currency, {
      id: "amount",
      header: text.amount,
      amountOf: (row) => row.amountMinor,
      phone: "value",
    }),
  ];
}

/** What payers disputed with their banks, newest first. */
export function DisputeList() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const session = useSession();
  const state = useListState(["state", "property", "payment"]);
  const property = usePropertyFilter(state);
  const { filters } = state;
  const input = {
    q: state.sentQ,
    state: keyOf(text.states, filters["state"]),
    propertyId: filters["property"] ?? undefined,
    paymentId: filters["payment"] ?? undefined,
  };
  const query = useInfiniteQuery(
    trpc.disputes.list.infiniteQueryOptions(input, {
      getNextPageParam: (page) => page.nextCursor ?? undefined,
      placeholderData: keepPreviousData,
    }),
  );
  useLive("dispute.changed", () => {
    void queryClient.invalidateQueries({ queryKey: trpc.disputes.list.pathKey() });
  });
  return (
    <>
      <PageHeader title={text.title}>{text.help}</PageHeader>
      <ListView
        label={text.title}
        searchLabel={text.search}
        state={state}
        filters={[stateFilter, property]}
        query={query}
        exported={{ list: "disputes", filters: input }}
        columns={columnsIn(session)}
        getRowId={(row) => row.id}
        getRowHref={(row) => `/disputes/${row.id}`}
        onRowIntent={(id) => void queryClient.prefetchQuery(trpc.disputes.get.queryOptions({ id }))}
        empty={<EmptyState title={text.none}>{text.noneHelp}</EmptyState>}
      />
    </>
  );
}
